/**
 * Signing in with everything real but Frigate: a browser, nginx as examples/kanidm-oauth2-proxy.nix renders it,
 * oauth2-proxy as its systemd unit starts it, and an OIDC provider that does as Kanidm does.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { mutation } from "../rig/mutate.ts";
import { fromRoot } from "../support/files.ts";
import type { Person as BrowserPerson } from "./browser.ts";
import { call, currentUser, fillIn, say } from "./frigate-page.ts";
import { startOauth2Proxy } from "./oauth2-proxy.ts";
import { findOauth2Proxy, missingPrograms } from "./programs.ts";
import type { Person } from "./provider.ts";
import { startStage, type Stage, type StageOptions } from "./stage.ts";

const password = "correct horse battery staple";
const person = (name: string, displayName: string, ...groups: string[]): Person => ({
  name,
  displayName,
  password,
  groups,
});
const manyGroups = Array.from({ length: 50 }, (_, index) => `team_${index}_${Math.random().toString(36)}`);
const people = [
  person("ada", "Ada Lovelace", "frigate_users", "frigate_admins"),
  person("vic", "Vic Viewer", "frigate_users"),
  person("max", "Max Member", "frigate_users"),
  person("gus", "Gus Groups", "frigate_admins", ...manyGroups),
  person("leo", "Leo Leaving", "frigate_users"),
  person("eve", "Eve Elsewhere"),
];

const site = "https://frigate.example.com";
const asked = `${site}/review?after=1&before=2&label=a%26b`;
/** Of the same host, and open to everybody: a page to call from without a session. */
const openPage = `${site}/assets/app.js`;
const session = "_oauth2_proxy";

const missing = missingPrograms();
/** Says in the name of a test why it is left out. */
const named = (name: string): string => (missing === "" ? name : `${name} (${missing})`);
const stageOf = (changes: Pick<StageOptions, "oauth2Proxy" | "mutate"> = {}): Promise<Stage> =>
  startStage({
    configuration: fromRoot("examples/kanidm-oauth2-proxy.nix"),
    people,
    allowedGroups: ["frigate_users", "frigate_admins"],
    ...changes,
  });

let stage: Stage;

/** One stage for the tests of a `describe`. */
function playOn(start: () => Promise<Stage>): void {
  beforeAll(async () => {
    stage = await start();
  });
  afterAll(() => stage?.stop());
  beforeEach(async ({ onTestFailed, task }) => {
    await stage.browser.reset();
    stage.rig.frigate.reset();
    // A failure that is expected needs no looking into.
    if (task.fails !== true) onTestFailed(async () => console.log(await stage.keep(task.name)));
  });
}

/** Visits a page without a session, signs in, and is where the visit was meant to lead. */
async function signIn(page: Page, name: string, address = `${site}/`): Promise<void> {
  await page.goto(address);
  expect(page.url()).toContain(`${stage.provider.issuer}/sign-in/`);
  await fillIn(page, name, password);
  await page.waitForURL(address);
}

async function signedIn(name: string): Promise<BrowserPerson> {
  const who = await stage.browser.newPerson();
  await signIn(who.page, name);
  return who;
}

const sessionCookies = async ({ context }: BrowserPerson) =>
  (await context.cookies(site)).filter(({ name }) => name.startsWith(session) && !name.endsWith("_csrf"));

/** Signs in in the first of two tabs that both wait on the provider's page; who is there then. */
async function signInBesideAnotherTab(name: string): Promise<string> {
  const { context, page } = await stage.browser.newPerson();
  const other = await context.newPage();
  await page.goto(asked);
  await other.goto(`${site}/`);
  await fillIn(page, name, password);
  await page.waitForURL((url) => url.origin === site);
  return currentUser(page);
}

const isSignIn = (location: string | null): boolean =>
  location?.startsWith(`${site}/oauth2/start?rd=`) ?? false;

