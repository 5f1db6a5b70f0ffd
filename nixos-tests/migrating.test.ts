/** What docs/migrating.md says, evaluated: the old and new names, what is refused, what stays, and the way back. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  nginxTree,
  renderConfiguration,
  renderUpstream,
  type Rendered,
} from "../generator/inspect/evaluate/configuration.ts";
import { effectiveRoutes, showMatcher } from "../generator/inspect/nginx/effective.ts";
import { parseNginx, printNginx, valuesOf } from "../generator/inspect/nginx/parse.ts";
import { standIn } from "../generator/inspect/evaluate/nixpkgs.ts";
import { routeRows } from "../generator/inspect/evaluate/routes.ts";
import { internalAddress } from "../generator/schema/frigate.ts";
import { loadReference } from "./nginx/reference.ts";
import { removeScratch, scratchDirectory } from "./rig/scratch.ts";
import { fromRoot } from "./support/files.ts";
import { realNixpkgs, realNixpkgsHint } from "./support/nixpkgs.ts";
import { renderText, base } from "./support/evaluate.ts";

const text = readFileSync(fromRoot("docs/migrating.md"), "utf8");
const hostname = "frigate.example.com";

const scratch = scratchDirectory();
afterAll(() => removeScratch(scratch));

/** Evaluates lines of a configuration on top of the plain one. */
const rendered = (lines: string): Rendered =>
  renderText(`{ lib, ... }: { imports = [ ${base} ]; ${lines.replaceAll("./", `${scratch}/`)} }`, standIn);
const location = (path: string, lines: string): string =>
  `services.nginx.virtualHosts."${hostname}".locations.${JSON.stringify(path)} = { ${lines} };`;

const plain = rendered("");
const ours = printNginx(nginxTree(plain));
const theirs = printNginx(loadReference("upstream-default"));

