/** Configurations that must not evaluate: what the module system says, the same as with upstream's module. */
import { describe, expect, test } from "vitest";
import { everyNixpkgs, realNixpkgs, realNixpkgsHint } from "../support/nixpkgs.ts";
import { messageOf, type Module } from "../support/evaluate.ts";

const wrongType = (option: string, type: string) =>
  `A definition for option \`${option}' is not of type \`${type}`;

/** What is wrong, the configuration, and what the message says. */
const upstreamMistakes: readonly (readonly [string, string, string])[] = [
  [
    "hostname is a number",
    "{ lib, ... }: { services.frigate.hostname = lib.mkForce 5; }",
    wrongType("services.frigate.hostname", "string"),
  ],
  [
    "enable is text",
    '{ lib, ... }: { services.frigate.enable = lib.mkForce "yes"; }',
    wrongType("services.frigate.enable", "boolean"),
  ],
  [
    "an unknown role",
    '{ services.frigate.settings.cameras.x.ffmpeg.inputs = [ { path = "x"; roles = [ "watch" ]; } ]; }',
    'is not of type `one of "audio", "detect", "record"\'',
  ],
  [
    "an unknown driver",
    '{ services.frigate.vaapiDriver = "voodoo"; }',
    wrongType("services.frigate.vaapiDriver", "null or one of"),
  ],
  [
    "a package that is none",
    '{ lib, ... }: { services.frigate.package = lib.mkForce "frigate"; }',
    wrongType("services.frigate.package", "package"),
  ],
  [
    "inputs that are no list",
    "{ services.frigate.settings.cameras.x.ffmpeg.inputs = { }; }",
    wrongType("services.frigate.settings.cameras.x.ffmpeg.inputs", "list of"),
  ],
  [
    "an input without a path",
    "{ services.frigate.settings.cameras.x.ffmpeg.inputs = [ { roles = [ ]; } ]; }",
    "was accessed but has no value defined",
  ],
  [
    "a setting that YAML cannot say",
    "{ services.frigate.settings.birdseye = x: x; }",
    wrongType("services.frigate.settings.birdseye", ""),
  ],
  [
    "a path that is not absolute",
    '{ services.frigate.settings.database.path = "frigate.db"; }',
    wrongType("services.frigate.settings.database.path", "absolute path"),
  ],
  [
    "a misspelt option",
    '{ services.frigate.hostnme = "x"; }',
    "The option `services.frigate.hostnme' does not exist",
  ],
  [
    "a misspelt option of nginx",
    '{ services.nginx.virtualHosts."frigate.example.com".locatons = { }; }',
    'The option `services.nginx.virtualHosts."frigate.example.com".locatons\' does not exist',
  ],
  [
    "two host names",
    '{ services.frigate.hostname = "other.example.com"; }',
    "The option `services.frigate.hostname' has conflicting definition values",
  ],
  [
    "no nginx",
    "{ services.nginx.enable = false; }",
    "The option `services.nginx.enable' has conflicting definition values",
  ],
  [
    "another user",
    '{ systemd.services.frigate.serviceConfig.User = "me"; }',
    "The option `systemd.services.frigate.serviceConfig.User' has conflicting definition values",
  ],
  [
    "a directory against the module's",
    '{ services.nginx.virtualHosts."frigate.example.com".locations."/clips/".root = "/srv"; }',
    'The option `services.nginx.virtualHosts."frigate.example.com".locations."/clips/".root\' has conflicting definition values',
  ],
  [
    "a backend against the module's",
    '{ services.nginx.virtualHosts."frigate.example.com".locations."/ws".proxyPass = "http://127.0.0.1:1"; }',
    'The option `services.nginx.virtualHosts."frigate.example.com".locations."/ws".proxyPass\' has conflicting definition values',
  ],
];

const ownMistakes: readonly (readonly [string, string, string])[] = [
  [
    "a listener without an address",
    '{ services.frigate.nginx.internalListen = "5000"; }',
    wrongType("services.frigate.nginx.internalListen", "null or shortest IP address"),
  ],
  [
    "a listener that ends its directive",
    '{ services.frigate.nginx.internalListen = "127.0.0.1:5000; listen 0.0.0.0:5000"; }',
    wrongType("services.frigate.nginx.internalListen", "null or shortest IP address"),
  ],
  [
    "a header that ends its line",
    '{ services.frigate.nginx.responseHeaders.X-Test = "a\\nreturn 200 b;"; }',
    wrongType("services.frigate.nginx.responseHeaders.X-Test", "HTTP header value"),
  ],
  [
    "a header with a variable",
    '{ services.frigate.nginx.responseHeaders.X-Test = "$http_cookie"; }',
    wrongType("services.frigate.nginx.responseHeaders.X-Test", "HTTP header value"),
  ],
  [
    "a header name that is none",
    '{ services.frigate.nginx.responseHeaders."X Test" = "a"; }',
    wrongType("services.frigate.nginx.responseHeaders", "attribute set of HTTP header value"),
  ],
];

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  test.each([...upstreamMistakes, ...ownMistakes])("%s", (_what, configuration, beginning) => {
    expect(messageOf(nixpkgs, configuration)).toContain(beginning);
  });
});

describe.skipIf(realNixpkgs === null)(`like upstream's module (${realNixpkgsHint})`, () => {
  test.each(upstreamMistakes)("%s", (_what, configuration) => {
    const [ours, theirs] = (["ours", "upstream"] as const satisfies readonly Module[]).map((module) =>
      firstSentence(messageOf(realNixpkgs!, configuration, module)),
    );
    expect(ours).toBe(theirs);
  });
});

const firstSentence = (message: string): string =>
  /error: (.*?)(\. Definition values|\n|$)/.exec(message)?.[1] ?? message;
