import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffByMeaning } from "../../generator/inspect/nginx/diff.ts";
import { effectiveRoutes, showMatcher } from "../../generator/inspect/nginx/effective.ts";
import { knownIncludes, resolveIncludes } from "../../generator/inspect/nginx/include.ts";
import {
  directivesNamed,
  directivesOf,
  parseNginx,
  printNginx,
  quoteArgument,
  valuesOf,
  type Directive,
  type Item,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";
import { mapDirectives } from "../rig/mutate.ts";
import { differences, loadReference, showDifference as show } from "./reference.ts";

const upstream = loadReference("upstream-default");

const label = (directive: Directive) => [directive.name, ...valuesOf(directive)].join(" ");

describe("no difference", () => {
  test("a file and itself", () => {
    for (const file of [upstream, loadReference("seed-override")])
      expect(differences(file, file)).toEqual([]);
  });

  test("other names for variables and maps", () => {
    const text = printNginx(upstream)
      .replace(
        /\$(user|role|groups|name|email|auth_cookie|redirection_url|should_not_cache)\b/g,
        "$$frigate_$1",
      )
      .replaceAll("$connection_upgrade", "${Upgrade}");
    expect(text).toContain("proxy_set_header Connection ${Upgrade};");
    const renamed = parseNginx(text.replace("map $http_upgrade ${Upgrade}", "map $http_upgrade $upgrade"));
    expect(differences(renamed, upstream)).toEqual([]);
  });

  test("another order of locations and of what stands in them", () => {
    const isRegex = (item: Item) => item.kind === "directive" && /^~/.test(valuesOf(item)[0] ?? "");
    const hasLocations = ({ name, block }: Directive) =>
      name === "location" || directivesNamed(block, "location").length > 0;
    fc.assert(
      fc.property(fc.gen(), (random) => {
        const file = mapDirectives(upstream, (directive) => {
          if (directive.name !== "http" && !hasLocations(directive)) return directive;
          // Regexes are tried in the order of the text, so they stay in it.
          const [regexes, others] = [true, false].map((regex) =>
            (directive.block ?? []).filter((it) => isRegex(it) === regex),
          );
          const keyed = (others ?? [])
            .map((item) => ({ item, key: random(fc.nat) }))
            .sort((x, y) => x.key - y.key);
          return { ...directive, block: [...keyed.map(({ item }) => item), ...(regexes ?? [])] };
        });
        expect(differences(file, upstream)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test("a recommended header file under another store path, or written out", () => {
    const written = resolveIncludes(upstream, knownIncludes).file;
    expect(differences(written, upstream)).toEqual([]);
  });
});

describe("locations moved out of another", () => {
  /** Takes the locations in `/api/` out to the server, with the block `blockOf` gives them. */
  const movedOut = (blockOf: (nested: Directive) => readonly Item[]) =>
    mapDirectives(upstream, (directive) => {
      const nested = directivesNamed(directive.block, "location");
      if (directive.name !== "location" || nested.length === 0) return [directive];
      const rest = (directive.block ?? []).filter((item) => !nested.includes(item as Directive));
      return [
        { ...directive, block: rest },
        ...nested.map((location) => ({ ...location, block: blockOf(location) })),
      ];
    });

  const levels = ["/api/vod/", "/api/login", "/api/auth/first_time_login", "/api/stats", "/api/version"].map(
    (route) => `${route} | level | level | inside /api/ => top level`,
  );

  test("with all that reached them there, only the level differs", () => {
    const routes = effectiveRoutes(resolveIncludes(upstream, knownIncludes).file);
    const complete = movedOut((nested) => {
      const route = routes.find(({ matcher }) => showMatcher(matcher) === valuesOf(nested).join(" "));
      return (route?.directives ?? [])
        .filter(({ level }) => level === "location")
        .map(({ directive }) => directive);
    });
    expect(differences(complete, upstream)).toEqual(levels);
  });

  test("as they stand, they lose the cache, and the two without headers of their own lose the outer ones", () => {
    const found = diffByMeaning(
      movedOut((nested) => nested.block ?? []),
      upstream,
    );
    const of = (route: string) =>
      found
        .filter((it) => it.route === route && it.aspect !== "level")
        .map((it) => `${it.aspect} ${it.what}: ${it.after}`);
    expect(found.filter(({ aspect }) => aspect === "level").map(show)).toEqual(levels);
    expect(of("/api/vod/")).toEqual([]);
    expect(of("/api/stats")).toEqual(["cache proxy_cache: off"]);
    expect(of("/api/version")).toEqual(of("/api/stats"));
    expect(of("/api/auth/first_time_login")).toEqual(of("/api/login"));
    expect(of("/api/login")).toEqual(
      expect.arrayContaining([
        "cache proxy_cache: off",
        "header-to-backend host: frigate-api",
        "header-to-backend x-forwarded-for: (as the client sent it)",
        // The door the enclosing location closes: a client's own Remote-User would reach Frigate.
        "header-to-backend remote-user: (as the client sent it)",
        "header-to-browser x-cache-status: (not added)",
      ]),
    );
  });
});

/** A directive directly in a location that asks `/auth`. */
interface ProtectedDirective {
  readonly location: Directive;
  readonly directive: Directive;
}

function protectedDirectives(body: readonly Item[]): readonly ProtectedDirective[] {
  return directivesOf(body).flatMap((directive) => {
    const inner = directivesOf(directive.block);
    const asks = directive.name === "location" && inner.some((item) => label(item) === "auth_request /auth");
    const own = inner.filter(({ name }) => name !== "location");
    const here = asks ? own.map((item) => ({ location: directive, directive: item })) : [];
    return [...here, ...protectedDirectives(inner)];
  });
}

const replaced = (file: NginxFile, target: Directive, by: readonly Item[]): NginxFile =>
  mapDirectives(file, (directive) => (directive === target ? by : directive));

const places = protectedDirectives(upstream.body);
const labelWithLocation = ({ location, directive }: ProtectedDirective) =>
  `${valuesOf(location).join(" ")}: ${label(directive)}`;

const FILES = ["/clips/", "/exports/", "/recordings/", "/stream/"];
const INSIDE_API = ["/api/vod/", "/api/stats", "/api/version"];
const WITHOUT_CACHE = [
  "/api/go2rtc/api",
  "/api/go2rtc/webrtc",
  "/api/vod/",
  "/live/jsmpeg",
  "/live/mse/api/ws",
  "/live/webrtc/api/ws",
  "/live/webrtc/webrtc.html",
  "/ws",
  "~* /api/.*\\.(jpg|jpeg|png|webp|gif)$",
];
const PARTS = ["user", "role", "groups", "name", "email"];
const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Directives of protected locations that do nothing there, whatever they say. */
const DEAD: readonly (readonly [why: string, locations: readonly string[], directives: readonly string[]])[] =
  [
    [
      "nothing is proxied, and the check has headers of its own",
      [...FILES, "/vod/"],
      PARTS.map((part) => `proxy_set_header Remote-${upperFirst(part)} $${part}`),
    ],
    [
      "no header reads the variable",
      FILES,
      PARTS.map((part) => `auth_request_set $${part} $upstream_http_remote_${part}`),
    ],
    [
      "there is no cache",
      WITHOUT_CACHE,
      ["proxy_cache_bypass $cookie_session", "proxy_no_cache $cookie_session"],
    ],
  ];

/** Those whose value comes out the same without them. */
const RESTATED: typeof DEAD = [
  ["nginx's default, and no outer level says otherwise", ["/api/", "/stream/", "/vod/"], ["expires off"]],
  [
    "/api/ around it says the same",
    INSIDE_API,
    [
      "auth_request /auth",
      "client_body_buffer_size 128k",
      "proxy_next_upstream error timeout invalid_header http_500 http_502 http_503",
      "proxy_redirect http:// $scheme://",
      "proxy_buffers 64 256k",
      "send_timeout 5m",
      "proxy_read_timeout 360",
      "proxy_send_timeout 360",
      "proxy_connect_timeout 360",
    ],
  ],
];

const labelsOf = (rows: typeof DEAD) =>
  rows.flatMap(([, locations, directives]) =>
    locations.flatMap((location) => directives.map((directive) => `${location}: ${directive}`)),
  );

describe("nothing in upstream's protected locations goes unnoticed", () => {
  test("taking any directive away is a difference, but for those listed", () => {
    const unnoticed = places.filter(
      ({ directive }) => differences(replaced(upstream, directive, []), upstream).length === 0,
    );
    expect(places.length).toBeGreaterThan(300);
    expect(unnoticed.map(labelWithLocation).sort()).toEqual(
      [...labelsOf(DEAD), ...labelsOf(RESTATED)].sort(),
    );
  });

  test("so is changing its last argument", () => {
    const dead = new Set(labelsOf(DEAD));
    const alive = places.filter(
      (place) => place.directive.args.length > 0 && !dead.has(labelWithLocation(place)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...alive), ({ directive }) => {
        const value = `${directive.args.at(-1)?.value ?? ""}x`;
        const args = [...directive.args.slice(0, -1), { raw: quoteArgument(value), value }];
        expect(differences(replaced(upstream, directive, [{ ...directive, args }]), upstream)).not.toEqual(
          [],
        );
      }),
      { numRuns: 100 },
    );
  });

  test("before and after change places with the files", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...places), { maxLength: 6 }), (gone) => {
        const less = gone.reduce((file, { directive }) => replaced(file, directive, []), upstream);
        const back = diffByMeaning(upstream, less).map(({ before, after, ...rest }) => ({
          ...rest,
          before: after,
          after: before,
        }));
        expect(back.map(show).sort()).toEqual(differences(less, upstream).toSorted());
      }),
      { numRuns: 20 },
    );
  });
});

describe("the workaround people use today, against upstream", () => {
  const found = diffByMeaning(loadReference("seed-override"), upstream);
  const has = (difference: string) => expect(found.map(show)).toContain(difference);

  test("Frigate is no longer asked, and everybody is admin", () => {
    has("/auth | backend | path | /auth -> /auth => /auth -> /oauth2/auth");
    has("/auth | backend | target | http://127.0.0.1:5001 => http://127.0.0.1:4180");
    has("/api/stats | header-to-backend | remote-role | $auth(upstream_http_remote_role) => admin");
    has(
      "/api/ | header-to-backend | remote-role | $auth(upstream_http_remote_role) => $auth(upstream_http_remote_role) and admin",
    );
    has("/api/login | header-to-backend | remote-role | (not sent) => admin");
  });

  test("the server asks the gateway for what asked nobody", () => {
    const check = found.find(({ aspect }) => aspect === "auth");
    expect(check).toMatchObject({
      route: "server frigate.example.com",
      before: "none",
      after: "/oauth2/auth",
    });
    expect(check?.reaches).toContain("/assets/");
    expect(check?.reaches).not.toContain("/api/");
  });
});
