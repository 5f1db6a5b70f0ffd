/** Every attack against every example: nothing is found. And each family finds something once what holds it off is gone. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseNginx, valuesOf, type Directive } from "../../generator/inspect/nginx/parse.ts";
import { both, mutation, withArguments, type Mutation } from "../rig/mutate.ts";
import { attacks, families, type Family } from "./attacks/table.ts";
import { foreignConfigurations, startForeign, type ForeignName } from "./foreign.ts";
import { configurations, exampleNamed, furtherConfigurations, type ExampleName } from "./configurations.ts";
import { stand, subjectOf, type Standing, type Subject } from "./subject.ts";

const versions = ["0.17", "0.18"] as const;

/** Older versions have no camera limits and fewer routes: once for each kind of authority is enough. */
const older = (["plain", "authentik", "outer-proxy"] as const).flatMap((name) =>
  (["0.15", "0.16"] as const).map((version) => subjectOf(exampleNamed(name), version)),
);

const run = async (standing: Standing, name: string): Promise<readonly string[]> =>
  (await attacks.find((attack) => attack.name === name)?.run(standing)) ?? ["there is no such attack"];

const subjects = [
  ...versions.flatMap((version) => configurations.map((configuration) => subjectOf(configuration, version))),
  ...furtherConfigurations.map((configuration) => subjectOf(configuration, "0.18")),
  ...older,
];

describe.each(subjects.map((subject) => [subject.name, subject] as const))("%s", (_, subject) => {
  let standing: Standing;
  beforeAll(async () => {
    standing = await stand(subject);
  });
  afterAll(() => standing?.stop());

  test.each(
    attacks.filter((attack) => attack.applies(subject)).map(({ name, promise }) => [promise, name] as const),
  )("promise %i: %s", async (_number, name) => {
    expect(await run(standing, name)).toEqual([]);
  });
});

/** Takes out the directive of that name and those first arguments, wherever it stands. */
const without = (name: string, ...values: readonly string[]): Mutation =>
  mutation((directive) => (is(directive, name, ...values) ? null : directive));

/** Puts other arguments in its place. */
const instead = (name: string, values: readonly string[], others: readonly string[]): Mutation =>
  mutation((directive) => (is(directive, name, ...values) ? withArguments(directive, ...others) : directive));

const is = (directive: Directive, name: string, ...values: readonly string[]): boolean =>
  directive.name === name && values.every((value, index) => valuesOf(directive)[index] === value);

/** The location asks nobody. */
const unguarded = (path: string): Mutation =>
  mutation((directive) =>
    is(directive, "location", path) && directive.block !== null
      ? {
          ...directive,
          block: directive.block.filter((item) => item.kind === "comment" || item.name !== "auth_request"),
        }
      : directive,
  );

/** What was there is kept for longer than a test takes. */
const keptForAnHour = instead("proxy_cache_valid", ["200"], ["200", "1h"]);

const asTheClientHasIt = "$scheme://$http_host$request_uri";

/** What holds a family off, taken away; and an attack that is to find it. */
const holes: Readonly<
  Record<Family, { readonly example: ExampleName; readonly mutate: Mutation; readonly name: string }>
