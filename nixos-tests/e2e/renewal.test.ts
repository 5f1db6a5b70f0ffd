/** Sessions that are renewed behind the scenes, with everything real but Frigate; see sign-in.test.ts. */
import { describe, expect, test } from "vitest";
import { currentUser } from "./frigate-page.ts";
import { configurations, missing, named, playOn, session, sessionCookies } from "./play.ts";

const patience = { timeout: 20_000 };
const everySecond = `{ services.oauth2-proxy.cookie.refresh = "1s"; }`;

describe.skipIf(missing !== "")(named("with sessions that are renewed"), () => {
  const play = playOn(configurations.oauth2Proxy, { oauth2Proxy: everySecond });

  test("a changed group is a changed role as soon as the session is renewed", async () => {
    const who = await play.signedIn("vic");
    const before = await sessionCookies(who);
    expect(await currentUser(who.page)).toBe("Current User: vic (Viewer)");
    play.stage.provider.setGroups("vic", ["frigate_admins"]);
    await expect.poll(() => currentUser(who.page), patience).toBe("Current User: vic (Admin)");
    expect((await sessionCookies(who)).map(({ name }) => name)).toEqual([session]);
    expect(await sessionCookies(who)).not.toEqual(before);
    play.stage.provider.setGroups("vic", ["frigate_users"]);
    await expect.poll(() => currentUser(who.page), patience).toBe("Current User: vic (Viewer)");
  });

  test("a session in two cookies is renewed as two", async () => {
    const who = await play.signedIn("gus");
    const before = await sessionCookies(who);
    expect(before).toHaveLength(2);
    const oldOnes = async () =>
      (await sessionCookies(who)).filter(({ value }) => before.some((cookie) => cookie.value === value));
    // By calls, not by pages: a page would lead to the provider and back, and hide that half a session is none.
    const seen = new Set<string>();
    const look = async () => {
      seen.add(await currentUser(who.page));
      return oldOnes();
    };
    await expect.poll(look, patience).toEqual([]);
    await look();
    expect([...seen]).toEqual(["Current User: gus (Admin)"]);
  });

  test("who is gone at the provider is out, and their cookie with them", async () => {
    const who = await play.signedIn("leo");
    expect(await currentUser(who.page)).toBe("Current User: leo (Viewer)");
    play.stage.provider.remove("leo");
    await expect.poll(() => currentUser(who.page), patience).toBe("401");
    expect(await sessionCookies(who)).toEqual([]);
  });
});
