/** The access matrix: every subject is as it should be; and what is taken out of a configuration is missed in its very routes. */
import { words } from "../../generator/inspect/collections.ts";
import { describe, expect, test } from "vitest";
import { parseNginx, valuesOf, type Directive } from "../../generator/inspect/nginx/parse.ts";
import type { Version } from "../../generator/schema/frigate.ts";
import { resolvedReference } from "../nginx/reference.ts";
import { versions } from "../rig/fixtures.ts";
import { mapDirectives, mutation, type Mutation } from "../rig/mutate.ts";
import { runMatrix, type Cell, type CellFilter } from "./matrix.ts";
import { nixFilesIn } from "../support/files.ts";
import { configurations, exampleNamed, furtherConfigurations, nameOf } from "./configurations.ts";
import { disagreements, matrixTable } from "./matrix-text.ts";
import { stand, subjectOf, type Subject } from "./subject.ts";

/** Who gets what in the subject; everything is stopped before the cells are looked at. */
async function matrixOf(subject: Subject, mutate?: Mutation, filter?: CellFilter): Promise<readonly Cell[]> {
  const standing = await stand(subject, mutate);
  try {
    return await runMatrix(standing, filter);
  } finally {
    await standing.stop();
  }
}

const subjects = [
  ...configurations.flatMap((configuration) => versions.map((version) => subjectOf(configuration, version))),
  ...furtherConfigurations.flatMap((configuration) =>
    (["0.17", "0.18"] as const).map((version) => subjectOf(configuration, version)),
  ),
];

test("no example is left out", () => {
  expect(configurations.map(nameOf).toSorted()).toEqual(nixFilesIn("examples"));
});

describe("everybody gets what they should, and no more", () => {
  test.each(subjects.map((subject) => [subject.name, subject] as const))("%s", async (_, subject) => {
    const cells = await matrixOf(subject);
    expect(cells.length).toBeGreaterThan(1_000);
    expect(disagreements(cells, 20)).toBe("");
  });
});

/** Takes what fits out of one location. */
const without = (path: string, fits: (directive: Directive) => boolean): Mutation =>
  mutation((location) => {
    if (location.name !== "location" || valuesOf(location).join(" ") !== path) return location;
    const block = location.block ?? [];
    const kept = block.filter((item) => item.kind === "comment" || !fits(item));
    return kept.length === block.length ? location : { ...location, block: kept };
  });

const named =
  (name: string, ...start: readonly string[]) =>
  (directive: Directive): boolean =>
    directive.name === name && start.every((word, index) => valuesOf(directive)[index] === word);

