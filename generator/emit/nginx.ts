/** The nginx part of the module: shared text, the virtual host, and what it needs at http level. */
import type { Member } from "../model/option.ts";
import { optionPaths } from "../model/option-paths.ts";
import { fragments, maps, type Fragment, type FragmentName } from "../schema/fragments.ts";
import { idleConnections, upstreams } from "../schema/frigate.ts";
import { because, inUpstream, type Directive, type Line } from "../schema/nginx.ts";
import {
  apply,
  assign,
  binary,
  blank,
  block,
  lambda,
  letIn,
  list,
  literal,
  ref,
  set,
  text,
} from "../nix/ast.ts";
import type { Assignment, Binding, Expr } from "../nix/ast.ts";
import { identityHost } from "./identity.ts";
import { locations } from "./locations.ts";
import { nginxText } from "./nginx-text.ts";
import { wrapped } from "./prose.ts";
import { publicPages, ssoUpstreams } from "./sso.ts";

/** Bindings of the module's `let` for text that several locations share, with the values of options that stand in it. */
export const textDefinitions = (members: readonly Member[]): readonly Binding[] =>
  (Object.keys(fragments) as readonly FragmentName[]).flatMap((name, index) => {
    const definition = fragment(name, linesOfOptions(name, members));
    return index === 0 ? [definition] : [blank, definition];
  });

function fragment(name: FragmentName, ofOptions: readonly Directive<"location">[]): Assignment {
  const { comment, lines }: Fragment = fragments[name];
  const replaced = (line: Line<"location">): Line<"location"> =>
    (line.kind === "directive" && ofOptions.find((one) => one.name === line.name)) || line;
  const added = ofOptions.filter((one) => !lines.some((line) => "name" in line && line.name === one.name));
  return assign(name, nginxText([...lines.map(replaced), ...added]), wrapped(comment.join(" ")));
}

/** The directives of a fragment whose argument is an option's value. */
function linesOfOptions(name: FragmentName, members: readonly Member[]): readonly Directive<"location">[] {
  return optionPaths(members).flatMap(({ path, option }) =>
    option.kind === "option" && option.directive?.fragment === name
      ? [{ ...locationDirective, name: option.directive.name, args: [[{ path }]] }]
      : [],
  );
}

const locationDirective = { kind: "directive", context: "location", block: null } as const;

/** Text that stands at server level whatever happens to the virtual host's extraConfig, see {@link hostOptions}. */
export const serverDefinitions: readonly Binding[] = [
  assign(
    "responseHeaders",
    apply(
      ref("lib.concatStrings"),
      apply(
        ref("lib.mapAttrsToList"),
        lambda("name", lambda("value", block(["add_header ", ref("name"), ' "', ref("value"), '" always;']))),
        ref("cfg.nginx.responseHeaders"),
      ),
    ),
  ),
  blank,
  assign(
    "internalListener",
    apply(
      ref("lib.optionalString"),
      binary(ref("cfg.nginx.internalListen"), "!=", literal(null)),
      block(
        "# Frigate's own requests, for example when it exports a recording.",
        "# https://github.com/NixOS/nixpkgs/issues/370349",
        ["listen ", ref("cfg.nginx.internalListen"), ";"],
      ),
    ),
  ),
];

/**
 * The declaration that adds the module's own lines to the virtual host and to each of its locations. Not `listen`, as that
 * option replaces the ports of the host, and drops plain ones where forceSSL is set; not a second virtual host, as the vod
 * module refuses to have its caches named twice.
 */
export function hostOptions(): Assignment {
  const append = assign(
    "append",
    lambda(
      "lines",
      lambda("text", binary(ref("text"), "+", apply(ref("lib.optionalString"), ref("ours"), ref("lines")))),
    ),
  );
  const ours = assign(
    "ours",
    binary(ref("cfg.enable"), "&&", binary(ref("name"), "==", ref("cfg.hostname"))),
  );
  const extraConfig = (lines: Expr): Assignment =>
    assign("extraConfig", apply(ref("lib.mkOption"), set(assign("apply", apply(ref("append"), lines)))));
  const locationModule = set(assign("options", set(extraConfig(ref("responseHeaders")))));
  const hostModule = lambda(
    ["name"],
    letIn(
      [ours, append],
      set(
        assign(
          "options",
          set(
            extraConfig(binary(ref("internalListener"), "+", ref("responseHeaders"))),
            blank,
            assign("locations", attrsOfSubmodule(locationModule)),
          ),
        ),
      ),
    ),
  );
  return assign("services.nginx.virtualHosts", attrsOfSubmodule(hostModule), [
    "Lines that must survive whatever a user does to extraConfig, mkForce included: nginx takes the",
    "listener nowhere but in the server, and forgets a server's headers in a location that has some.",
  ]);
}

function attrsOfSubmodule(module: Expr): Expr {
  const type = apply(ref("lib.types.attrsOf"), apply(ref("lib.types.submodule"), module));
  return apply(ref("lib.mkOption"), set(assign("type", type)));
}

/** `services.nginx`. */
export const nginxConfig: Assignment = assign(
  "services.nginx",
  set(
    assign("enable", literal(true)),
    blank,
    assign("additionalModules", list(...["develkit", "secure-token", "set-misc", "vod"].map(nginxModule))),
    blank,
    assign("appendHttpConfig", httpText()),
    blank,
    assign("mapHashBucketSize", apply(ref("lib.mkDefault"), literal(128))),
    blank,
    assign("proxyCachePath.frigate", cachePath("frigate_api_cache")),
    assign(
      "proxyCachePath.frigate-auth",
      apply(
        ref("lib.mkIf"),
        binary(ref("cfg.nginx.authCache"), "!=", literal(null)),
        cachePath("frigate_auth_cache"),
      ),
    ),
    blank,
    assign("upstreams", upstreamSets()),
    blank,
    assign(
      ["virtualHosts", ref("cfg.hostname"), "locations"],
      apply(ref("lib.mkMerge"), list(publicPages, locations())),
    ),
    blank,
    identityHost,
  ),
);

function nginxModule(name: string): Expr {
  return ref(`pkgs.nginxModules.${name}`);
}

function httpText(): Expr {
  const lines = maps.flatMap(({ comment, map }) => [because(...wrapped(comment.join(" "))), map]);
  return binary(nginxText(lines), "+", ref("signOnMaps"));
}

function cachePath(zone: string): Expr {
  return set(
    assign("enable", literal(true)),
    assign("inactive", text("1m")),
    assign("keysZoneName", text(zone)),
    assign("keysZoneSize", text("10m")),
    assign("levels", text("1:2")),
    assign("maxSize", text("10m")),
  );
}

function upstreamSets(): Expr {
  return set(
    ...Object.entries(upstreams).map(([name, { address }]) =>
      assign(
        [name],
        set(
          assign(["servers", address], set()),
          assign("extraConfig", nginxText([inUpstream("keepalive", String(idleConnections))])),
        ),
      ),
    ),
    ...ssoUpstreams,
  );
}
