/** What is kept: by a cache for all hosts, by a cache in front of this nginx, and of the gateway's yes. */
import { describe, expect, test } from "vitest";
import { parseNginx } from "../../../generator/inspect/nginx/parse.ts";
import type { Answer } from "../../rig/double.ts";
import { contractOf, yesTo } from "../../rig/gateway-contracts.ts";
import { allOf, type Response } from "../../rig/response.ts";
import { send } from "../../rig/client.ts";
import { freePortsFor, onFreePorts, runOnLoopback } from "../../rig/run.ts";
import { removeScratch, scratchDirectory } from "../../rig/scratch.ts";
import { cookieOf } from "../../runtime/situations.ts";
import { nobody, person, type Asker } from "../askers.ts";
import { groupOf, names, type Standing } from "../subject.ts";
import { answer, http, standing, status } from "./support.ts";

const everyExample = ["plain", "kanidm-oauth2-proxy", "outer-proxy"];

const cacheFor = (validity: string): string =>
  http(`proxy_cache_path /var/cache/nginx/x keys_zone=x:1m; proxy_cache x; proxy_cache_valid ${validity};`);

describe("a cache for all hosts", () => {
  const treasures = ["/api/users", "/clips/front_door-1.jpg", "/exports/garden.mp4"];

  test.each(everyExample)("%s: a yes is nobody else's", (name) =>
    standing({ name, settings: cacheFor("any 1m") }, async (stand) => {
      expect(await status(stand, { by: person(stand.subject, "admin"), path: "/api/profile" })).toBe(200);
      for (const path of treasures) expect(await status(stand, { by: nobody, path })).toBe(401);
    }),
  );

  test.each(everyExample)("%s: a no is nobody else's", (name) =>
    standing({ name, settings: cacheFor("any 1m") }, async (stand) => {
      const by = person(stand.subject, "admin");
      for (const path of treasures) {
        expect(await status(stand, { by: nobody, path })).toBe(401);
        expect(await status(stand, { by, path })).toBe(200);
      }
    }),
  );

  test.each(
    everyExample.flatMap((name) => [
      [name, "/api/front_door/latest.jpg"],
      [name, "/api/vod/front_door/start/1/end/2"],
    ]),
  )("%s: %s is not for every role", (name, path) =>
    standing({ name, settings: cacheFor("200 10m") }, async (stand) => {
      const gardener = person(stand.subject, "gardener");
      expect(await status(stand, { by: gardener, path })).toBe(403);
      expect(await status(stand, { by: person(stand.subject, "admin"), path })).toBe(200);
      expect(await status(stand, { by: gardener, path })).toBe(403);
    }),
  );
});

const cacheControl = (response: Response): string =>
  allOf(response, "Cache-Control").join(", ").toLowerCase();

/** Whoever decides renews the session with its next yes. */
function renewing({ gateway, subject }: Standing): Asker {
  const admin = person(subject, "admin");
  const soon = Math.floor(Date.now() / 1000) + 600;
  if (subject.authority.kind !== "gateway")
    return { ...admin, headers: [cookieOf(names.admin, "admin", soon)] };
  const contract = contractOf(subject.authority.name);
  const { headers = [], ...yes } = yesTo(contract, {
    name: names.admin,
    groups: [groupOf(subject, "admin")],
  });
  gateway?.answerAll({ ...yes, headers: [...headers, ["Set-Cookie", `${contract.cookie}=renewed; Path=/`]] });
  return admin;
}

