/** What the options come to (module/frigate/common.nix), without a module system around it. */
import { expect, test } from "vitest";
import { evaluateWith, valueIn } from "../support/evaluate.ts";
import { fromRoot } from "../support/files.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";

/** The value of `wanted`, names of common.nix, with these values below services.frigate.nginx and settings. */
const common = (nginx: string, wanted: string, settings = "{ }") =>
  valueIn(
    evaluateWith(
      standIn,
      `let
        config.services.frigate = { hostname = "frigate.example.com"; nginx = { preset = null; } // ${nginx}; settings = ${settings}; };
        lib = import (nixpkgs + "/lib");
        inherit (import common { inherit config lib; }) ${wanted};
      in { inherit ${wanted}; }`,
      { common: { path: fromRoot("module/frigate/common.nix") } },
    ),
  );

test.each([
  ["http://127.0.0.1:4180/oauth2/auth", "127.0.0.1:4180", "/oauth2/auth"],
  ["https://auth.example.com", "auth.example.com:443", "/"],
  ["https://[::1]:9091/ask?a=b", "[::1]:9091", "/ask?a=b"],
  ["http://unix:/run/gateway.sock:/auth", "unix:/run/gateway.sock", "/auth"],
  ["http://unix:/run/gateway.sock", "unix:/run/gateway.sock", "/"],
])("the server and the path of %s", (url, gatewayServer, gatewayPath) => {
  expect(common(`{ authRequestUrl = "${url}"; }`, "gatewayServer gatewayPath")).toEqual({
    gatewayServer,
    gatewayPath,
  });
});

test.each([
  ["{ }", "127.0.0.1:5000"],
  ["{ networking.listen.internal = 5050; }", "127.0.0.1:5050"],
  ['{ networking.listen.internal = "127.0.0.2:5050"; }', "127.0.0.2:5050"],
])("the internal listener of the settings %s", (settings, internalOfSettings) => {
  expect(common("{ }", "internalOfSettings", settings)).toEqual({ internalOfSettings });
});

test("Frigate's own roles come before others, which come in alphabetical order", () => {
  const settings = "{ auth.roles = { zoo = [ ]; garden = [ ]; viewer = [ ]; }; }";
  expect(common("{ }", "roles", settings)).toEqual({ roles: ["admin", "viewer", "garden", "zoo"] });
});

test("the address to return to is added to a sign-in page with and without a query", () => {
  const signIn = (url: string) =>
    common(
      `{ publicUrl = "https://nvr.example.com"; signIn = { url = "${url}"; redirectParameter = "rd"; }; }`,
      "signInAddress",
    );
  expect(signIn("/in")).toEqual({ signInAddress: "https://nvr.example.com/in?rd=" });
  expect(signIn("https://auth.example.com/?app=nvr")).toEqual({
    signInAddress: "https://auth.example.com/?app=nvr&rd=",
  });
});
