/** The module for Kanidm: what it makes of a few options, on every NixOS it is for. */
import { words } from "../../generator/inspect/collections.ts";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "../../generator/inspect/evaluate/nix.ts";
import { ourModule } from "../../generator/inspect/evaluate/configuration.ts";
import type { Nixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { assertionsFrom } from "../support/evaluate.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { evaluateWith, valueIn } from "../support/evaluate.ts";
import { fromRoot } from "../support/files.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";

interface Nixos {
  readonly kanidm?: "nested" | "flat";
  readonly oauth2Proxy?: "files" | "secrets";
}

/** Evaluates Nix modules with Kanidm's; `wanted` as in ../support/evaluate.ts. */
function evaluate(nixpkgs: Nixpkgs, modules: string, wanted: string, nixos: Nixos = {}): Json {
  const { kanidm = "nested", oauth2Proxy = "files" } = nixos;
  const outcome = evaluateWith(
    nixpkgs,
    `let
      result = import evaluate {
        inherit nixpkgs frigateModule;
        kanidmOptions = "${kanidm}";
        oauth2ProxyOptions = "${oauth2Proxy}";
        modules = ${modules};
      };
      inherit (result.internals) config;
    in
    ${wanted}`,
    { frigateModule: { path: ourModule }, example: { path: fromRoot("examples/kanidm.nix") } },
  );
  return valueIn(outcome);
}

const setUp = `{
  nginx = result.nginxConf;
  oauth2Proxy = result.oauth2ProxyService.serviceConfig;
  kanidm = result.host.kanidm.systems.oauth2;
  inherit (result) assertions warnings;
}`;

/** The arguments of the unit, one each. */
const argumentsOf = (value: Json): readonly string[] =>
  (value as { readonly oauth2Proxy: { readonly ExecStart: string } }).oauth2Proxy.ExecStart.match(
    /--[^\s=]+=(?:'[^']*'|\S+)/g,
  ) ?? [];

/** A host with few lines: Kanidm is elsewhere, or not provisioned. */
const host = (options: string, more = ""): string => `[
  {
    services.frigate = {
      enable = true;
      hostname = "frigate.example.com";
      nginx.kanidm = {
        enable = true;
        domain = "idm.example.com";
        clientSecretFile = "/run/secrets/client";
        cookieSecretFile = "/run/secrets/cookie";
      };
    };
    services.nginx.virtualHosts."frigate.example.com" = { enableACME = true; forceSSL = true; };
  }
  ({ lib, ... }: { services.frigate.nginx.kanidm = { ${options} }; })
  ({ pkgs, ... }: { ${more} })
]`;

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  test("the example: oauth2-proxy's flags and Kanidm's client", async () => {
    const value = evaluate(nixpkgs, "[ example ]", setUp) as {
      readonly kanidm: Json;
      readonly oauth2Proxy: Json;
    };
    const { ExecStartPre: _script, ExecStart: _command, ...unit } = value.oauth2Proxy as Record<string, Json>;
    const shown = { arguments: argumentsOf(value).toSorted(), unit, kanidm: value.kanidm };
    await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot("../golden/kanidm.services.json");
  });

  test("a host without Kanidm registers nothing, and signs in there", () => {
    const value = evaluate(nixpkgs, host(""), setUp);
    expect(value).toMatchObject({ kanidm: {}, assertions: [], warnings: [] });
    expect(argumentsOf(value)).toContain("--oidc-issuer-url='https://idm.example.com/oauth2/openid/frigate'");
  });
});

describe("every NixOS", () => {
  // The example is in the newer spelling.
  const older = `[
    ({ pkgs, ... }@arguments: let newer = import example arguments; in newer // {
      services = newer.services // { kanidm = removeAttrs newer.services.kanidm [ "server" ] // { enableServer = true; }; };
    })
  ]`;

  test.each([
    ["nested", "files", "[ example ]"],
    ["flat", "files", older],
    ["nested", "secrets", "[ example ]"],
    ["flat", "secrets", older],
  ] as const)("Kanidm's options %s, oauth2-proxy's secrets as %s", (kanidm, oauth2Proxy, modules) => {
    const value = evaluate(standIn, modules, setUp, { kanidm, oauth2Proxy });
    expect(value).toMatchObject({ assertions: [], warnings: [] });
    const flags = argumentsOf(value);
    expect(flags.filter((flag) => /secret|trusted|samesite/.test(flag)).toSorted()).toEqual(
      words(`
      --client-secret-file='/run/frigate-oauth2-proxy/client-secret' --cookie-samesite='lax'
      --cookie-secret-file='/run/frigate-oauth2-proxy/cookie-secret' --trusted-proxy-ip='127.0.0.1'
    `),
    );
    const order = evaluate(standIn, modules, "config.systemd.services.oauth2-proxy.after", {
      kanidm,
      oauth2Proxy,
    });
    expect(order).toContain("kanidm.service");
  });

  test("an oauth2-proxy that cannot be told whom to trust is not told", () => {
    const older = 'services.oauth2-proxy.package = pkgs.oauth2-proxy // { version = "7.14.3"; };';
    const value = evaluate(standIn, host("", older), setUp, { oauth2Proxy: "secrets" });
    expect(argumentsOf(value).filter((flag) => flag.includes("trusted"))).toEqual([]);
  });
});

