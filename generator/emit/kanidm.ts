/** `module/kanidm.nix`: Kanidm's client, oauth2-proxy, and Frigate's nginx options, from a handful of options. */
import type { Member } from "../model/option.ts";
import {
  addressClaim,
  issuerPath,
  roleClaim,
  scopes,
  secretsDirectory,
  signOutPath,
  trustedProxySince,
  limitSince,
  unfinishedSignIns,
} from "../schema/kanidm-facts.ts";
import {
  apply,
  assign,
  binary,
  blank,
  chain,
  has,
  inherit,
  lambda,
  letIn,
  list,
  literal,
  not,
  path,
  ref,
  select,
  set,
  text,
  type Binding,
  type Expr,
  type NixFile,
} from "../nix/ast.ts";
import { generatedHeader } from "./frigate.ts";
import { kanidmAssertions, kanidmCheckDefinitions } from "./kanidm-checks.ts";
import { makeSecrets } from "./kanidm-secrets.ts";
import { optionBindings } from "./options.ts";
import { wrapped } from "./prose.ts";
import { typeDefinitions } from "./type-definitions.ts";

/** The module for the option set `members` (everything below `services.frigate`, as schema/kanidm.ts has it). */
export function kanidmModule(members: readonly Member[]): NixFile {
  const body = set(
    assign("imports", list(path("./default.nix"))),
    blank,
    assign("options.services.frigate", set(...optionBindings(members))),
    blank,
    assign("config", apply(ref("lib.mkIf"), ref("cfg.enable"), set(...configuration))),
  );
  const inputs = ["config", "lib", "options", "pkgs"];
  return { header: [generatedHeader], body: lambda(inputs, letIn(definitions(members), body)) };
}

const definitions = (members: readonly Member[]): readonly Binding[] => [
  assign("cfg", ref("config.services.frigate.nginx.kanidm")),
  inherit(["publicUrl"], ref("config.services.frigate.nginx")),
  assign("publicHost", apply(ref("lib.removePrefix"), text("https://"), ref("publicUrl"))),
  assign("kanidmUrl", text("https://", ref("cfg.domain"))),
  blank,
  assign(
    "roleGroups",
    apply(ref("lib.unique"), apply(ref("lib.concatLists"), apply(ref("lib.attrValues"), ref("cfg.roles")))),
  ),
  assign("groups", apply(ref("lib.unique"), binary(ref("cfg.users"), "++", ref("roleGroups"))), [
    "Who has a role may enter: to have one and be shut out would help nobody.",
  ]),
  assign(
    "rolesOf",
    lambda(
      "group",
      apply(
        ref("lib.attrNames"),
        apply(ref("lib.filterAttrs"), lambda("_", apply(ref("lib.elem"), ref("group"))), ref("cfg.roles")),
      ),
    ),
  ),
  blank,
  assign(
    "oauth2ProxyOptions",
    ref("options.services.oauth2-proxy"),
    wrapped("NixOS 26.05 has renamed and added options; which ones there are says more than its version."),
  ),
  assign(
    "oauth2ProxyIs",
    apply(
      ref("lib.versionAtLeast"),
      select(ref("config.services.oauth2-proxy.package"), "version", text("0")),
    ),
    ["Whether oauth2-proxy is this version or later; it does not start with a flag it does not know."],
  ),
  assign("kanidmIsHere", kanidmIsHere(), ["Before NixOS 26.05 the option is called enableServer."]),
  blank,
  ...makeSecrets,
  blank,
  ...kanidmCheckDefinitions,
  blank,
  ...typeDefinitions(
    members,
    "Text that becomes part of addresses and flags: what could end one is refused.",
  ),
];

const kanidmIsHere = (): Expr =>
  select(
    ref("config.services.kanidm"),
    "server.enable",
    select(ref("config.services.kanidm"), "enableServer", literal(false)),
  );

const configuration: readonly Binding[] = [
  assign("assertions", kanidmAssertions),
  blank,
  assign("services.frigate.nginx", frigateOptions()),
  blank,
  assign(
    ["services", "kanidm", "provision", "systems", "oauth2", ref("cfg.clientId")],
    apply(ref("lib.mkIf"), ref("cfg.provision"), kanidmClient()),
  ),
  blank,
  assign(
    "services.oauth2-proxy",
    apply(ref("lib.mkMerge"), list(oauth2Proxy(), oldSecrets(), trustedProxies(), tabs())),
  ),
  blank,
  assign("systemd.services.oauth2-proxy", unit()),
];

/** Stronger than a preset, weaker than the user. */
function over(value: Expr): Expr {
  return apply(ref("lib.mkOverride"), literal(900), value);
}

function frigateOptions(): Expr {
  const signOut = apply(ref("lib.escapeURL"), text(ref("kanidmUrl"), signOutPath));
  return set(
    assign("preset", text("oauth2-proxy")),
    assign(
      "reverseProxy.roleHeader",
      apply(ref("lib.mkIf"), binary(ref("cfg.roles"), "==", set()), over(literal(null))),
      ["The header lists roles, as no group does: there is nothing to map."],
    ),
    assign("signOutUrl", over(text("/oauth2/sign_out?rd=", signOut)), [
      "At Kanidm, too: who is still signed in there would be let straight back in.",
    ]),
  );
}

