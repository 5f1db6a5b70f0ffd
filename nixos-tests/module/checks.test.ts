/** Assertions and warnings of the module: the smallest configuration that brings each one up, and what it says. */
import { words } from "../../generator/inspect/collections.ts";
import { describe, expect, test } from "vitest";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { valueOf } from "../support/evaluate.ts";

interface Case {
  readonly what: string;
  readonly configuration: string;
  /** Parts of the one message that is expected. */
  readonly says: readonly string[];
}

const listen = (address: string): string => `services.frigate.nginx.internalListen = "${address}";`;
const version = (number: string): string =>
  `services.frigate.package = pkgs.frigate // { version = "${number}"; };`;
const host = (text: string): string => `services.nginx.virtualHosts."frigate.example.com" = { ${text} };`;

const assertions: readonly Case[] = [
  {
    what: "a port that Frigate does not expect",
    configuration: `{ ${listen("127.0.0.1:5050")} }`,
    says: ["services.frigate.nginx.internalListen", "port 5000", "settings.networking.listen.internal"],
  },
  {
    what: "Frigate's port set to another one than the listener's",
    configuration: `{ pkgs, ... }: { ${version("0.18.0")} ${listen("127.0.0.1:5000")} services.frigate.settings.networking.listen.internal = 5050; }`,
    says: ["services.frigate.nginx.internalListen", "port 5050"],
  },
  {
    what: "a listener on every address",
    configuration: `{ ${listen("0.0.0.0:5000")} }`,
    says: ["services.frigate.nginx.internalListen", "0.0.0.0:5000", "127.0.0.1"],
  },
  {
    what: "a listener on every IPv6 address",
    configuration: `{ ${listen("[::]:5000")} }`,
    says: ["services.frigate.nginx.internalListen", "[::]:5000"],
  },
  {
    what: "a listener on a public address",
    configuration: `{ ${listen("8.8.8.8:5000")} }`,
    says: ["services.frigate.nginx.internalListen", "8.8.8.8:5000"],
  },
  ...["/api/stats", "/api/version", "/api/vod/"].map((path) => ({
    what: `${path} asks twice`,
    configuration: `{ ${host(`locations."${path}".extraConfig = "auth_request /auth;";`)} }`,
    says: [`frigate.example.com.locations."${path}".extraConfig`, "auth_request twice", "mkForce"],
  })),
];

const warnings: readonly Case[] = [
  {
    what: "a listener in the home network",
    configuration: `{ ${listen("192.168.1.2:5000")} }`,
    says: ["services.frigate.nginx.internalListen", "192.168.1.2:5000", "administrator"],
  },
  {
    what: "people on Frigate's own port",
    configuration: `{ ${host('listen = [ { addr = "192.168.1.2"; port = 5000; } ];')} }`,
    says: ["frigate.example.com.listen", "port 5000", "administrator"],
  },
  ...words(`
    /api/login /api/auth/first_time_login /api/go2rtc/webrtc /live/mse/api/ws /live/webrtc/api/ws
    /live/webrtc/webrtc.html
  `).map((path) => ({
    what: `${path} by its former name`,
    configuration: `{ ${host(`locations."${path}".extraConfig = "# mine";`)} }`,
    says: [`locations."${path}"`, `"= ${path}"`],
  })),
  {
    what: "a path that nginx leaves out",
    configuration: `{ lib, ... }: { ${host('locations."/ws".proxyPass = lib.mkForce "http://192.0.2.1:1/prefix/";')} }`,
    says: [`locations."/ws".proxyPass`, "out the path", "rewrite"],
  },
];

const quiet: readonly (readonly [string, string])[] = [
  ["nothing set", "{ }"],
  ["no listener", "{ services.frigate.nginx.internalListen = null; }"],
  ["IPv6 loopback", `{ ${listen("[::1]:5000")} }`],
  [
    "a port and an address told to Frigate 0.18",
    `{ pkgs, ... }: { ${version("0.18.0")} services.frigate.settings.networking.listen.internal = "127.0.0.2:5050"; }`,
  ],
  [
    "lines of one's own",
    `{ lib, ... }: { ${host('locations."/api/stats".extraConfig = lib.mkAfter "allow all;";')} }`,
  ],
  [
    "another backend",
    `{ lib, ... }: { ${host('locations."/ws".proxyPass = lib.mkForce "http://192.0.2.1:1/";')} }`,
  ],
  [
    "another backend, and nothing that changes the path",
    `{ lib, ... }: { ${host('locations."/ws" = { proxyPass = lib.mkForce "http://192.0.2.1:1/prefix/"; extraConfig = lib.mkForce "auth_request /auth;"; };')} }`,
  ],
  [
    "auth_request once, and in a comment as in nixpkgs' helper for oauth2-proxy",
    `{ ${host('locations."/mine".extraConfig = "auth_request off;\n# auth_request includes headers but not body\n";')} }`,
  ],
  [
    "a location replaced as a whole",
    `{ lib, ... }: { ${host('locations."/api/stats".extraConfig = lib.mkForce "auth_request /auth;";')} }`,
  ],
];

const wanted = "{ inherit (result) assertions warnings; }";

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const found = (configuration: string) =>
    valueOf(nixpkgs, configuration, wanted) as { assertions: string[]; warnings: string[] };

  test.each(assertions)("refused: $what", ({ configuration, says }) => {
    const messages = found(configuration).assertions;
    expect(messages).toHaveLength(1);
    for (const part of says) expect(messages[0]).toContain(part);
  });

  test.each(warnings)("warned of: $what", ({ configuration, says }) => {
    const messages = found(configuration);
    expect(messages.assertions).toEqual([]);
    expect(messages.warnings).toHaveLength(1);
    for (const part of says) expect(messages.warnings[0]).toContain(part);
  });

  test.each(quiet)("fine: %s", (_what, configuration) => {
    expect(found(configuration)).toEqual({ assertions: [], warnings: [] });
  });
});
