/** Frigate's own calls pass whatever guards the public host, and nothing of that opens the host. */
import { describe, expect, test } from "vitest";
import { nobody, person, type Asker } from "../askers.ts";
import { evaluated, opened, standing, status, treasures, vhost } from "./support.ts";

const host = 'services.nginx.virtualHosts."frigate.example.com"';

interface Guard {
  readonly settings: string;
  /** Keeps out whoever signs in, too. */
  readonly closes: boolean;
}

const guards: Readonly<Record<string, Guard>> = {
  "a password": { settings: `${host}.basicAuth.somebody = "a password";`, closes: true },
  "a password in extraConfig": {
    settings: vhost('auth_basic "at home"; auth_basic_user_file /etc/nginx/htpasswd;'),
    closes: true,
  },
  "some addresses": { settings: vhost("allow 192.0.2.0/24; deny all;"), closes: true },
  "a header": { settings: vhost('if ($http_x_key = "") { return 403; }'), closes: true },
  "a certificate of the client's": {
    settings: vhost("ssl_client_certificate /etc/ssl/ca.pem; ssl_verify_client on;"),
    closes: true,
  },
  "none, with extraConfig replaced": { settings: `${host}.extraConfig = lib.mkForce "";`, closes: false },
};

const itself: Asker = { name: "Frigate itself", listener: "internal", headers: [], known: null };

/** What Frigate fetches to export and to search, and what a program next to it asks for. */
const calls = ["/api/users", "/api/version", "/vod/garden/start/1/end/2/index.m3u8", "/exports/garden.mp4"];

describe.each(["plain", "kanidm-oauth2-proxy"])("%s, guarded by", (name) => {
  test.each(Object.entries(guards))("%s", (_, { settings, closes }) =>
    standing({ name, settings }, async (stand) => {
      for (const path of calls) {
        const ask = { by: itself, path, host: "127.0.0.1:5000" };
        expect([path, await status(stand, ask)]).toEqual([path, 200]);
      }
      const all = treasures.map(({ path }) => path);
      expect(await opened(stand, nobody)).toEqual([]);
      expect(await opened(stand, person(stand.subject, "admin"))).toEqual(closes ? [] : all);
    }),
  );
});

test.each(["192.168.1.5:5000", "[::1]:5000"])("%s is not what Frigate calls", (address) => {
  const { assertions } = evaluated("plain", `services.frigate.nginx.internalListen = "${address}";`);
  expect(assertions.join("\n")).toContain("127.0.0.1");
});
