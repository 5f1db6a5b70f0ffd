/** Tests of signing in, on whichever stage. */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { call, currentUser, fillIn, load, say, type Element } from "./frigate-page.ts";
import { asked, openPage, password, sessionCookies, site, type Configuration, type Play } from "./play.ts";

export function signIn(play: Play, { needsMail }: Configuration): void {
  test("who is not signed in gets to the page asked for, query and all, by way of the provider", async () => {
    const { page } = await play.newPerson();
    await play.signIn(page, "ada", asked);
    expect(page.url()).toBe(asked);
    expect(await page.title()).toBe("Frigate");
    expect(await currentUser(page)).toBe("Current User: ada (Admin)");
  });

  test("two people at once are two, each with the role of their groups", async () => {
    const [ada, vic] = [await play.signedIn("ada"), await play.signedIn("vic")];
    for (const _ of [1, 2]) {
      expect(await currentUser(ada.page)).toBe("Current User: ada (Admin)");
      expect(await currentUser(vic.page)).toBe("Current User: vic (Viewer)");
    }
    expect((await call(ada.page, "/api/users")).status).toBe(200);
    expect((await call(vic.page, "/api/users")).status).toBe(403);
  });

  test("a wrong password leads nowhere", async () => {
    const who = await play.newPerson();
    await who.page.goto(asked);
    await fillIn(who.page, "ada", "guessed");
    await who.page.getByText("Wrong name or password.").waitFor();
    expect(await sessionCookies(who)).toEqual([]);
    await who.page.goto(openPage);
    expect(await currentUser(who.page)).toBe("401");
  });

  /** Signs in in a new browser, and is refused by oauth2-proxy with that status. */
  async function isRefused(name: string, status: number): Promise<void> {
    const who = await play.newPerson();
    await who.page.goto(asked);
    const answer = who.page.waitForResponse((response) =>
      response.url().startsWith(`${site}/oauth2/callback`),
    );
    await fillIn(who.page, name, password);
    expect((await answer).status()).toBe(status);
    await who.page.waitForLoadState();
    expect(await sessionCookies(who)).toEqual([]);
    expect(await currentUser(who.page)).toBe("401");
    expect(play.stage.rig.frigate.requests()).toEqual([]);
  }

  test("whom the provider does not let in has no session", () => isRefused("eve", 403));

  test.runIf(needsMail)("who has no e-mail address is refused", () => isRefused("nan", 500));

  test.skipIf(needsMail)("nobody needs an e-mail address", async () => {
    const { page } = await play.signedIn("nan");
    expect(await currentUser(page)).toBe("Current User: nan (Viewer)");
  });

  test("a websocket is refused before signing in, and afterwards knows who is there", async () => {
    const { page } = await play.newPerson();
    const before = play.stage.websocket.handshakes();
    await page.goto(openPage);
    expect(await say(page, "/ws", "hello")).toBe("refused");
    expect(play.stage.websocket.handshakes()).toBe(before);
    await play.signIn(page, "vic");
    expect(await say(page, "/ws", "hello")).toBe("vic (viewer): hello");
  });

  test("two tabs that lead to the provider do not get into each other's way", async () => {
    expect(await play.signInBesideAnotherTab("ada")).toBe("Current User: ada (Admin)");
  });

  // oauth2-proxy has a cookie for each; 22 are more than nginx takes. Its cookie-csrf-per-request-limit would help.
  test("many visits without signing in shut nobody out", async () => {
    const { page } = await play.newPerson();
    for (let visit = 1; visit <= 25; visit += 1) await page.goto(`${asked}&visit=${visit}`);
    await play.signIn(page, "ada", asked);
  });

  test("what a page loads without a session begins no sign-in", async () => {
    const { page } = await play.newPerson();
    const loaded = [
      ["img", "/apple-touch-icon.png"],
      ["link", "/style.css"],
      ["script", "/sw.js"],
    ] as const;
    expect(await signInsStartedBy(play, page, loaded)).toEqual({ statuses: [401, 401, 401], begun: [] });
  });
}

interface Begun {
  /** Answers to what was loaded. */
  readonly statuses: readonly number[];
  /** Where the sign-ins that oauth2-proxy was told to begin would lead back to. */
  readonly begun: readonly string[];
}

/** Loads something into a page without a session. */
export async function signInsStartedBy(
  play: Play,
  page: Page,
  elements: readonly (readonly [element: Element, path: string])[],
): Promise<Begun> {
  const before = play.stage.oauth2Proxy.log().length;
  const begun = (): readonly string[] => {
    const log = play.stage.oauth2Proxy.log().slice(before);
    return [...log.matchAll(/"\/oauth2\/start\?rd=(\S+)"/g)].map(([, address = ""]) =>
      decodeURIComponent(address),
    );
  };
  await page.goto(openPage);
  const statuses: number[] = [];
  for (const [element, path] of elements) statuses.push(await load(page, element, path));
  // The log comes in order: when this sign-in is there, so are those before it.
  const last = `${site}/${randomUUID()}`;
  await page.goto(last);
  await expect.poll(begun).toContain(last);
  return { statuses, begun: begun().filter((address) => address !== last) };
}
