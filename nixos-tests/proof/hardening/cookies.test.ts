/** Sessions are for who asks for them: Frigate hears of no session of a gateway's, and its own new one is not undone. */
import { describe, expect, test } from "vitest";
import { headersOf } from "../../rig/double.ts";
import { allOf } from "../../rig/response.ts";
import { nobody, person } from "../askers.ts";
import { names } from "../subject.ts";
import { answer, standing, status, treasures } from "./support.ts";

const cases: readonly (readonly [configuration: string, cookies: readonly string[]])[] = [
  ["kanidm-oauth2-proxy", ["_oauth2_proxy", "_oauth2_proxy_0", "_oauth2_proxy_csrf"]],
  ["kanidm", ["_oauth2_proxy", "_oauth2_proxy_0", "_oauth2_proxy_csrf", "bearer"]],
];

describe.each(cases)("%s", (name, cookies) => {
  test("no server of Frigate's is handed a session of the gateway's", () =>
    standing({ name }, async (stand) => {
      const { headers } = person(stand.subject, "admin");
      const others = cookies.filter((cookie) => !headers.some(([, value]) => value.startsWith(`${cookie}=`)));
      const cookie = [...headers.map(([, value]) => value), ...others.map((one) => `${one}=secret`)].join(
        "; ",
      );
      const by = { ...nobody, headers: [["Cookie", cookie] as const] };
      for (const goal of treasures) expect(await status(stand, { ...goal, by })).toBeLessThan(300);
      const told = stand.rig.frigate.requests().flatMap((request) => headersOf(request, "Cookie"));
      const servers = new Set(stand.rig.frigate.requests().map(({ server }) => server));
      expect(servers.size).toBe(4);
      expect(told.flatMap((line) => cookies.filter((one) => line.includes(`${one}=`)))).toEqual([]);
    }));
});

describe("plain, while Frigate renews the session", () => {
  const renewed = "frigate_token=renewed; Path=/";
  const yes = {
    status: 202,
    headers: [
      ["Remote-User", names.admin],
      ["Remote-Role", "admin"],
      ["Set-Cookie", renewed],
    ],
  } as const;

  test.each(["0.16", "0.17", "0.18"] as const)("%s: the session of a new password is not undone", (version) =>
    standing({ name: "plain", version }, async (stand) => {
      const by = person(stand.subject, "admin");
      stand.rig.frigate.answerQuestions(yes);
      const usual = await answer(stand, { by, path: "/api/profile" });
      expect(allOf(usual, "Set-Cookie")).toEqual([renewed]);
      const path = `/api/users/${names.admin}/password`;
      const changed = await answer(stand, { by, path, method: "PUT", body: "{}" });
      expect(changed.status).toBe(200);
      const cookies = allOf(changed, "Set-Cookie");
      expect(cookies).toHaveLength(1);
      expect(cookies).not.toContain(renewed);
    }),
  );
});