describe.skipIf(missing !== "")(named("the example as it is"), () => {
  playOn(() => stageOf());

  test("who is not signed in gets to the page asked for, query and all, by way of the provider", async () => {
    const { page } = await stage.browser.newPerson();
    await signIn(page, "ada", asked);
    expect(page.url()).toBe(asked);
    expect(await page.title()).toBe("Frigate");
    expect(await currentUser(page)).toBe("Current User: ada (Admin)");
  });

  test("two people at once are two, each with the role of their groups", async () => {
    const [ada, vic] = [await signedIn("ada"), await signedIn("vic")];
    for (const _ of [1, 2]) {
      expect(await currentUser(ada.page)).toBe("Current User: ada (Admin)");
      expect(await currentUser(vic.page)).toBe("Current User: vic (Viewer)");
    }
    expect((await call(ada.page, "/api/users")).status).toBe(200);
    expect((await call(vic.page, "/api/users")).status).toBe(403);
  });

  test("a wrong password leads nowhere", async () => {
    const who = await stage.browser.newPerson();
    await who.page.goto(asked);
    await fillIn(who.page, "ada", "guessed");
    await who.page.getByText("Wrong name or password.").waitFor();
    expect(await sessionCookies(who)).toEqual([]);
    await who.page.goto(openPage);
    expect(await currentUser(who.page)).toBe("401");
  });

  test("whom the provider does not let in has no session", async () => {
    const who = await stage.browser.newPerson();
    await who.page.goto(asked);
    const answer = who.page.waitForResponse((response) =>
      response.url().startsWith(`${site}/oauth2/callback`),
    );
    await fillIn(who.page, "eve", password);
    expect((await answer).status()).toBe(403);
    await who.page.waitForLoadState();
    expect(await sessionCookies(who)).toEqual([]);
    expect(await currentUser(who.page)).toBe("401");
    expect(stage.rig.frigate.requests()).toEqual([]);
  });

  test("a websocket is refused before signing in, and afterwards knows who is there", async () => {
    const { page } = await stage.browser.newPerson();
    const before = stage.websocket.handshakes();
    await page.goto(openPage);
    expect(await say(page, "/ws", "hello")).toBe("refused");
    expect(stage.websocket.handshakes()).toBe(before);
    await signIn(page, "vic");
    expect(await say(page, "/ws", "hello")).toBe("vic (viewer): hello");
  });

  test("a session that ends during use: a call is told where to sign in, a page leads there and back", async () => {
    const who = await signedIn("ada");
    await who.context.clearCookies({ name: session });
    const { status, location } = await call(who.page, "/api/config");
    expect([status, isSignIn(location)]).toEqual([401, true]);
    // What the user interface does with it. The provider still knows who this is, and asks nothing.
    await who.page.goto(location ?? "");
    expect(who.page.url()).toBe(`${site}/`);
    expect(await currentUser(who.page)).toBe("Current User: ada (Admin)");

    await who.context.clearCookies();
    await signIn(who.page, "ada", asked);
    expect(await currentUser(who.page)).toBe("Current User: ada (Admin)");
  });

  test("a changed group is a changed role with the next sign-in, not before", async () => {
    const who = await signedIn("max");
    expect(await currentUser(who.page)).toBe("Current User: max (Viewer)");
    stage.provider.setGroups("max", ["frigate_admins"]);
    expect(await currentUser(who.page)).toBe("Current User: max (Viewer)");
    await who.context.clearCookies({ name: session });
    await who.page.goto(asked);
    expect(who.page.url()).toBe(asked);
    expect(await currentUser(who.page)).toBe("Current User: max (Admin)");
  });

  test("Frigate's sign-out link ends the session at oauth2-proxy", async () => {
    const who = await signedIn("ada");
    // As if the provider's session had ended, too; see the next test.
    await who.context.clearCookies({ domain: "127.0.0.1" });
    await who.page.goto(stage.signOutLink);
    expect(await sessionCookies(who)).toEqual([]);
    await who.page.goto(openPage);
    const { status, location } = await call(who.page, "/api/profile");
    expect([status, isSignIn(location)]).toEqual([401, true]);
  });

  test.fails("who has signed out stays out until they sign in", async () => {
    const who = await signedIn("ada");
    await who.page.goto(stage.signOutLink);
    expect(await sessionCookies(who)).toEqual([]);
  });

  test.fails("two tabs that lead to the provider do not get into each other's way", async () => {
    expect(await signInBesideAnotherTab("ada")).toBe("Current User: ada (Admin)");
  });

  test("a session too large for one cookie works", async () => {
    const who = await signedIn("gus");
    expect((await sessionCookies(who)).map(({ name }) => name)).toEqual([`${session}_0`, `${session}_1`]);
    expect(await currentUser(who.page)).toBe("Current User: gus (Admin)");
  });

  test("no cookie but the genuine one gets in, whoever sends it", async () => {
    const who = await signedIn("ada");
    const [genuine = ""] = (await sessionCookies(who)).map(({ value }) => value);
    const [content = "", time = "", seal = ""] = genuine.split("|");
    const other = content.startsWith("A") ? "B" : "A";
    const statusWith = async (cookie: string): Promise<number> => {
      const headers = [["Cookie", `${session}=${cookie}`]] as const;
      return (await stage.rig.request({ path: "/api/profile", headers })).status;
    };
    expect(await statusWith(genuine)).toBe(200);
    const forged = [
      "",
      "ada",
      content,
      `${content}|${time}`,
      `${content}|${time}|`,
      `${other}${content.slice(1)}|${time}|${seal}`,
      `${content}|${Number(time) + 1}|${seal}`,
      `${content}|${time}|${[...seal].reverse().join("")}`,
      `${Buffer.from(JSON.stringify({ user: "ada" })).toString("base64url")}|${time}|${seal}`,
    ];
    for (const cookie of forged) expect(await statusWith(cookie), cookie).toBe(401);
  });

  test("a cookie is worth nothing to an oauth2-proxy with another secret", async () => {
    const who = await signedIn("ada");
    const [{ value } = { value: "" }] = await sessionCookies(who);
    const headers = { Cookie: `${session}=${value}` };
    const other = await startOauth2Proxy(stage.unit, {
      program: findOauth2Proxy() ?? "",
      issuer: stage.provider.issuer,
      clientSecret: "unused",
    });
    try {
      expect((await fetch(`http://${stage.oauth2Proxy.address}/oauth2/auth`, { headers })).status).toBe(202);
      expect((await fetch(`http://${other.address}/oauth2/auth`, { headers })).status).toBe(401);
    } finally {
      await other.stop();
    }
  });
});