describe("roles", () => {
  const claims = (options: string, more = "") =>
    evaluate(
      standIn,
      host(
        `provision = true; ${options}`,
        `services.kanidm.provision = { enable = true; groups = { a = { }; b = { }; c = { }; frigate_users = { }; }; }; ${more}`,
      ),
      `let client = config.services.kanidm.provision.systems.oauth2.frigate; in {
        claims = builtins.mapAttrs (_: claim: claim.valuesByGroup) client.claimMaps;
        mayEnter = builtins.attrNames client.scopeMaps;
        inherit (config.services.frigate.nginx.reverseProxy) roleHeader;
        inherit (result) assertions;
      }`,
    );

  test("a group may give several, and whoever gets one may enter", () => {
    const roles = 'roles = { admin = [ "a" "b" ]; gardener = [ "b" ]; }; users = [ "c" ];';
    const more = "services.frigate.settings.auth.roles.gardener = [ ];";
    expect(claims(roles, more)).toEqual({
      claims: { frigate_role: { a: ["admin"], b: ["admin", "gardener"] } },
      mayEnter: ["a", "b", "c"],
      roleHeader: "X-Auth-Request-Groups",
      assertions: [],
    });
  });

  test("none: everybody has the default role", () => {
    expect(claims("roles = { };")).toEqual({
      claims: {},
      mayEnter: ["frigate_users"],
      roleHeader: null,
      assertions: [],
    });
  });
});

describe("what cannot be", () => {
  const provision = "services.kanidm.provision = { enable = true; groups.frigate_users = { }; };";
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "a client secret in the store",
      host('clientSecretFile = lib.mkForce "${builtins.storeDir}/x";'),
      "clientSecretFile is in the Nix store",
    ],
    [
      "a cookie secret as a path",
      host("cookieSecretFile = lib.mkForce ./cookie;"),
      "cookieSecretFile is in the Nix store",
    ],
    ["no TLS", host("", 'services.frigate.nginx.publicUrl = "http://frigate.example.com";'), "over TLS only"],
    ["nobody", host("users = [ ]; roles = { };"), "nobody could sign in. Name a group"],
    ["a group that is not there", host("", provision), "does not make: frigate_admins"],
    [
      "a role that is not there",
      host('roles.gardener = [ "a" ];'),
      "gives roles that Frigate does not have: gardener",
    ],
  ];

  test.each(cases)("%s", (_what, modules, part) => {
    const found = evaluate(standIn, modules, "result.assertions") as readonly string[];
    // Kanidm's own module may have something to say as well.
    const ours = found.filter((message) => message.startsWith("services.frigate."));
    expect(ours.map((message) => message.replace(/\s+/g, " "))).toEqual([expect.stringContaining(part)]);
  });

  test("there is a case for every assertion", () => {
    expect(assertionsFrom(standIn, "module/kanidm.nix", `{ imports = ${host("")}; }`, ["/kanidm.nix"])).toBe(
      cases.length,
    );
  });
});

describe("the secrets that oauth2-proxy is given", () => {
  let directory: string;
  beforeEach(() => {
    directory = scratchDirectory();
    for (const name of ["credentials", "run"]) mkdirSync(join(directory, name), { recursive: true });
  });
  afterEach(() => removeScratch(directory));

  const script = evaluate(
    standIn,
    host(""),
    `let inherit (import ${fromRoot("generator/inspect/evaluate/nixos/text-files.nix")}) textsIn; in
     builtins.head (builtins.attrValues (textsIn "\${config.systemd.services.oauth2-proxy.serviceConfig.ExecStartPre}"))`,
  ) as string;

  /** Runs the script as systemd does; what is in the files afterwards, or what it says. */
  function run(client: string, cookie: string) {
    writeFileSync(join(directory, "credentials/client-secret"), client);
    writeFileSync(join(directory, "credentials/cookie-secret"), cookie);
    const { status, stderr } = spawnSync("sh", ["-c", script], {
      encoding: "utf8",
      env: {
        PATH: process.env["PATH"],
        CREDENTIALS_DIRECTORY: join(directory, "credentials"),
        RUNTIME_DIRECTORY: join(directory, "run"),
      },
    });
    if (status !== 0) return { refused: stderr };
    const read = (name: string): string => readFileSync(join(directory, "run", name), "utf8");
    return { client: read("client-secret"), cookie: read("cookie-secret") };
  }

  test.each([
    ["as made by openssl rand -base64 32", "Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyMTI=\n"],
    ["hexadecimal", `${"0123456789abcdef".repeat(4)}\n`],
    ["with Windows' line ends", "sixteen-letters!\r\n"],
  ])("a cookie secret %s", (_what, cookie) => {
    const made = run("client\n", cookie);
    expect(made).toEqual({ client: "client", cookie: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(run("client", cookie.trim())).toEqual(made);
  });

  test("another cookie secret makes another one", () => {
    expect(run("x", "a".repeat(16)).cookie).not.toBe(run("x", "b".repeat(16)).cookie);
  });

  test.each([
    ["an empty client secret", "\n", "a".repeat(16), "clientSecretFile is empty"],
    ["a short cookie secret", "client", "short\n", "cookieSecretFile holds less than 16 characters"],
  ])("%s is refused", (_what, client, cookie, message) => {
    expect(run(client, cookie).refused).toContain(message);
  });
});

describe("the lines a person writes", () => {
  const text = readFileSync(fromRoot("examples/kanidm.nix"), "utf8");
  const lines = (part: string): number => part.split("\n").filter((line) => /^\s*[^\s#]/.test(line)).length;

  test("12 below services.frigate.nginx.kanidm, 40 in all", () => {
    const block = /^ {4}nginx\.kanidm = \{$[^]*?^ {4}\};$/m.exec(text)?.[0] ?? "";
    expect(lines(block)).toBeGreaterThan(2);
    expect(lines(block)).toBeLessThanOrEqual(12);
    expect(lines(text)).toBeLessThanOrEqual(40);
  });
});
