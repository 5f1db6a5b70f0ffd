/** Requests somebody would send who wants in without a session, or as somebody else. */
import { describe, expect, test } from "vitest";
import { valuesOf } from "../../generator/evaluate/nginx/parse.ts";
import { headersOf } from "../rig/double.ts";
import { versions } from "../rig/fixtures.ts";
import { mutation, withArguments } from "../rig/mutate.ts";
import type { Rig } from "../rig/rig.ts";
import { rigsOfFile } from "./rigs.ts";
import { ask, routesOf, uncached } from "./samples.ts";
import { nobody, viewer, type Situation } from "./situations.ts";

const rigOf = rigsOfFile();

const native: Situation = { version: "0.17", mode: "native" };

describe("a line break in the path", () => {
  /** The port of the internal listener opens every door: it is what an attacker would want to say. */
  const injections = (rig: Rig): readonly string[] => {
    const line = `X-Server-Port:%20${rig.ports.get(5000)}`;
    return [
      `/api/profile%0d%0a${line}%0d%0aX-Rest:%20`,
      `/api/profile%0a${line}%0aX-Rest:%20`,
      `/api/profile%0D%0A${line}`,
      `/ws/%0d%0a${line}%0d%0aX-Rest:%20`,
      `/recordings/%0d%0a${line}%0d%0aX-Rest:%20`,
      `/api/a.jpg%0d%0a${line}%0d%0aX-Rest:%20b.jpg`,
    ];
  };

  test.each(versions)("does not become a header of the question: Frigate %s", async (version) => {
    const rig = await rigOf({ version, mode: "native" });
    for (const path of injections(rig)) {
      rig.frigate.reset();
      const { status } = await rig.request({ path, headers: [uncached] });
      expect([path, status]).toEqual([path, 401]);
      expect(rig.frigate.requests().map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /auth"]);
      const ports = rig.frigate.questions().map((request) => headersOf(request, "X-Server-Port"));
      expect(ports).toEqual([[String(rig.ports.get(80))]]);
    }
  });

  test("would, without the map: then nobody is an administrator", async () => {
    const rig = await rigOf(
      native,
      mutation((directive) =>
        directive.name === "set" && valuesOf(directive)[0] === "$frigate_uri"
          ? withArguments(directive, "$frigate_uri", "$uri$is_args$args")
          : directive,
      ),
    );
    const [path = ""] = injections(rig);
    const { status } = await rig.request({ path, headers: [uncached] });
    expect(status).not.toBe(401);
    expect(rig.frigate.proxied().flatMap((request) => headersOf(request, "Remote-Role"))).toEqual(["admin"]);
  });

  const lastLineBreaks = ["/api/profile%0a", "/api/config%0a?x=1", "/recordings/%0a"];
  /** The question was no HTTP any more, or the line that says where the request came in was gone. */
  const isBroken = (rig: Rig): boolean =>
    rig.frigate.requests().some(({ method }) => method === "(malformed)") ||
    rig.frigate.questions().some((request) => headersOf(request, "X-Server-Port").length !== 1);

  test.each(lastLineBreaks)("does not end the question's headers: %s", async (path) => {
    const rig = await rigOf(native);
    rig.frigate.reset();
    const { status } = await rig.request({ path, headers: [uncached] });
    expect([status, rig.frigate.questions().length, isBroken(rig)]).toEqual([401, 1, false]);
  });

  test("would end them, if the map's expression ended in $", async () => {
    const rig = await rigOf(
      native,
      mutation((directive) =>
        directive.name.endsWith("\\z")
          ? { ...directive, name: directive.name.replace(/\\z$/, "$") }
          : directive,
      ),
    );
    await rig.request({ path: lastLineBreaks[0] ?? "", headers: [uncached] });
    expect(isBroken(rig)).toBe(true);
  });
});

describe("a Host header of the client's choice", () => {
  const hosts = [
    "evil.example.com",
    "a?b",
    "a#b",
    "a?b#c",
    "frigate.example.com:5000",
    "127.0.0.1:5000",
    "a@b",
  ];

  test.each(hosts)("%s: the door stays shut, and Frigate is told the configured host", async (host) => {
    const rig = await rigOf(native);
    rig.frigate.reset();
    const { status } = await rig.request({ path: "/api/config?a=b", host, headers: [uncached] });
    expect(status).toBe(401);
    expect(rig.frigate.questions().flatMap((request) => headersOf(request, "X-Original-URL"))).toEqual([
      "http://frigate.example.com/api/config?a=b",
    ]);
    expect(rig.frigate.proxied()).toEqual([]);
  });

  test.each([
    ["none", null, []],
    ["two", "frigate.example.com", [["Host", "evil.example.com"]]],
    ["one with a slash", "a/b", []],
  ] as const)("%s: refused before anybody is asked", async (_, host, headers) => {
    const rig = await rigOf(native);
    rig.frigate.reset();
    expect((await rig.request({ path: "/api/config", host, headers })).status).toBe(400);
    expect(rig.frigate.requests()).toEqual([]);
  });
});

describe("headers only nginx may write", () => {
  test.each(versions)("do not open a door: Frigate %s", async (version) => {
    const situation: Situation = { version, mode: "native" };
    const rig = await rigOf(situation);
    const forged = [
      ["X-Server-Port", String(rig.ports.get(5000))],
      ["x-server-port", "5000"],
      ["X_Server_Port", String(rig.ports.get(5000))],
      ["X-Original-URL", "http://frigate.example.com/api/login"],
      ["X-Original-URI", "/api/login"],
      ["X-Rewrite-URL", "/api/login"],
      ["X-Original-Method", "OPTIONS"],
      ["X-HTTP-Method-Override", "OPTIONS"],
    ] as const;
    for (const [name, route, sample] of routesOf(version)) {
      if (route.access !== "protected") continue;
      rig.frigate.reset();
      const { status } = await ask(rig, sample, nobody, situation, forged);
      expect([name, status]).toEqual([name, 401]);
      const told = rig.frigate
        .questions()
        .map((request) => ["X-Server-Port", "X-Original-URL"].map((header) => headersOf(request, header)));
      expect(told).toEqual([[[String(rig.ports.get(80))], [`http://frigate.example.com${sample.path}`]]]);
    }
  });
});

describe("paths that begin like a public one", () => {
  const paths = [
    "/api/login_cam/recordings",
    "/api/login_cam/latest.jpg",
    "/api/loginx",
    "/api/login/",
    "/api/login/../users",
    "/api/login/%2e%2e/users",
    "/api/login/..%2fusers",
    "/api/login%2f..%2fusers",
    "/api/logout/../users",
    "/api/logout/x",
    "/api/auth/first_time_login/../../users",
    "/api/auth/first_time_login/x",
    "/api/auth/",
    "/api/auth",
    "/vod-not-found/../api/users",
    "/assets/../api/users",
    "/assets/..%2fapi/users",
    "/fonts/../recordings/2024-05-01/10/garden/00.00.mp4",
    "//api/users",
    "/api//users",
    "/api/./users",
    "/%61pi/users",
  ];
  const spoofed = [
    ["Remote-User", "alice"],
    ["Remote-Role", "admin"],
  ] as const;

  test.each(versions)("are protected: Frigate %s", async (version) => {
    const rig = await rigOf({ version, mode: "native" });
    rig.frigate.reset();
    const answers: (readonly [string, number])[] = [];
    for (const path of paths) answers.push([path, (await rig.request({ path, headers: spoofed })).status]);
    expect(answers).toEqual(paths.map((path) => [path, 401]));
    expect(rig.frigate.proxied()).toEqual([]);
  });

  test.each(["/api/LOGIN", "/API/users", "/api%2Fusers/", "/Recordings/2024-05-01/10/garden/00.00.mp4"])(
    "%s shows nothing but the page",
    async (path) => {
      const rig = await rigOf(native);
      rig.frigate.reset();
      const response = await rig.request({ path, headers: spoofed });
      const shown = response.status === 401 || response.body.toString("utf8") === "<title>Frigate</title>";
      expect([response.status, shown]).toEqual([response.status, true]);
      expect(rig.frigate.proxied()).toEqual([]);
    },
  );
});

describe("an authority that does not say yes", () => {
  const answers = [
    { status: 302, headers: [["Location", "/elsewhere"]] },
    { status: 303 },
    { status: 304 },
    { status: 400 },
    { status: 404 },
    { status: 500 },
    { status: 503, headers: [["Retry-After", "1"]] },
    { status: 401, headers: [["Remote-User", "alice"]] },
    { status: 403, headers: [["Remote-Role", "admin"]] },
    { status: 500, headers: [["Remote-User", "a".repeat(12_000)]] },
  ] as const;

  test.each(answers)("$status: nobody gets in", async (answer) => {
    const rig = await rigOf(native);
    rig.frigate.answerQuestions(answer);
    try {
      for (const [name, route, sample] of routesOf(native.version)) {
        if (route.access !== "protected") continue;
        rig.frigate.reset();
        const { status } = await ask(rig, sample, viewer, native);
        const expected = answer.status === 401 || answer.status === 403 ? answer.status : 500;
        expect([name, status]).toEqual([name, expected]);
        expect(rig.frigate.proxied()).toEqual([]);
      }
    } finally {
      rig.frigate.answerQuestions(null);
    }
  });
});