const patience = { timeout: 20_000 };
const careful = `{
  services.oauth2-proxy = { cookie.refresh = "1s"; extraConfig.cookie-csrf-per-request = true; };
}`;

describe.skipIf(missing !== "")(named("with sessions that are renewed"), () => {
  playOn(() => stageOf({ oauth2Proxy: careful }));

  test("with one more setting, two tabs do not get into each other's way", async () => {
    expect(await signInBesideAnotherTab("ada")).toBe("Current User: ada (Admin)");
  });

  test("a changed group is a changed role as soon as the session is renewed", async () => {
    const who = await signedIn("vic");
    const before = await sessionCookies(who);
    expect(await currentUser(who.page)).toBe("Current User: vic (Viewer)");
    stage.provider.setGroups("vic", ["frigate_admins"]);
    await expect.poll(() => currentUser(who.page), patience).toBe("Current User: vic (Admin)");
    expect((await sessionCookies(who)).map(({ name }) => name)).toEqual([session]);
    expect(await sessionCookies(who)).not.toEqual(before);
    stage.provider.setGroups("vic", ["frigate_users"]);
    await expect.poll(() => currentUser(who.page), patience).toBe("Current User: vic (Viewer)");
  });

  test("a session in two cookies is renewed as two", async () => {
    const who = await signedIn("gus");
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
    const who = await signedIn("leo");
    expect(await currentUser(who.page)).toBe("Current User: leo (Viewer)");
    stage.provider.remove("leo");
    await expect.poll(() => currentUser(who.page), patience).toBe("401");
    expect(await sessionCookies(who)).toEqual([]);
  });
});

const unencoded = mutation((directive) =>
  directive.name === "set_escape_uri" ? { ...directive, name: "set" } : directive,
);

describe.skipIf(missing !== "")(named("with a return address that is not encoded"), () => {
  playOn(() => stageOf({ mutate: unencoded }));

  test("the query is lost, which the tests notice", async () => {
    const { page } = await stage.browser.newPerson();
    await page.goto(asked);
    await fillIn(page, "ada", password);
    await page.waitForURL((url) => url.origin === site && !url.pathname.startsWith("/oauth2/"));
    expect(page.url()).toBe(`${site}/review?after=1`);
  });
});
