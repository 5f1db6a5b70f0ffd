/** Assertions of single sign-on: combinations that would open a door, or let nobody in. */
import { routes } from "../schema/routes.ts";
import {
  apply,
  assign,
  binary,
  chain,
  has,
  lambda,
  list,
  literal,
  not,
  ref,
  select,
  set,
  text,
  type Expr,
} from "../nix/ast.ts";
import { assertion } from "./assertion.ts";

const prefix = "services.frigate.nginx.";
const nginx = (option: string): Expr => ref(`cfg.nginx.${option}`);
const isSet = (value: Expr): Expr => binary(value, "!=", literal(null));
const implies = (condition: Expr, consequence: Expr): Expr => binary(condition, "->", consequence);
const and = (first: Expr, ...rest: Expr[]): Expr => chain("&&", first, ...rest);
const or = (first: Expr, ...rest: Expr[]): Expr => chain("||", first, ...rest);
const hostPath = ["services.nginx.virtualHosts.", ref("cfg.hostname")] as const;
const leavesSignInWithRoles = chain(
  "&&",
  binary(ref("asksGateway"), "||", ref("trustsProxy")),
  apply(ref("since"), text("0.16")),
);
const leavesSignIn = or(ref("asksGateway"), ref("trustsProxy"));
const hasSecret = isSet(ref("authSecret"));

/** A setting of Frigate's that the module fills in: what the user says must agree. */
function agrees(path: string, value: Expr, option: string, applies: Expr = leavesSignIn): Expr {
  const theirs = select(ref("cfg.settings"), path, literal(null));
  const same = (setting: Expr): Expr => apply(ref("lib.toLower"), apply(ref("toString"), setting));
  return assertion(
    implies(applies, and(isSet(theirs), binary(same(theirs), "==", same(value)))),
    `services.frigate.settings.${path} is `,
    apply(ref("toString"), theirs),
    ", but nginx tells Frigate who is asking, and needs it to be ",
    apply(ref("toString"), value),
    `. Leave it out${option === "" ? "." : `, and set ${prefix}${option} instead.`}`,
  );
}

