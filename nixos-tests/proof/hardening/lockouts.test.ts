/** What keeps everybody out: the identity server has one client for all the world, and no password of its own. */
import { describe, expect, test } from "vitest";
import { nobody, person } from "../askers.ts";
import type { Standing } from "../subject.ts";
import { evaluated, http, opened, standing, status, treasures, vhost } from "./support.ts";

/** Strangers, each from an address of their own, all at once. */
const strangers = (stand: Standing): Promise<readonly number[]> =>
  Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      status(stand, { by: { ...nobody, from: `127.0.20.${index + 1}` }, path: "/api/profile" }),
    ),
  );

const limits = {
  requests: `limit_req_zone $binary_remote_addr zone=r:1m rate=10r/s; limit_req zone=r burst=20;`,
  connections: "limit_conn_zone $binary_remote_addr zone=c:1m; limit_conn c 5;",
};

describe.each(["kanidm-oauth2-proxy", "outer-proxy", "plain"])("%s: a limit for each address", (name) => {
  test.each(Object.entries(limits))("%s: others use up nobody's", (_, text) =>
    standing({ name, settings: http(text) }, async (stand) => {
      // So that questions are under way at the same time.
      stand.gateway?.behave({ kind: "slow", milliseconds: 300 });
      expect(new Set(await strangers(stand))).toEqual(new Set([401]));
      const by = person(stand.subject, "admin");
      for (const path of ["/api/profile", "/api/users", "/clips/garden-1.jpg", "/exports/garden.mp4"]) {
        expect([path, await status(stand, { by, path })]).toEqual([path, 200]);
      }
    }),
  );
});

const password = 'auth_basic "at home"; auth_basic_user_file /etc/nginx/htpasswd;';
const rules = {
  "a password for all hosts but this one": http(password) + vhost("auth_basic off;"),
  "any of several rules is enough": http("satisfy any;"),
  "both of them": http(`satisfy any; ${password}`) + vhost("auth_basic off;"),
};

describe.each(Object.entries(rules))("%s", (_, settings) => {
  test.each(["plain", "kanidm-oauth2-proxy", "outer-proxy"])(
    "%s: who is known gets in, and nobody else",
    (name) =>
      standing({ name, settings }, async (stand) => {
        expect(await opened(stand, person(stand.subject, "admin"))).toEqual(
          treasures.map(({ path }) => path),
        );
        expect(await opened(stand, nobody)).toEqual([]);
        expect(await status(stand, { by: nobody, path: "/api/profile" })).toBe(401);
      }),
  );
});

// The variable that NixOS has for it is one for a request and its question, and the question's value stays.
test.each(["plain", "kanidm-oauth2-proxy", "machine-clients"] as const)(
  "%s: names that are looked up at each request are refused",
  (example) => {
    const { assertions } = evaluated(example, "services.nginx.proxyResolveWhileRunning = true;");
    expect(assertions.join("\n")).toContain("proxyResolveWhileRunning");
  },
);