/** Rows of the first table below a line, as the code in their cells. */
function tableBelow(line: string): readonly (readonly [string, string])[] {
  const [, below = ""] = text.split(line);
  const [table = ""] = /(^\|.*\n)+/m.exec(below) ?? [];
  return table
    .split("\n")
    .slice(2)
    .flatMap((row) => {
      const [before, after] = [...row.matchAll(/`([^`]*)`/g)].map(([, code]) => code ?? "");
      return before === undefined || after === undefined ? [] : [[before, after] as const];
    });
}

describe("locations that have other names", () => {
  const names = tableBelow("These match exactly");
  const routesOf = (conf: string): readonly string[] =>
    effectiveRoutes(parseNginx(conf))
      .filter(({ server }) => server.names.includes(hostname))
      .map(({ matcher }) => showMatcher(matcher));

  test("are all that upstream has by another name", () => {
    const gone = routesOf(theirs).filter((route) => !routesOf(ours).includes(route));
    expect(names.map(([before]) => before).toSorted()).toEqual(gone.toSorted());
    for (const [, after] of names) expect(routesOf(ours)).toContain(after);
  });

  test.each(names)("%s: who uses the old name is told the new one", (before, after) => {
    const { warnings } = rendered(location(before, 'extraConfig = "proxy_hide_header X-Mine;";'));
    expect(warnings).toEqual([expect.stringContaining(`"${after}"`)]);
  });
});

test.each(tableBelow("Variables that are called otherwise"))("the variable %s is %s", (before, after) => {
  const uses = (conf: string, name: string): boolean => new RegExp(`\\${name}(?!\\w)`).test(conf);
  expect([uses(theirs, before), uses(ours, before), uses(ours, after)]).toEqual([true, false, true]);
});

describe("a location that upstream has as text only", () => {
  const whole = 'extraConfig = "auth_request /auth;";';

  test.each(["/api/stats", "/api/version", "/api/vod/"])(
    "%s written anew is refused, replaced is not",
    (path) => {
      expect(rendered(location(path, whole)).assertions).toEqual([
        expect.stringContaining("says auth_request twice"),
      ]);
      expect(rendered(location(path, whole.replace('"auth', 'lib.mkForce "auth'))).assertions).toEqual([]);
    },
  );
});

describe("the blocks to copy", () => {
  const blocks = [...text.matchAll(/^```nix\n([^]*?)^```/gm)].map(([, block]) => block ?? "");
  writeFileSync(
    join(scratch, "frigate.json"),
    JSON.stringify({ cameras: { back: { ffmpeg: { inputs: [{ path: "rtsp://192.0.2.2/" }] } } } }),
  );

  test.each(blocks)("%s", (block) => {
    expect(rendered(block)).toMatchObject({ assertions: [], warnings: [] });
  });

  test("there are some", () => expect(blocks).toHaveLength(3));
});

describe("the overrides in the forum", () => {
  const theirOverride = printNginx(loadReference("seed-override"));
  const lines = (conf: string): readonly string[] => conf.split("\n");

  test("are some 150 lines, and make everybody an administrator in 17 locations", () => {
    expect(lines(theirOverride).length - lines(theirs).length).toBeGreaterThan(125);
    expect(theirOverride.match(/proxy_set_header Remote-Role "?admin"?;/g)).toHaveLength(17);
    expect(text).toContain("in 17 locations");
  });

  test("and what they are replaced by asks wherever they asked", () => {
    const asked = effectiveRoutes(loadReference("seed-override"))
      .filter(({ directives }) =>
        directives.some(({ directive }) => /Remote-Role "?admin/.test(valuesOf(directive).join(" "))),
      )
      .filter(({ depth }) => depth === 0);
    expect(asked).toHaveLength(17);
    const rows = routeRows(
      nginxTree(renderConfiguration(fromRoot("examples/kanidm.nix"), standIn)),
      hostname,
    );
    const guarded = rows
      .filter(({ access }) => access === "protected")
      .map(({ route }) => route.replace("= ", ""));
    for (const { matcher } of asked) expect(guarded).toContain(showMatcher(matcher));
  });

  const kanidm = `services.frigate.nginx.kanidm = { enable = true; domain = "idm.example.com"; clientSecretFile = "/run/secrets/a"; cookieSecretFile = "/run/secrets/b"; };
    services.nginx.virtualHosts."${hostname}" = { enableACME = true; forceSSL = true; };`;

  test("what of their settings may stay", () => {
    expect(rendered(`${kanidm} services.frigate.settings.auth.enabled = false;`).assertions).toEqual([]);
    expect(rendered(`${kanidm} services.frigate.settings.proxy.default_role = "admin";`).assertions).toEqual([
      expect.stringContaining("services.frigate.settings.proxy.default_role is admin"),
    ]);
  });

  // Frigate reads the first of two headers with one name.
  test.each([
    ['"proxy_set_header Remote-Role admin;"', ["$frigate_role", "admin"]],
    ['lib.mkBefore "proxy_set_header Remote-Role admin;"', ["admin", "$frigate_role"]],
  ])("the role in a line that stays behind, %s", (lines, roles) => {
    const left = rendered(kanidm + location("/api/", `extraConfig = ${lines};`));
    expect(left).toMatchObject({ assertions: [] });
    const api = effectiveRoutes(nginxTree(left)).find(({ matcher }) => showMatcher(matcher) === "/api/");
    const found = (api?.directives ?? [])
      .map(({ directive }) => valuesOf(directive))
      .filter(([header]) => header === "Remote-Role")
      .map(([, role]) => role);
    expect(found).toEqual(roles);
  });

  test("people are kept from Frigate's own port", () => {
    const listen = `services.nginx.virtualHosts."${hostname}".listen = [ { addr = "192.0.2.1"; port = 5000; } ];`;
    expect(rendered(listen).warnings).toEqual([
      expect.stringMatching(/takes everybody who comes through that port for an\s+administrator/),
    ]);
    expect(rendered(kanidm + listen).assertions).toContainEqual(
      expect.stringContaining(".listen has port 5000"),
    );
  });
});

describe("a container's places", () => {
  test.each([
    ["/var/lib/frigate/frigate.db", () => JSON.stringify(plain.frigateSettings)],
    ["/var/lib/frigate", () => ours],
    ["/var/cache/frigate", () => ours],
    [`${internalAddress.host}:${internalAddress.port}`, () => ours],
    ["127.0.0.1:1984", () => ours],
  ])("%s", (place, where) => {
    expect(text).toContain(`\`${place}\``);
    expect(where()).toContain(place);
  });
});

describe.skipIf(realNixpkgs === null)(`back again (${realNixpkgsHint})`, () => {
  const fixtures = ["base", "acme-force-ssl", "devices", "listen-overridden", "other-host", "unix-socket"];
  test.each(fixtures)("%s is a configuration for upstream's module, too", (name) => {
    if (realNixpkgs === null) throw new Error("no nixpkgs");
    const file = fromRoot(`nixos-tests/fixtures/frigate/${name}.nix`);
    expect(renderUpstream(file, realNixpkgs)).toMatchObject({ assertions: [] });
  });
});
