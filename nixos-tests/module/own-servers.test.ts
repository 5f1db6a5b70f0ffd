/** Servers that are no virtual hosts: what people set for all of their hosts changes nothing in them. */
import { describe, expect, test } from "vitest";
import { serversOf } from "../../generator/inspect/nginx/effective.ts";
import { parseNginx, printNginx } from "../../generator/inspect/nginx/parse.ts";
import { valueOf } from "../support/evaluate.ts";
import { fromRoot } from "../support/files.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";

/** Values that people give to all their hosts at once, whatever host it is: for rendering, not for running. */
const defaultsOfAllHosts = `({ lib, ... }: {
  options.services.nginx.virtualHosts = lib.mkOption {
    type = lib.types.attrsOf (lib.types.submodule {
      config = {
        enableACME = lib.mkDefault true;
        forceSSL = lib.mkDefault true;
        http2 = lib.mkDefault false;
        basicAuth = lib.mkDefault { somebody = "a password"; };
        extraConfig = "deny 192.0.2.66;";
        locations."/x".return = "404";
      };
    });
  };
})`;

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const serversWith = (example: string, more: string): readonly string[] => {
    const modules = `{ imports = [ ${fromRoot(`examples/${example}.nix`)} ${more} ]; }`;
    const conf = String(valueOf(nixpkgs, modules, "result.nginxConf"));
    return serversOf(parseNginx(conf))
      .filter(({ names }) => names.includes("frigate-identity") || names.includes("127.0.0.1"))
      .map(({ directive }) => printNginx({ file: "nginx.conf", body: [directive] }));
  };

  test.each([
    ["plain", 1],
    ["kanidm-oauth2-proxy", 2],
    ["outer-proxy", 2],
  ])("%s: defaults of all hosts reach none of them", (example, count) => {
    const without = serversWith(example, "");
    expect(without).toHaveLength(count);
    expect(serversWith(example, defaultsOfAllHosts)).toEqual(without);
  });
});