> = {
  identityHeaders: {
    example: "kanidm-oauth2-proxy",
    mutate: without("proxy_set_header", "Remote-User", "$frigate_user"),
    name: "identity headers in small letters",
  },
  internalHeaders: {
    example: "plain",
    mutate: mutation((directive) =>
      is(directive, "proxy_set_header", "X-Server-Port") && valuesOf(directive)[1] !== ""
        ? withArguments(directive, "X-Server-Port", "$http_x_server_port")
        : directive,
    ),
    name: "X-Server-Port of the internal listener",
  },
  paths: {
    example: "plain",
    mutate: instead("location", ["=", "/api/login"], ["/api/login"]),
    name: "behind the beginning of a public path",
  },
  cameras: {
    example: "kanidm-oauth2-proxy",
    mutate: mutation((directive) =>
      is(directive, "proxy_set_header", "X-Original-URL") &&
      valuesOf(directive)[1]?.endsWith("$frigate_uri") === true
        ? withArguments(directive, "X-Original-URL", asTheClientHasIt)
        : directive,
    ),
    name: "another camera's files",
  },
  hosts: {
    example: "plain",
    mutate: mutation((directive) =>
      is(directive, "proxy_set_header", "X-Original-URL")
        ? withArguments(directive, "X-Original-URL", asTheClientHasIt)
        : directive,
    ),
    name: "a Host of the client's choice",
  },
  oddMethods: { example: "plain", mutate: unguarded("/api/"), name: "every method" },
  smuggled: { example: "authentik", mutate: unguarded("/api/"), name: "requests within requests" },
  caches: {
    example: "kanidm-oauth2-proxy",
    mutate: both(
      keptForAnHour,
      mutation((directive) => (directive.name === "proxy_cache_key" ? null : directive)),
    ),
    name: "answers kept for somebody else",
  },
  remembered: {
    example: "authentik",
    mutate: mutation((directive) =>
      directive.name === "proxy_cache_key" && valuesOf(directive)[0]?.startsWith("$http_cookie") === true
        ? withArguments(directive, "$http_x_original_url")
        : directive,
    ),
    name: "a remembered yes, with other credentials",
  },
  returns: {
    example: "kanidm-oauth2-proxy",
    mutate: mutation((directive) =>
      directive.name === "set_escape_uri"
        ? withArguments(directive, valuesOf(directive)[0] ?? "", "https://$http_host$request_uri")
        : directive,
    ),
    name: "a way out of the sign-in page",
  },
  websockets: { example: "plain", mutate: unguarded("/ws"), name: "websockets without a session" },
  sizes: {
    example: "authentik",
    mutate: without("proxy_set_header", "Remote-User", "$frigate_user"),
    name: "headers beyond every measure",
  },
  gatewayAnswers: {
    example: "authentik",
    mutate: mutation((directive) =>
      is(directive, "", "/refused") ? withArguments(directive, "/admitted") : directive,
    ),
    name: "a gateway's answers that name nobody",
  },
  frigateAnswers: {
    example: "plain",
    mutate: unguarded("/recordings/"),
    name: "answers of Frigate's that are no yes",
  },
  namedClients: {
    example: "machine-clients",
    mutate: mutation((directive) =>
      directive.name.startsWith("~^1 (?:GET|HEAD) (")
        ? { ...directive, name: directive.name.replace("(?:/|\\z)", "") }
        : directive,
    ),
    name: "a named client beyond its paths",
  },
  rtmp: {
    example: "plain",
    mutate: (file) => ({
      ...file,
      body: [
        ...file.body,
        ...parseNginx("rtmp { server { listen 1935; application live { live on; } } }", "rtmp").body,
      ],
    }),
    name: "streams over RTMP",
  },
};

/** What an attack finds in a configuration that something has been taken out of. */
async function foundIn(subject: Subject, mutate: Mutation, name: string): Promise<readonly string[]> {
  const standing = await stand(subject, mutate);
  try {
    return await run(standing, name);
  } finally {
    await standing.stop();
  }
}

describe("with a hole in it, a configuration is found out", () => {
  test.each(Object.entries(holes))("%s", async (family, { example, mutate, name }) => {
    expect(families[family as Family].map((attack) => attack.name)).toContain(name);
    expect(await foundIn(subjectOf(exampleNamed(example), "0.18"), mutate, name)).not.toEqual([]);
  });
});

test("with a hole in it, what is remembered of an address is found out", async () => {
  const remembering = furtherConfigurations.find(
    ({ name }) => name === "people by their address, remembered",
  );
  if (remembering === undefined) throw new Error("nobody remembers addresses");
  const forgetful = mutation((directive) =>
    directive.name === "proxy_cache_key" && valuesOf(directive)[0]?.startsWith("$http_cookie") === true
      ? withArguments(directive, "$http_cookie\\n$http_authorization")
      : directive,
  );
  const name = "a remembered yes, with other credentials";
  expect(await foundIn(subjectOf(remembering, "0.18"), forgetful, name)).not.toEqual([]);
});

/** The map that keeps line breaks out of Frigate's question, gone, and with an expression that lets the last one pass. */
const brokenMaps: Readonly<Record<string, Mutation>> = {
  "without it": instead("set", ["$frigate_uri"], ["$frigate_uri", "$uri$is_args$args"]),
  "with $ in place of \\z": mutation((directive) =>
    directive.name.endsWith("\\z") ? { ...directive, name: directive.name.replace(/\\z$/, "$") } : directive,
  ),
};

describe("the map of addresses", () => {
  test.each(Object.entries(brokenMaps))("%s, line breaks are found out", async (_, mutate) => {
    const subject = subjectOf(exampleNamed("plain"), "0.17");
    expect(await foundIn(subject, mutate, "line breaks in the path")).not.toEqual([]);
  });
});

/** Holes that are known to be there: attacks that did not find them could not show that ours has none. */
const knownHoles: Readonly<Record<ForeignName, readonly string[]>> = {
  upstream: [
    "behind the beginning of a public path",
    "answers kept for somebody else",
    "a Host of the client's choice",
    "another camera's files",
    "another camera's streams",
  ],
  "forum post": [
    "answers kept for somebody else",
    "a gateway's answers that name nobody",
    "behind the beginning of a public path",
  ],
};

describe("of configurations that are not ours", () => {
  test.each(Object.keys(foreignConfigurations) as ForeignName[])(
    "%s: the known holes are found",
    async (name) => {
      const standing = await startForeign(name, "0.18");
      const found: string[] = [];
      for (const attack of attacks.filter((one) => knownHoles[name].includes(one.name)))
        if ((await attack.run(standing)).length > 0) found.push(attack.name);
      await standing.stop();
      expect(found.toSorted()).toEqual(knownHoles[name].toSorted());
    },
  );
});