function kanidmClient(): Expr {
  const asked = list(...scopes.map((scope) => text(scope)));
  return set(
    assign("basicSecretFile", ref("cfg.clientSecretFile")),
    assign(
      ["claimMaps", roleClaim],
      apply(
        ref("lib.mkIf"),
        binary(ref("cfg.roles"), "!=", set()),
        set(
          assign("joinType", text("array")),
          assign("valuesByGroup", apply(ref("lib.genAttrs"), ref("roleGroups"), ref("rolesOf"))),
        ),
      ),
    ),
    assign("displayName", apply(ref("lib.mkDefault"), text("Frigate"))),
    assign("originLanding", text(ref("publicUrl"), "/")),
    assign("originUrl", text(ref("publicUrl"), "/oauth2/callback")),
    assign("preferShortUsername", literal(true), ["alice, not alice@idm.example.com."]),
    assign("scopeMaps", apply(ref("lib.genAttrs"), ref("groups"), lambda("_", asked)), [
      "Kanidm lets in who is given every scope that is asked for.",
    ]),
  );
}

function oauth2Proxy(): Expr {
  return set(
    assign("enable", literal(true)),
    assign("clientID", ref("cfg.clientId")),
    assign("cookie.expire", ref("cfg.session.lifetime")),
    assign("cookie.refresh", ref("cfg.session.refresh")),
    assign("cookie.secure", literal(true)),
    assign("email.domains", list(text("*")), ["Kanidm says who may enter."]),
    assign("extraConfig", flags()),
    assign("oidcIssuerUrl", text(ref("kanidmUrl"), issuerPath, ref("cfg.clientId"))),
    assign("provider", text("oidc")),
    assign("redirectURL", text(ref("publicUrl"), "/oauth2/callback")),
    assign("reverseProxy", literal(true)),
    assign("scope", text(scopes.join(" "))),
    assign("setXauthrequest", literal(true)),
  );
}

function flags(): Expr {
  return set(
    assign("client-secret-file", text(ref("secrets"), "/client-secret")),
    assign("code-challenge-method", text("S256")),
    assign("cookie-samesite", text("lax"), ["Strict would lose the session on the way back from Kanidm."]),
    assign("cookie-secret-file", text(ref("secrets"), "/cookie-secret")),
    assign("oidc-email-claim", text(addressClaim), [
      "An address is wanted of everybody, and not everybody in a family has one.",
    ]),
    assign("oidc-groups-claim", text(roleClaim)),
    assign("whitelist-domain", list(ref("publicHost"), ref("cfg.domain"))),
  );
}

/** Before clientSecretFile and cookie.secretFile came, the secrets themselves were options, without defaults. */
function oldSecrets(): Expr {
  return apply(
    ref("lib.optionalAttrs"),
    not(has(ref("oauth2ProxyOptions"), "clientSecretFile")),
    set(
      assign("clientSecret", apply(ref("lib.mkDefault"), literal(null))),
      assign("cookie.secret", apply(ref("lib.mkDefault"), literal(null))),
    ),
  );
}

/** Only this nginx is believed about addresses. */
function trustedProxies(): Expr {
  const localhost = list(text("127.0.0.1"));
  const byFlag = apply(
    ref("lib.optionalAttrs"),
    apply(ref("oauth2ProxyIs"), text(trustedProxySince)),
    set(assign("trusted-proxy-ip", localhost)),
  );
  return chain(
    "//",
    apply(
      ref("lib.optionalAttrs"),
      has(ref("oauth2ProxyOptions"), "trustedProxyIP"),
      set(assign("trustedProxyIP", localhost)),
    ),
    apply(
      ref("lib.optionalAttrs"),
      not(has(ref("oauth2ProxyOptions"), "trustedProxyIP")),
      set(assign("extraConfig", byFlag)),
    ),
  );
}

/** One sign-in per tab, where their number can be limited. */
function tabs(): Expr {
  const limited = set(
    assign("cookie-csrf-per-request", literal(true)),
    assign("cookie-csrf-per-request-limit", literal(unfinishedSignIns)),
  );
  return set(
    assign(
      "extraConfig",
      apply(ref("lib.optionalAttrs"), apply(ref("oauth2ProxyIs"), text(limitSince)), limited),
      wrapped(
        "Two tabs at once must not spoil each other's sign-in, and cookies of sign-ins that came to nothing must not pile up " +
          "until nginx has enough of them.",
      ),
    ),
  );
}

function unit(): Expr {
  const kanidm = apply(ref("lib.optional"), ref("kanidmIsHere"), text("kanidm.service"));
  return set(
    assign("after", kanidm),
    assign("wants", kanidm),
    assign(
      "unitConfig.StartLimitIntervalSec",
      literal(0),
      wrapped(
        "It asks Kanidm for its addresses when it starts. Until Kanidm, and nginx in front of it, are up it fails; " +
          "given up on, it would lock everybody out until somebody looks.",
      ),
    ),
    assign(
      "serviceConfig",
      set(
        assign("ExecStartPre", ref("makeSecrets")),
        assign(
          "LoadCredential",
          list(
            text("client-secret:", ref("cfg.clientSecretFile")),
            text("cookie-secret:", ref("cfg.cookieSecretFile")),
          ),
        ),
        assign("RestartSec", apply(ref("lib.mkDefault"), literal(5))),
        assign("RuntimeDirectory", text(secretsDirectory)),
        assign("RuntimeDirectoryMode", text("0700")),
      ),
    ),
  );
}
