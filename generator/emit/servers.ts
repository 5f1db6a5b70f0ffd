/** `module/frigate/servers.nix`: the servers that are no virtual hosts. */
import {
  identityLocations,
  identityServer,
  internalServer,
  type IdentityLocation,
} from "../schema/identity.ts";
import { sharedLines, type Condition } from "../schema/nginx.ts";
import {
  apply,
  assign,
  chain,
  inherit,
  lambda,
  letIn,
  ref,
  set,
  type Expr,
  type NixFile,
} from "../nix/ast.ts";
import { generatedFile, namesIn } from "./file.ts";
import { conditionExpr, nginxText } from "./nginx-text.ts";
import { wrapped } from "../wrap.ts";

/** The file: a function of common.nix and directives.nix. */
export function serversFile(): NixFile {
  const servers = [
    assign("internalServer", nginxText(internalServer), ["Frigate's own listener."]),
    assign("identityServer", nginxText(identityServer), ["The identity server."]),
    assign("identityLocations", identityLocationSet(), ["Its locations."]),
  ];
  const used = servers.flatMap(({ value }) => namesIn(value));
  const bundles = sharedLines.filter((name) => used.includes(name));
  return generatedFile(
    "Servers that are no virtual hosts, so that what is set for all hosts does not reach them.",
    lambda(
      ["common", "directives", "lib"],
      letIn([inherit(bundles, ref("directives"))], set(...servers)),
      false,
    ),
  );
}

const entries = Object.entries(identityLocations) as readonly [string, IdentityLocation][];

/** The text of each location by its matcher; those that depend on the same thing stand together. */
function identityLocationSet(): Expr {
  const conditions = [...new Set(entries.map(([, { when }]) => when))].toSorted(
    (one, other) => Number(one !== undefined) - Number(other !== undefined),
  );
  const [first, ...rest] = conditions.map(locationsThatDependOn);
  return first === undefined ? set() : chain("//", first, ...rest);
}

function locationsThatDependOn(condition: Condition | undefined): Expr {
  const locations = set(
    ...entries
      .filter(([, { when }]) => when === condition)
      .map(([matcher, { comment, lines }]) => assign([matcher], nginxText(lines), wrapped(comment))),
  );
  return condition === undefined
    ? locations
    : apply(ref("lib.optionalAttrs"), conditionExpr(condition), locations);
}