describe("caches between this nginx and browsers", () => {
  test.each(everyExample)("%s: pictures are the browser's own", (name) =>
    standing({ name }, async (stand) => {
      const by = person(stand.subject, "admin");
      const response = await answer(stand, { by, path: "/clips/front_door-1.jpg" });
      expect(response.status).toBe(200);
      expect(cacheControl(response)).toContain("private");
      expect(cacheControl(response)).not.toContain("public");
    }),
  );

  test.each(
    ["plain", "kanidm-oauth2-proxy"].flatMap((name) => [
      [name, "/clips/front_door-1.jpg"],
      [name, "/recordings/2024-05-01/10/front_door/00.00.mp4"],
      [name, "/api/front_door/latest.jpg"],
    ]),
  )("%s: %s with a renewed session is for nobody to keep", (name, path) =>
    standing({ name }, async (stand) => {
      const response = await answer(stand, { by: renewing(stand), path });
      expect(allOf(response, "Set-Cookie")).toHaveLength(1);
      expect(cacheControl(response)).toContain("no-store");
    }),
  );

  /** Another nginx in front, with a cache and nothing else said. */
  async function throughCache<T>(
    { rig }: Standing,
    use: (get: (path: string, by: Asker) => Promise<number>) => Promise<T>,
  ): Promise<T> {
    const { port, tls } = rig.target("public");
    const file =
      parseNginx(`events { } http { proxy_cache_path /cache keys_zone=e:1m; server { listen 80; location / {
      proxy_pass ${tls === undefined ? "http" : "https"}://192.0.2.10:443; proxy_cache e;
      proxy_set_header Host ${rig.hostname}; proxy_ssl_server_name on; proxy_ssl_name ${rig.hostname};
    } } }`);
    const directory = scratchDirectory();
    const backends = new Map([["192.0.2.10:443", `127.0.0.1:${port}`]]);
    const { nginx, front } = await onFreePorts(async () => {
      const ports = await freePortsFor(file);
      const { nginx } = await runOnLoopback(file, { webRoot: "/html" }, { directory, ports, backends });
      return { nginx, front: { port: ports.get(80) ?? 0 } };
    });
    try {
      return await use(async (path, { headers }) => {
        const request = { method: "GET", path, headers: [["Host", rig.hostname] as const, ...headers] };
        return (await send(front, request)).status;
      });
    } finally {
      await nginx.stop();
      removeScratch(directory);
    }
  }

  test.each(
    ["plain", "kanidm-oauth2-proxy"].flatMap((name) =>
      [
        "/clips/front_door-1.jpg",
        "/recordings/2024-05-01/10/front_door/00.00.mp4",
        "/exports/garden.mp4",
        "/api/front_door/latest.jpg",
        "/api/profile",
      ].map((path) => [name, path] as const),
    ),
  )("%s: a cache in front has %s for nobody", (name, path) =>
    standing({ name }, (stand) =>
      throughCache(stand, async (get) => {
        expect(await get(path, nobody)).toBe(401);
        expect(await get(path, person(stand.subject, "admin"))).toBe(200);
        expect(await get(path, nobody)).toBe(401);
      }),
    ),
  );
});

describe("a gateway's yes, with stale answers allowed for all hosts", () => {
  const updating = "proxy_cache_background_update on; proxy_cache_use_stale updating;";
  const failing = "proxy_cache_use_stale error timeout http_403 http_500 http_502 http_503;";
  const table: readonly (readonly [text: string, said: Answer, status: number])[] = [
    [updating, { status: 401 }, 401],
    [updating, { status: 403 }, 403],
    [updating, { status: 500 }, 500],
    [failing, { status: 403 }, 403],
    [failing, { status: 500 }, 500],
    [failing, { status: 0, raw: "" }, 500],
  ];

  test.each(table)("%s: %o comes to be heard", (text, said, heard) =>
    standing(
      { name: "kanidm-oauth2-proxy", settings: `services.frigate.nginx.authCache = "1s"; ${http(text)}` },
      async (stand) => {
        const ask = { by: person(stand.subject, "admin"), path: "/api/profile" };
        expect(await status(stand, ask)).toBe(200);
        stand.gateway?.answerAll(said);
        // It is remembered for a second: at some time from then on it is over.
        await expect.poll(() => status(stand, ask), { timeout: 6_000, interval: 200 }).toBe(heard);
      },
    ),
  );
});