/** What is taken out; what is wrong then, by route; and one of the wrong cells. */
const damages: readonly {
  readonly what: string;
  /** Frigate's version; 0.17 where nothing is said. */
  readonly version?: Version;
  readonly mutate: Mutation;
  readonly routes: readonly string[];
  readonly says: string;
}[] = [
  {
    what: "the question, for clips",
    mutate: without("/clips/", named("auth_request")),
    routes: ["/clips/", "/clips/garden-1.jpg", "/clips/previews/front_door/1.mp4"],
    says: "as no session\n  should be: 401; Location https://frigate.example.com/oauth2/start?rd=https%3A%2F%2Ffrigate.example.com%2F\n  is:        200; no Location",
  },
  {
    what: "the role, for statistics",
    mutate: without("/api/stats", named("proxy_set_header", "Remote-Role")),
    routes: ["/api/stats"],
    says: "as alice (admin)\n  should be: reaches frigate-api /stats?cell=# as alice/admin\n  is:        reaches frigate-api /stats?cell=# as alice",
  },
  {
    what: "that the cache is internal",
    mutate: without("/cache/", named("internal")),
    routes: ["/cache/"],
    says: "as no session\n  should be: 404\n  is:        200",
  },
  {
    what: "that claims are dropped where one signs in",
    mutate: without("= /api/login", named("proxy_set_header", "X-authentik-username")),
    routes: ["= /api/login"],
    says: "as bob, bragging\n  should be: reaches frigate-api /login?cell=# as -\n  is:        reaches frigate-api /login?cell=# as - with X-authentik-username",
  },
  {
    what: "where to sign in, for the page",
    mutate: without("/", named("error_page", "401")),
    routes: words(`
      / @frigate_sign_in @frigate_refusal /gateway /known /admitted /refused /frigate /stranger
      /live/mse/api/ws/?src=front_door
    `),
    says: "as no session\n  should be: 302; Location https://frigate.example.com/oauth2/start?rd=https%3A%2F%2Ffrigate.example.com%2Freview%3Fid%3D1%26cell%3D#\n  is:        401; no Location",
  },
  {
    what: "the one method of WebRTC",
    mutate: without("= /api/go2rtc/webrtc", named("limit_except")),
    routes: ["= /api/go2rtc/webrtc", "/api/go2rtc/webrtc?src=garden"],
    says: "should be: 403; reaches no backend\n  is:        201; reaches frigate-go2rtc",
  },
  {
    what: "the address that Frigate judges cameras by",
    version: "0.18",
    mutate: without("= /auth", named("proxy_set_header", "X-Original-URL")),
    routes: [
      "/clips/",
      "/clips/previews/front_door/1.mp4",
      "/exports/",
      "/exports/?list=1",
      "/recordings/",
      "/recordings/2024-05-01/10/",
      "= /api/go2rtc/webrtc",
      "= /live/mse/api/ws",
      "= /live/webrtc/api/ws",
    ],
    says: "as carol (gardener)\n  should be: 403\n  is:        200",
  },
  {
    what: "that a 401 says where to sign in",
    mutate: without("~* /api/.*\\.(jpg|jpeg|png|webp|gif)$", named("add_header", "Location")),
    routes: ["~* /api/.*\\.(jpg|jpeg|png|webp|gif)$", "/api/garden/latest.jpg"],
    says: "is:        no Location",
  },
];

describe("what is missing is seen, where it is missing", () => {
  const kanidm = exampleNamed("kanidm-oauth2-proxy");

  test.each(damages)("$what", async ({ version = "0.17", mutate, routes, says }) => {
    const cells = await matrixOf(subjectOf(kanidm, version), mutate);
    const wrong = cells.filter(({ agrees }) => !agrees);
    expect([...new Set(wrong.map(({ route }) => route))].sort()).toEqual([...routes].sort());
    expect(disagreements(cells).replace(/(cell(?:=|%3D))\d+/g, "$1#")).toContain(says);
    expect(matrixTable(cells)).toContain(" !");
  });
});

/** As rendered by nixpkgs' own module; nothing is fetched or evaluated anew. */
const upstream = resolvedReference("upstream-default");

describe("configurations that are not ours", () => {
  const plain = exampleNamed("plain");
  const only: CellFilter = ({ method }) => method === "GET";

  test("upstream's lets a path that begins like a public one through, and claims where one signs in", async () => {
    const cells = await matrixOf(subjectOf(plain, "0.18"), () => upstream, only);
    const wrong = cells.filter(({ agrees, asker }) => !agrees && asker === "an untrusted proxy");
    expect(wrong.map(({ route }) => route)).toEqual(
      expect.arrayContaining(["= /api/login", "/api/login_cam/recordings"]),
    );
  });

  test("a server that answers nothing is a result, too", async () => {
    const silent: Mutation = (file) =>
      mapDirectives(file, (directive) =>
        directive.name === "location" && valuesOf(directive).join(" ") === "/api/stats"
          ? { ...directive, block: parseNginx("return 444;").body }
          : directive,
      );
    const cells = await matrixOf(subjectOf(plain, "0.18"), silent, ({ route }) => route === "/api/stats");
    expect(cells.every(({ agrees, seen }) => !agrees && "error" in seen)).toBe(true);
    expect(disagreements(cells, 1)).toContain("the connection ended after 0 bytes; reaches no backend");
  });
});