/** The list of assertions. */
export const ssoAssertions: Expr = list(
  assertion(
    implies(leavesSignIn, not(ref("nativeLogin"))),
    "services.frigate.settings.auth.enabled is true, so Frigate would ask for its own users behind the gateway or proxy that " +
      `${prefix}authRequestUrl or ${prefix}reverseProxy.userHeader name. Leave it out, or set it to false.`,
  ),
  assertion(
    implies(ref("asksGateway"), isSet(nginx("reverseProxy.userHeader"))),
    `${prefix}authRequestUrl is set, but not which header of the answer names the user, so nobody would get in. Set `,
    `${prefix}reverseProxy.userHeader, or ${prefix}preset.`,
  ),
  assertion(
    implies(ref("trustsProxy"), or(binary(nginx("reverseProxy.trustedAddresses"), "!=", list()), hasSecret)),
    `${prefix}reverseProxy.userHeader is set, but nothing says whose header it is, so everybody could call themselves what they `,
    `like. Set ${prefix}authRequestUrl to the gateway, ${prefix}reverseProxy.trustedAddresses to the `,
    "proxy in front of nginx, or services.frigate.settings.proxy.auth_secret.",
  ),
  assertion(
    implies(binary(nginx("reverseProxy.roleMap"), "!=", set()), isSet(nginx("reverseProxy.roleHeader"))),
    `${prefix}reverseProxy.roleMap has groups, but nothing says which header lists them. Set `,
    `${prefix}reverseProxy.roleHeader.`,
  ),
  assertion(
    binary(ref("unknownRoles"), "==", list()),
    "Frigate has no role ",
    apply(ref("lib.concatStringsSep"), text(", "), ref("unknownRoles")),
    `: it is named in ${prefix}reverseProxy.roleMap, ${prefix}reverseProxy.defaultRole or `,
    `${prefix}clients. Roles are admin, viewer, and those of services.frigate.settings.auth.roles.`,
  ),
  assertion(
    binary(ref("unreachableGroups"), "==", list()),
    `${prefix}reverseProxy.roleMap: `,
    apply(ref("lib.concatStringsSep"), text(", "), ref("unreachableGroups")),
    " holds the character that separates groups, so it would never be found. Set ",
    `${prefix}reverseProxy.separator to the one the header uses.`,
  ),
  assertion(
    implies(ref("signsOn"), not(ref("hasOauth2ProxyHelper"))),
    ...hostPath,
    " is also in services.oauth2-proxy.nginx.virtualHosts, which guards the pages but not the cameras. Take it out there, and set ",
    `${prefix}preset = "oauth2-proxy".`,
  ),
  assertion(
    implies(ref("signsOn"), not(ref("hasTailscaleHelper"))),
    ...hostPath,
    " is also in services.nginx.tailscaleAuth.virtualHosts, which has a location /auth of its own. Take it out there, and set ",
    `${prefix}preset = "tailscale".`,
  ),
  assertion(
    implies(ref("signsOn"), not(apply(ref("lib.any"), ref("isOnFrigatesPort"), ref("vhost.listen")))),
    ...hostPath,
    ".listen has port ",
    apply(ref("portOf"), ref("internalOfSettings")),
    ", on which Frigate takes everybody for an administrator. Use another port for people.",
  ),
  assertion(
    implies(and(ref("asksGateway"), ref("needsHttps")), binary(ref("publicScheme"), "==", text("https"))),
    `${prefix}publicUrl is `,
    nginx("publicUrl"),
    ", and this gateway judges https addresses only. Give the virtual host a certificate (forceSSL), or set ",
    `${prefix}publicUrl where something in front of nginx has one.`,
  ),
  assertion(
    implies(and(ref("asksGateway"), ref("needsSignInUrl")), isSet(nginx("signIn.url"))),
    `${prefix}preset is `,
    apply(ref("toString"), nginx("preset")),
    `, whose sign-in page is on another host. Set ${prefix}signIn.url to it.`,
  ),
  assertion(
    implies(
      and(ref("asksGateway"), hasSecret),
      binary(
        apply(ref("builtins.match"), text('[^{}$"\\[:cntrl:]]+'), ref("authSecret")),
        "!=",
        literal(null),
      ),
    ),
    "services.frigate.settings.proxy.auth_secret is kept from nginx, which has to send it to Frigate. Leave it out: with a gateway, " +
      "nginx alone says who is asking, and only nginx reaches Frigate's port.",
  ),
  assertion(
    not(and(ref("trustsProxy"), ref("hasClients"), hasSecret)),
    `${prefix}clients do not know services.frigate.settings.proxy.auth_secret, so Frigate would refuse them. Leave the secret `,
    `out and set ${prefix}reverseProxy.trustedAddresses, or leave the clients out.`,
  ),
  assertion(
    binary(ref("reservedHeaders"), "==", list()),
    `${prefix}authRequestHeaders: `,
    apply(ref("lib.concatStringsSep"), text(", "), ref("reservedHeaders")),
    " is set by the module. Leave it out.",
  ),
  assertion(
    binary(ref("takenLocations"), "==", list()),
    `${prefix}publicLocations: `,
    apply(ref("lib.concatStringsSep"), text(", "), ref("takenLocations")),
    " is a location of Frigate's, which must not go to somebody else without being asked for.",
  ),
  assertion(
    apply(
      ref("lib.all"),
      lambda(
        "client",
        and(binary(ref("client.addresses"), "!=", list()), binary(ref("client.paths"), "!=", list())),
      ),
      apply(ref("lib.attrValues"), nginx("clients")),
    ),
    `${prefix}clients: a client needs at least one of addresses, and of paths.`,
  ),
  agrees("proxy.header_map.user", text("remote-user"), "reverseProxy.userHeader"),
  agrees("proxy.header_map.role", text("remote-role"), "reverseProxy.roleHeader", leavesSignInWithRoles),
  agrees(
    "proxy.default_role",
    nginx("reverseProxy.defaultRole"),
    "reverseProxy.defaultRole",
    leavesSignInWithRoles,
  ),
  assertion(
    apply(ref("lib.all"), ref("clientName.check"), apply(ref("lib.attrNames"), nginx("clients"))),
    `${prefix}clients: the name of a client is made of at most 20 lower-case letters, digits and underscores.`,
  ),
  assertion(
    implies(and(ref("hasClients"), not(ref("nativeLogin"))), leavesSignIn),
    `${prefix}clients are there, and services.frigate.settings.auth.enabled is false, but nothing says who else is asking. Set `,
    `${prefix}authRequestUrl, or ${prefix}reverseProxy.userHeader and trustedAddresses.`,
  ),
  assertion(
    implies(ref("nativeLogin"), binary(ref("limitedClients"), "==", list())),
    `${prefix}clients: the role of `,
    apply(ref("lib.concatStringsSep"), text(", "), ref("limitedClients")),
    " is limited to some cameras, which Frigate cannot see to while its own sign-in is on. Choose admin or viewer, and few paths.",
  ),
  assertion(
    apply(ref("lib.allUnique"), ref("headerNames")),
    `${prefix}authRequestHeaders names a header twice, in different spellings; a preset has some as well. Use the spelling of the `,
    "preset to replace its value.",
  ),
  assertion(
    implies(
      and(leavesSignIn, isSet(nginx("signOutUrl"))),
      binary(select(ref("cfg.settings"), "proxy.logout_url", literal(null)), "==", nginx("signOutUrl")),
    ),
    "services.frigate.settings.proxy.logout_url is not what ",
    `${prefix}signOutUrl says. Set one of them.`,
  ),
  assertion(
    implies(
      leavesSignIn,
      binary(select(ref("cfg.settings"), "proxy.header_map.role_map", set()), "==", set()),
    ),
    "services.frigate.settings.proxy.header_map.role_map would map roles that are roles already. Set ",
    `${prefix}reverseProxy.roleMap instead.`,
  ),
);

