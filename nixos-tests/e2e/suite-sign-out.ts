/** Tests of signing out, on whichever stage. */
import { expect, test } from "vitest";
import { call } from "./frigate-page.ts";
import { isSignIn, openPage, sessionCookies, site, type Configuration, type Play } from "./play.ts";

export function signOut(play: Play, { signedOutAt, byHand }: Configuration): void {
  test("who follows Frigate's link stays out, although the provider still knows them", async () => {
    const who = await play.signedIn("ada");
    expect(await sessionCookies(who)).not.toEqual([]);
    await who.page.goto(play.stage.signOutLink);
    expect(who.page.url()).toBe(signedOutAt);
    expect(await sessionCookies(who)).toEqual([]);
    await who.page.goto(openPage);
    const { status, location } = await call(who.page, "/api/profile");
    expect([status, isSignIn(location)]).toEqual([401, true]);
  });

  test.runIf(byHand === null)("Kanidm is told, and whoever comes next has to sign in there", async () => {
    const who = await play.signedIn("ada");
    const before = play.stage.kanidm?.asked().length ?? 0;
    await who.page.goto(play.stage.signOutLink);
    const pages = play.stage.kanidm?.asked().slice(before, before + 2);
    expect(pages).toEqual(["GET /ui/logout", "GET /ui/login"]);
    // Those pages are a double's: the provider's own session ends here.
    await who.context.clearCookies({ domain: "127.0.0.1" });
    await who.page.goto(`${site}/`);
    expect(who.page.url()).toContain(`${play.stage.provider.issuer}/sign-in/`);
  });
}
