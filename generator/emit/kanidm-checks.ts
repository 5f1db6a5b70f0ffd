/** Assertions of the module for Kanidm. */
import { builtInRoles } from "../schema/frigate.ts";
import {
  apply,
  assign,
  binary,
  chain,
  lambda,
  list,
  literal,
  not,
  ref,
  select,
  set,
  text,
  type Binding,
  type Expr,
} from "../nix/ast.ts";
import { assertion } from "./assertion.ts";

const option = "services.frigate.nginx.kanidm";

/** Bindings of the module's `let` that the assertions need. */
export const kanidmCheckDefinitions: readonly Binding[] = [
  assign(
    "unknownGroups",
    apply(
      ref("lib.subtractLists"),
      apply(ref("lib.attrNames"), ref("config.services.kanidm.provision.groups")),
      ref("groups"),
    ),
  ),
  assign(
    "unknownRoles",
    apply(
      ref("lib.subtractLists"),
      binary(
        list(...builtInRoles.map((role) => text(role))),
        "++",
        apply(ref("lib.attrNames"), select(ref("config.services.frigate"), "settings.auth.roles", set())),
      ),
      apply(ref("lib.attrNames"), ref("cfg.roles")),
    ),
  ),
  assign(
    "isInStore",
    lambda(
      "file",
      binary(
        apply(ref("builtins.isPath"), ref("file")),
        "||",
        apply(ref("lib.hasPrefix"), ref("builtins.storeDir"), apply(ref("toString"), ref("file"))),
      ),
    ),
    ["A path that is no text is copied to the store when it is used."],
  ),
];

const secretFiles = ["clientSecretFile", "cookieSecretFile"] as const;

/** The module's `assertions`. */
export const kanidmAssertions: Expr = list(
  ...secretFiles.map(outsideStore),
  overTls(),
  somebodyMayEnter(),
  groupsAreProvisioned(),
  rolesAreKnown(),
);

function outsideStore(name: (typeof secretFiles)[number]): Expr {
  return assertion(
    not(apply(ref("isInStore"), ref(`cfg.${name}`))),
    `${option}.${name} is in the Nix store, which everybody can read. Name a file outside of it as text, such as `,
    '"/run/secrets/frigate", and have it put there by agenix, sops-nix, systemd or by hand.',
  );
}

function overTls(): Expr {
  return assertion(
    apply(ref("lib.hasPrefix"), text("https://"), ref("publicUrl")),
    "services.frigate.nginx.publicUrl: browsers send a session over TLS only, so nobody could sign in at ",
    ref("publicUrl"),
    '. Give the virtual host "',
    ref("config.services.frigate.hostname"),
    '" a certificate (enableACME and forceSSL), or set publicUrl where TLS ends elsewhere.',
  );
}

function somebodyMayEnter(): Expr {
  return assertion(
    binary(ref("groups"), "!=", list()),
    `${option}.users and ${option}.roles are empty: nobody could sign in. Name a group of Kanidm.`,
  );
}

function groupsAreProvisioned(): Expr {
  return assertion(
    chain(
      "||",
      not(ref("cfg.provision")),
      binary(ref("config.services.kanidm.provision.extraJsonFile"), "!=", literal(null)),
      binary(ref("unknownGroups"), "==", list()),
    ),
    `${option}.users and ${option}.roles name groups that services.kanidm.provision does not make: `,
    apply(ref("lib.concatStringsSep"), text(", "), ref("unknownGroups")),
    ". Add services.kanidm.provision.groups.<name>, or set ",
    `${option}.provision = false and tell Kanidm by hand.`,
  );
}

function rolesAreKnown(): Expr {
  return assertion(
    binary(ref("unknownRoles"), "==", list()),
    `${option}.roles gives roles that Frigate does not have: `,
    apply(ref("lib.concatStringsSep"), text(", "), ref("unknownRoles")),
    ". Add services.frigate.settings.auth.roles.<name> with the cameras it may see.",
  );
}
