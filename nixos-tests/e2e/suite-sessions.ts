/** Tests of a session from its beginning to its end, on whichever stage. */
import { expect, test } from "vitest";
import { call, currentUser } from "./frigate-page.ts";
import { startOauth2Proxy } from "./oauth2-proxy.ts";
import { asked, isSignIn, session, sessionCookies, site, type Configuration, type Play } from "./play.ts";
import { findOauth2Proxy } from "./programs.ts";
import { makeSecrets } from "./secrets.ts";

export function sessions(play: Play, { cookiesOfManyGroups }: Configuration): void {
  test("that ends during use: a call is told where to sign in, a page leads there and back", async () => {
    const who = await play.signedIn("ada");
    await who.context.clearCookies({ name: session });
    const { status, location } = await call(who.page, "/api/config");
    expect([status, isSignIn(location)]).toEqual([401, true]);
    // What the user interface does with it. The provider still knows who this is, and asks nothing.
    await who.page.goto(location ?? "");
    expect(who.page.url()).toBe(`${site}/`);
    expect(await currentUser(who.page)).toBe("Current User: ada (Admin)");

    await who.context.clearCookies();
    await play.signIn(who.page, "ada", asked);
    expect(await currentUser(who.page)).toBe("Current User: ada (Admin)");
  });

  test("has the role of its beginning: a changed group shows with the next sign-in", async () => {
    const who = await play.signedIn("max");
    expect(await currentUser(who.page)).toBe("Current User: max (Viewer)");
    play.stage.provider.setGroups("max", ["frigate_admins"]);
    expect(await currentUser(who.page)).toBe("Current User: max (Viewer)");
    await who.context.clearCookies({ name: session });
    await who.page.goto(asked);
    expect(who.page.url()).toBe(asked);
    expect(await currentUser(who.page)).toBe("Current User: max (Admin)");
  });

  test("of somebody in many groups works, in as many cookies as it needs", async () => {
    const who = await play.signedIn("gus");
    expect((await sessionCookies(who)).map(({ name }) => name)).toEqual(cookiesOfManyGroups);
    expect(await currentUser(who.page)).toBe("Current User: gus (Admin)");
  });

  test("is in the genuine cookie, and in no other that somebody sends", async () => {
    const who = await play.signedIn("ada");
    const [genuine = ""] = (await sessionCookies(who)).map(({ value }) => value);
    const [content = "", time = "", seal = ""] = genuine.split("|");
    const other = content.startsWith("A") ? "B" : "A";
    const statusWith = async (cookie: string): Promise<number> => {
      const headers = [["Cookie", `${session}=${cookie}`]] as const;
      return (await play.stage.rig.request({ path: "/api/profile", headers })).status;
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

  test("is nothing to an oauth2-proxy with other secrets", async () => {
    const who = await play.signedIn("ada");
    const [{ value } = { value: "" }] = await sessionCookies(who);
    const headers = { Cookie: `${session}=${value}` };
    const other = await startOauth2Proxy(play.stage.unit, {
      program: findOauth2Proxy() ?? "",
      issuer: play.stage.provider.issuer,
      secrets: makeSecrets(),
    });
    try {
      const statusAt = async (address: string): Promise<number> =>
        (await fetch(`http://${address}/oauth2/auth`, { headers })).status;
      expect(await statusAt(play.stage.oauth2Proxy.address)).toBe(202);
      expect(await statusAt(other.address)).toBe(401);
    } finally {
      await other.stop();
    }
  });
}
