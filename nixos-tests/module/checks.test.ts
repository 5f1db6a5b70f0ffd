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
  ...words(
    "0.0.0.0:5000 [::]:5000 8.8.8.8:5000 192.168.1.2:5000 [::1]:5000 127.0.0.2:5000 127.0.0.10:5000",
  ).map((address) => ({
    what: `a listener on another address than Frigate calls: ${address}`,
    configuration: `{ ${listen(address)} }`,
    says: [`services.frigate.nginx.internalListen is ${address}`, "Use 127.0.0.1:5000", "clients"],
  })),
  {
    what: "another address told to Frigate 0.18",
    configuration: `{ pkgs, ... }: { ${version("0.18.0")} services.frigate.settings.networking.listen.internal = "127.0.0.2:5050"; }`,
    says: ["services.frigate.nginx.internalListen is 127.0.0.2:5050", "Use 127.0.0.1:5050"],
  },
  {
    what: "addresses in variables, which a request shares with its check",
    configuration: "{ services.nginx.proxyResolveWhileRunning = true; }",
    says: ["services.nginx.proxyResolveWhileRunning", "Leave it out"],
  },
  ...["/api/stats", "/api/version", "/api/vod/"].map((path) => ({
    what: `${path} asks twice`,
    configuration: `{ ${host(`locations."${path}".extraConfig = "auth_request /auth;";`)} }`,
    says: [`frigate.example.com.locations."${path}".extraConfig`, "auth_request twice", "mkForce"],
  })),
];

const robot = (address: string): string =>
  `services.frigate.nginx.clients.robot = { addresses = [ "${address}" ]; paths = [ "/api/metrics" ]; user = "robot"; };`;
const trusts = (address: string): string =>
  `services.frigate.nginx.reverseProxy = { userHeader = "X-User"; trustedAddresses = [ "192.0.2.1" "${address}" ]; };`;

const warnings: readonly Case[] = [
  ...words("0.0.0.0/0 ::/0").flatMap((address) => [
    {
      what: `a client from everywhere: ${address}`,
      configuration: `{ ${robot(address)} }`,
      says: [`services.frigate.nginx.clients.robot has ${address}`, "is let in"],
    },
    {
      what: `a proxy that may be anybody: ${address}`,
      configuration: `{ ${trusts(address)} }`,
      says: [`services.frigate.nginx.reverseProxy.trustedAddresses has ${address}`],
    },
  ]),
  ...words("127.0.0.1 127.0.0.0/8 ::1 ::1/128").map((address) => ({
    what: `a client on this host: ${address}`,
    configuration: `{ ${robot(address)} }`,
    says: ["services.frigate.nginx.clients.robot has a loopback address", "Tunnels"],
  })),
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
  ["the listener that Frigate calls", `{ ${listen("127.0.0.1:5000")} }`],
  ...["5050", '"127.0.0.1:5050"'].map(
    (told) =>
      [
        `another port told to Frigate 0.18: ${told}`,
        `{ pkgs, ... }: { ${version("0.18.0")} services.frigate.settings.networking.listen.internal = ${told}; }`,
      ] as const,
  ),
  ["a client in a network", `{ ${robot("192.0.2.0/24")} }`],
  ["a proxy on this host", `{ ${trusts("127.0.0.1")} }`],
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
