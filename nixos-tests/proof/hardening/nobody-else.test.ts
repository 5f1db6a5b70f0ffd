/** Without a role for everybody, who is in no group that has one gets nothing, and a page that says so. */
import { describe, expect, test } from "vitest";
import type { Version } from "../../../generator/schema/frigate.ts";
import { contractOf, yesTo } from "../../rig/gateway-contracts.ts";
import { allOf } from "../../rig/response.ts";
import { newSession, nobody, person, throughProxy, type Asker } from "../askers.ts";
import type { Standing } from "../subject.ts";
import { answer, opened, standing, status, treasures, type Case } from "./support.ts";

const settings = "services.frigate.nginx.reverseProxy.defaultRole = null;";

/** Somebody whom the gateway or the proxy in front lets in, with groups that give no role. */
function guest({ subject, gateway }: Standing, name = "eve", groups: readonly string[] = ["guests"]): Asker {
  const asker = { name, listener: "public", known: null } as const;
  const { authority } = subject;
  if (authority.kind === "proxy") return { ...asker, ...throughProxy(authority, name, groups.join(",")) };
  gateway?.answerAll(yesTo(contractOf("oauth2-proxy"), { name, groups }));
  return { ...asker, ...newSession(subject, "guest") };
}

const cases = ["kanidm-oauth2-proxy", "outer-proxy"].flatMap((name) =>
  (["0.16", "0.17", "0.18"] as const).map((version: Version): Case => ({ name, version, settings })),
);

const none: readonly (readonly string[])[] = [["guests"], [], ["frigate_admins2", "xadmins"]];

describe.each(cases)("$name, Frigate $version", (one) => {
  test("who has no role is refused everything", () =>
    standing(one, async (stand) => {
      for (const groups of none) {
        const by = guest(stand, "eve", groups);
        for (const goal of treasures)
          expect([goal.path, await status(stand, { ...goal, by })]).toEqual([goal.path, 403]);
        expect(await opened(stand, by)).toEqual([]);
      }
    }));

  test("who has one is let in, and nobody is asked to sign in", () =>
    standing(one, async (stand) => {
      expect(await opened(stand, person(stand.subject, "admin"))).toEqual(treasures.map(({ path }) => path));
      expect(await status(stand, { by: nobody, path: "/api/profile" })).toBe(401);
    }));
});

describe("the page", () => {
  const kanidm = { name: "kanidm-oauth2-proxy", settings };

  test.each(["/", "/review?id=1"])("%s: names who is signed in, and leads to the sign-out", (path) =>
    standing(kanidm, async (stand) => {
      const { proxy } = stand.subject.rendered().frigateSettings as {
        readonly proxy: { readonly logout_url: string };
      };
      const response = await answer(stand, { by: guest(stand), path });
      const page = response.body.toString("utf8").replaceAll("&amp;", "&");
      expect(response.status).toBe(403);
      expect(allOf(response, "Content-Type").join()).toMatch(/^text\/html/);
      expect(page).toContain("eve");
      expect(page).toContain(proxy.logout_url);
    }),
  );

  test("shows no markup out of a name", () =>
    standing(kanidm, async (stand) => {
      const { body } = await answer(stand, { by: guest(stand, "<img src=x onerror=alert(1)>"), path: "/" });
      expect(body.toString("utf8")).not.toContain("<img src=x");
    }));

  test("is not there for who has a role", () =>
    standing(kanidm, async (stand) => {
      expect(await status(stand, { by: person(stand.subject, "viewer"), path: "/" })).toBe(200);
    }));
});
