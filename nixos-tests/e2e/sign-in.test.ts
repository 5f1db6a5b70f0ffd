/**
 * Signing in with everything real but Frigate: a browser, nginx as the examples render it, oauth2-proxy as its systemd
 * unit starts it, and an OIDC provider that does as Kanidm does, told what the configuration tells Kanidm.
 */
import { describe, expect, test } from "vitest";
import { both, mutation } from "../rig/mutate.ts";
import { fillIn } from "./frigate-page.ts";
import { asked, configurations, missing, named, password, playOn, sessionCookies, site } from "./play.ts";
import { sessions } from "./suite-sessions.ts";
import { signIn, signInsStartedBy } from "./suite-sign-in.ts";
import { signOut } from "./suite-sign-out.ts";

const each = Object.values(configurations).map(
  (configuration) => [configuration.file, configuration] as const,
);

describe.skipIf(missing !== "").each(each)(named("%s"), (_, configuration) => {
  const play = playOn(configuration);
  describe("signing in", () => signIn(play, configuration));
  describe("a session", () => sessions(play, configuration));
  describe("signing out", () => signOut(play, configuration));
});

const unencoded = mutation((directive) =>
  directive.name === "set_escape_uri" ? { ...directive, name: "set" } : directive,
);
const everythingNavigates = mutation((directive) =>
  directive.name === "if" && directive.args.some(({ value }) => value.includes("$frigate_navigation"))
    ? null
    : directive,
);

describe.skipIf(missing !== "")(named("what would be wrong is noticed"), () => {
  const play = playOn(configurations.kanidm, { mutate: both(unencoded, everythingNavigates) });

  test("a return address that is not encoded loses the query", async () => {
    const { page } = await play.newPerson();
    await page.goto(asked);
    await fillIn(page, "ada", password);
    await page.waitForURL((url) => url.origin === site && !url.pathname.startsWith("/oauth2/"));
    expect(page.url()).toBe(`${site}/review?after=1`);
  });

  test("an icon begins a sign-in when navigations are not told apart", async () => {
    const { page } = await play.newPerson();
    const { statuses, begun } = await signInsStartedBy(play, page, [["img", "/apple-touch-icon.png"]]);
    expect(statuses).toEqual([302]);
    expect(begun).toContain(`${site}/apple-touch-icon.png`);
  });

  test("a sign-out that leads to Frigate leads straight in again", async () => {
    const who = await play.signedIn("ada");
    const before = await sessionCookies(who);
    await who.page.goto(`${site}/oauth2/sign_out`);
    expect(who.page.url()).toBe(`${site}/`);
    expect(await sessionCookies(who)).toHaveLength(1);
    expect(await sessionCookies(who)).not.toEqual(before);
  });
});
