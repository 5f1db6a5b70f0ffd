/** Known gateways in the module: what a preset fills in, and what no option says. */
import { gateways, type Gateway, type GatewayName } from "../schema/gateways.ts";
import {
  apply,
  assign,
  binary,
  ifThenElse,
  lambda,
  letIn,
  list,
  literal,
  ref,
  select,
  set,
  text,
  type Binding,
  type Expr,
} from "../nix/ast.ts";
import { nixValue } from "./value.ts";
import type { Value } from "../model/option.ts";

const splitting = (): readonly (readonly [GatewayName, Gateway])[] =>
  entries.filter(([, { splitCookie }]) => splitCookie !== undefined);

const entries = Object.entries(gateways) as readonly [GatewayName, Gateway][];

/** Bindings of the module's `let`. */
export const presetFacts: readonly Binding[] = [
  assign("presets", set(...entries.map(([name, gateway]) => assign([name], preset(gateway)))), [
    "What is filled in for a gateway that is known by name.",
  ]),
  assign("fromPreset", fromPreset(), [
    "An option's value for the chosen gateway, option by option: which options there are must not depend on one of them.",
  ]),
  assign("presetIsOneOf", lambda("names", apply(ref("lib.elem"), ref("cfg.nginx.preset"), ref("names")))),
  assign(
    "judgesAlike",
    isOneOf((gateway) => gateway.judgesAlike === true),
    ["Gateways whose answer does not depend on the address that is asked for."],
  ),
  assign(
    "quotesGroups",
    isOneOf((gateway) => gateway.quotesRoles === true),
  ),
  assign(
    "needsHttps",
    isOneOf((gateway) => gateway.httpsOnly === true),
  ),
  assign(
    "needsSignInUrl",
    isOneOf((gateway) => gateway.signIn.kind === "elsewhere"),
  ),
  assign("signInHeader", signInHeader(), ["Header of the gateway's no that says where to sign in."]),
  assign("sessionCookie", sessionCookie()),
  assign("splitsCookie", splitsCookie(), [
    "A large session comes in two cookies, of which nginx sees the second by its name only.",
  ]),
  assign(
    "variableOf",
    lambda(
      "header",
      apply(
        ref("lib.toLower"),
        apply(ref("lib.replaceStrings"), list(text("-")), list(text("_")), ref("header")),
      ),
    ),
  ),
];

function isOneOf(property: (gateway: Gateway) => boolean): Expr {
  const names = entries.filter(([, gateway]) => property(gateway)).map(([name]) => text(name));
  return apply(ref("presetIsOneOf"), list(...names));
}

/** What the gateway's preset sets below `services.frigate.nginx`. */
export function preset(gateway: Gateway): Expr {
  const { signIn } = gateway;
  return set(
    assign("authRequestUrl", text(gateway.authRequestUrl)),
    assign("authRequestHeaders", nixValue(gateway.authRequestHeaders as Value)),
    ...(Object.keys(gateway.publicLocations).length === 0
      ? []
      : [assign("publicLocations", nixValue(gateway.publicLocations as Value))]),
    assign(
      "reverseProxy",
      set(
        assign("userHeader", text(gateway.userHeader)),
        ...(gateway.roleHeader === null ? [] : [assign("roleHeader", text(gateway.roleHeader))]),
        ...(gateway.separator === "," ? [] : [assign("separator", text(gateway.separator))]),
      ),
    ),
    ...(signIn.kind === "page" ? [assign("signIn.url", text(signIn.url))] : []),
    ...("redirectParameter" in signIn && signIn.redirectParameter !== "rd"
      ? [assign("signIn.redirectParameter", text(signIn.redirectParameter))]
      : []),
    ...(gateway.signOutUrl === null ? [] : [assign("signOutUrl", text(gateway.signOutUrl))]),
  );
}

function signInHeader(): Expr {
  return entries.reduceRight<Expr>(
    (otherwise, [name, { signIn }]) =>
      signIn.kind === "answer" && signIn.header !== "Location"
        ? ifThenElse(binary(ref("cfg.nginx.preset"), "==", text(name)), text(signIn.header), otherwise)
        : otherwise,
    text("Location"),
  );
}

function sessionCookie(): Expr {
  const [, gateway] = splitting()[0] ?? [];
  return select(ref("config.services"), "oauth2-proxy.cookie.name", text(gateway?.splitCookie ?? ""));
}

function splitsCookie(): Expr {
  const isVariable = binary(
    apply(ref("builtins.match"), text("[A-Za-z0-9_]+"), ref("sessionCookie")),
    "!=",
    literal(null),
  );
  return binary(
    apply(ref("presetIsOneOf"), list(...splitting().map(([name]) => text(name)))),
    "&&",
    isVariable,
  );
}

/** The options a preset may fill in. */
const filledIn = [
  "authRequestHeaders",
  "authRequestUrl",
  "publicLocations",
  "reverseProxy.roleHeader",
  "reverseProxy.separator",
  "reverseProxy.userHeader",
  "signIn.redirectParameter",
  "signIn.url",
  "signOutUrl",
] as const;

/** `services.frigate.nginx`: a preset's values, each of which the user can replace. */
export const presetConfig: Expr = set(
  ...filledIn.map((option) =>
    assign(option, apply(ref("fromPreset"), list(...option.split(".").map((step) => text(step))))),
  ),
);

function fromPreset(): Expr {
  const asDefault = ifThenElse(
    apply(ref("lib.isAttrs"), ref("value")),
    apply(ref("lib.mapAttrs"), lambda("_", ref("lib.mkDefault")), ref("value")),
    apply(ref("lib.mkDefault"), ref("value")),
  );
  return lambda(
    "path",
    letIn(
      [
        assign("preset", select(ref("presets"), [apply(ref("toString"), ref("cfg.nginx.preset"))], set())),
        assign("value", apply(ref("lib.getAttrFromPath"), ref("path"), ref("preset"))),
      ],
      apply(ref("lib.mkIf"), apply(ref("lib.hasAttrByPath"), ref("path"), ref("preset")), asDefault),
    ),
  );
}