/** Names for what the assertions look at. */
export const ssoCheckDefinitions = [
  assign(
    "unknownRoles",
    apply(
      ref("lib.subtractLists"),
      ref("knownRoles"),
      binary(
        binary(
          apply(ref("lib.attrNames"), nginx("reverseProxy.roleMap")),
          "++",
          list(nginx("reverseProxy.defaultRole")),
        ),
        "++",
        apply(ref("lib.mapAttrsToList"), lambda("_", lambda("client", ref("client.role"))), nginx("clients")),
      ),
    ),
  ),
  assign(
    "unreachableGroups",
    apply(
      ref("lib.filter"),
      apply(ref("lib.hasInfix"), nginx("reverseProxy.separator")),
      apply(ref("lib.concatLists"), apply(ref("lib.attrValues"), nginx("reverseProxy.roleMap"))),
    ),
  ),
  assign(
    "hasOauth2ProxyHelper",
    has(select(ref("config.services"), "oauth2-proxy.nginx.virtualHosts", set()), [ref("cfg.hostname")]),
  ),
  assign(
    "hasTailscaleHelper",
    apply(
      ref("lib.elem"),
      ref("cfg.hostname"),
      select(ref("config.services"), "nginx.tailscaleAuth.virtualHosts", list()),
    ),
  ),
  assign(
    "isOnFrigatesPort",
    lambda(
      "listener",
      binary(
        apply(ref("toString"), select(ref("listener"), "port", literal(null))),
        "==",
        apply(ref("portOf"), ref("internalOfSettings")),
      ),
    ),
  ),
  assign(
    "reservedHeaders",
    apply(
      ref("lib.filter"),
      lambda(
        "name",
        apply(
          ref("lib.elem"),
          apply(ref("lib.toLower"), ref("name")),
          list(text("connection"), text("content-length"), text("cookie")),
        ),
      ),
      apply(ref("lib.attrNames"), nginx("authRequestHeaders")),
    ),
  ),
  assign(
    "headerNames",
    apply(ref("map"), ref("lib.toLower"), apply(ref("lib.attrNames"), nginx("authRequestHeaders"))),
  ),
  assign(
    "limitedClients",
    apply(
      ref("lib.attrNames"),
      apply(
        ref("lib.filterAttrs"),
        lambda(
          "_",
          lambda(
            "client",
            binary(select(ref("cfg.settings"), ["auth", "roles", ref("client.role")], list()), "!=", list()),
          ),
        ),
        nginx("clients"),
      ),
    ),
  ),
  assign(
    "takenLocations",
    apply(
      ref("lib.intersectLists"),
      apply(ref("lib.attrNames"), nginx("publicLocations")),
      list(
        ...Object.keys(routes)
          .filter((matcher) => matcher.startsWith("/"))
          .map((matcher) => text(matcher)),
      ),
    ),
  ),
];
