/** Pages of other sites: a browser carries a session, or an address that is known, to whatever page it shows. */
import { describe, expect, test } from "vitest";
import type { HeaderLine } from "../../rig/client.ts";
import { askersOf, person, type Asker } from "../askers.ts";
import type { Standing } from "../subject.ts";
import { answer, standing, status } from "./support.ts";

const host = "frigate.example.com";
const evil: HeaderLine = ["Origin", "https://evil.example"];

type Known = (standing: Standing) => Asker;
const viewer: Known = ({ subject }) => person(subject, "viewer");
const admin: Known = ({ subject }) => person(subject, "admin");
const client =
  (name: string): Known =>
  ({ subject }) => {
    const found = askersOf(subject).find((asker) => asker.name === `client ${name}`);
    if (found === undefined) throw new Error(`there is no client ${name}`);
    return found;
  };

const sockets = [
  "/ws",
  "/live/jsmpeg/garden",
  "/live/mse/api/ws?src=garden",
  "/live/webrtc/api/ws?src=garden",
];

const foreign = [
  "https://evil.example",
  "http://evil.example",
  "null",
  `https://${host}.evil.example`,
  `https://evil-${host}`,
  `https://evil.example/${host}`,
  `https://evil.example ${host}`,
  `https://${host} evil.example`,
  `https://${host}@evil.example`,
  "file://",
];

const ownOrigins: readonly (readonly HeaderLine[])[] = [
  [],
  [["Origin", `https://${host}`]],
  [["Origin", `HTTPS://${host.toUpperCase()}`]],
];

const people: readonly (readonly [configuration: string, by: Known])[] = [
  ["plain", viewer],
  ["kanidm-oauth2-proxy", viewer],
  ["machine-clients", client("home_assistant")],
  ["tailscale", admin],
];

describe.each(people)("%s: a websocket", (name, by) => {
  test("is refused to another site's page", () =>
    standing({ name }, async (stand) => {
      for (const path of sockets) {
        for (const origin of foreign) {
          const ask = { by: by(stand), path, upgrade: true, headers: [["Origin", origin]] } as const;
          expect([path, origin, await status(stand, ask)]).toEqual([path, origin, 403]);
        }
      }
      expect(stand.rig.frigate.proxied()).toEqual([]);
    }));

  test("is open to Frigate's own page, and to programs", () =>
    standing({ name }, async (stand) => {
      for (const path of sockets) {
        for (const headers of ownOrigins) {
          const ask = { by: by(stand), path, upgrade: true, headers } as const;
          expect([path, headers, await status(stand, ask)]).toEqual([path, headers, 101]);
        }
      }
    }));
});

test("a page by the host's name is Frigate's own, whatever a proxy in front makes of Host", () =>
  standing({ name: "kanidm-oauth2-proxy" }, async (stand) => {
    const by = person(stand.subject, "viewer");
    const headers: readonly HeaderLine[] = [["Origin", `https://${host}`]];
    expect(await status(stand, { by, path: "/ws", upgrade: true, headers, host: "192.168.1.5" })).toBe(101);
  }));

/** Nothing reaches Frigate, and nothing is shown. */
async function refused(stand: Standing, ask: Parameters<typeof answer>[1]): Promise<void> {
  stand.reset();
  const { status } = await answer(stand, ask);
  const seen = [ask.path, ask.host, ask.headers, status >= 400 && status < 500, stand.rig.frigate.proxied()];
  expect(seen).toEqual([ask.path, ask.host, ask.headers, true, []]);
}

const csrf: HeaderLine = ["X-CSRF-TOKEN", "1"];

const knownByAddress: typeof people = [
  ["machine-clients", client("home_assistant")],
  ["tailscale", admin],
  ["client next to a gateway", client("prometheus")],
  ["client next to a proxy", client("prometheus")],
];

describe.each(knownByAddress)("%s: who is known by address", (name, by) => {
  const path = "/api/stats";

  test("is nobody under a name that is not the host's", () =>
    standing({ name }, async (stand) => {
      const asker = by(stand);
      for (const other of ["evil.example", `${host}.evil.example`, "evil.example:443", `evil-${host}`]) {
        await refused(stand, { by: asker, path, host: other });
        await refused(stand, { by: asker, path: "/ws", upgrade: true, host: other });
        const headers: readonly HeaderLine[] = [csrf, ["Origin", `https://${other}`]];
        await refused(stand, {
          by: asker,
          path: "/api/events",
          method: "POST",
          host: other,
          headers,
          body: "{}",
        });
      }
    }));

  test("is nobody to another site's page", () =>
    standing({ name }, async (stand) => {
      const asker = by(stand);
      await refused(stand, { by: asker, path, headers: [evil] });
      await refused(stand, {
        by: asker,
        path: "/api/events",
        method: "POST",
        headers: [evil, csrf],
        body: "{}",
      });
    }));

  test("is known under the host's name and by the host's address", () =>
    standing({ name }, async (stand) => {
      const asker = by(stand);
      for (const own of [
        host,
        `${host}:443`,
        host.toUpperCase(),
        "192.168.1.5",
        "192.168.1.5:443",
        "[2001:db8::5]",
      ]) {
        expect([own, await status(stand, { by: asker, path, host: own })]).toEqual([own, 200]);
      }
    }));
});

describe("the listener for Frigate's own calls", () => {
  const itself: Asker = { name: "Frigate itself", listener: "internal", headers: [], known: null };
  const own = "127.0.0.1:5000";
  const ask = { by: itself, host: own } as const;

  test.each(["plain", "kanidm-oauth2-proxy"])("%s: refuses pages of other sites", (name) =>
    standing({ name }, async (stand) => {
      for (const path of sockets) {
        expect(await status(stand, { ...ask, path, upgrade: true, headers: [evil] })).toBe(403);
      }
      for (const other of ["evil.example:5000", "evil.example", "127.0.0.1.evil.example:5000"]) {
        expect(await status(stand, { ...ask, path: "/api/users", host: other })).toBe(403);
        const headers: readonly HeaderLine[] = [csrf, ["Origin", `http://${other}`]];
        expect(
          await status(stand, { ...ask, path: "/api/events", method: "POST", host: other, headers }),
        ).toBe(403);
      }
      expect(await status(stand, { ...ask, path: "/api/users", headers: [evil] })).toBe(403);
      expect(stand.rig.frigate.proxied()).toEqual([]);
    }),
  );

  test.each(["plain", "kanidm-oauth2-proxy"])("%s: answers Frigate, and pages of its own", (name) =>
    standing({ name }, async (stand) => {
      for (const host of [own, "127.0.0.1", "localhost:5000"]) {
        expect(await status(stand, { ...ask, path: "/api/users", host })).toBe(200);
        expect(await status(stand, { ...ask, path: "/ws", upgrade: true, host })).toBe(101);
      }
      const headers: readonly HeaderLine[] = [["Origin", `http://${own}`]];
      expect(await status(stand, { ...ask, path: "/ws", upgrade: true, headers })).toBe(101);
    }),
  );
});
