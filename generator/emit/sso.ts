/** Single sign-on in the module: definitions, maps and the identity server. */
import { askIdentity, gatewayPageLines, identitySocket, pageLines } from "../schema/identity.ts";
import { authCheck } from "../schema/fragments.ts";
import { builtInRoles, idleConnections } from "../schema/frigate.ts";
import { inUpstream } from "../schema/nginx.ts";
import {
  apply,
  assign,
  binary,
  blank,
  block,
  chain,
  ifThenElse,
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
import { joined, nginxText, nginxTexts } from "./nginx-text.ts";
import { presetFacts } from "./presets.ts";
import { wrapped } from "./prose.ts";

const nginx = (option: string): Expr => ref(`cfg.nginx.${option}`);
const isSet = (option: string): Expr => binary(nginx(option), "!=", literal(null));

/** Bindings of the module's `let`: what the options come to. */
export const ssoDefinitions: readonly Binding[] = [
  assign("asksGateway", isSet("authRequestUrl"), [
    "Who finds out who is asking: a gateway, a proxy in front of nginx, an address.",
  ]),
  assign("trustsProxy", binary(not(ref("asksGateway")), "&&", isSet("reverseProxy.userHeader"))),
  assign("hasClients", binary(nginx("clients"), "!=", set())),
  assign("signsOn", chain("||", ref("asksGateway"), ref("trustsProxy"), ref("hasClients"))),
  assign(
    "nativeLogin",
    binary(select(ref("cfg.settings"), "auth.enabled", literal(null)), "!=", literal(false)),
  ),
  blank,
  ...urlDefinitions(),
  blank,
  ...presetFacts,
  blank,
  ...signInDefinitions(),
  blank,
  ...roleDefinitions(),
  blank,
  assign("always", apply(ref("lib.optionalString"), ref("signsOn"), text(" always"))),
  assign(
    "authCacheKey",
    binary(
      text("$http_cookie\\n$http_authorization\\n$http_x_frigate_address"),
      "+",
      apply(
        ref("lib.optionalString"),
        not(ref("judgesAlike")),
        text("\\n$http_x_original_method\\n$http_x_original_url"),
      ),
    ),
  ),
  assign("authSecret", authSecret(), ["To Frigate an empty secret is one that nobody has to show."]),
  assign(
    "secret",
    ifThenElse(
      binary(ref("authSecret"), "==", literal(null)),
      literal(null),
      ifThenElse(ref("asksGateway"), apply(ref("quoted"), ref("authSecret")), text("$http_x_proxy_secret")),
    ),
    wrapped("What shows Frigate that it is nginx who asks; a proxy in front of it brings the secret itself."),
  ),
  blank,
  assign("askFrigate", nginxText(authCheck)),
  blank,
  assign("askIdentity", nginxText(askIdentity)),
  blank,
  assign("asPage", joined([ref("authorize"), ...nginxTexts(pageLines)])),
];

function authSecret(): Expr {
  const secret = select(ref("cfg.settings"), "proxy.auth_secret", literal(null));
  return ifThenElse(binary(secret, "==", text("")), literal(null), secret);
}

function urlDefinitions(): readonly Binding[] {
  const tls = chain("||", ref("vhost.onlySSL"), ref("vhost.addSSL"), ref("vhost.forceSSL"));
  const gatewayAddress = apply(ref("toString"), nginx("authRequestUrl"));
  const viaSocket = apply(ref("lib.hasPrefix"), text("http://unix:"), ref("gatewayAddress"));
  const parts = (pattern: string): Expr => apply(ref("builtins.match"), text(pattern), ref("gatewayAddress"));
  const part = (index: number): Expr => apply(ref("lib.elemAt"), ref("gatewayParts"), literal(index));
  const orEmpty = (value: Expr): Expr => apply(ref("toString"), value);
  return [
    assign(
      "publicName",
      ifThenElse(
        binary(ref("vhost.serverName"), "==", literal(null)),
        ref("cfg.hostname"),
        ref("vhost.serverName"),
      ),
    ),
    assign("publicUrlOfHost", text(ifThenElse(tls, text("https"), text("http")), "://", ref("publicName"))),
    assign(
      "publicScheme",
      apply(ref("lib.head"), apply(ref("lib.splitString"), text(":"), nginx("publicUrl"))),
    ),
    assign(
      "publicHost",
      apply(ref("lib.removePrefix"), text(ref("publicScheme"), "://"), nginx("publicUrl")),
    ),
    blank,
    assign("gatewayAddress", gatewayAddress),
    assign(
      "gatewayParts",
      ifThenElse(
        viaSocket,
        parts("http://(unix:[^:]+)()():?(.*)"),
        parts("https?://([^/:[]+|\\[[^]]+])()(:[0-9]+)?(/.*)?"),
      ),
      ["Host or socket, nothing, port, path."],
    ),
    assign("gatewayOverTls", apply(ref("lib.hasPrefix"), text("https://"), ref("gatewayAddress"))),
    assign("gatewayHost", part(0)),
    assign(
      "gatewayServer",
      binary(
        ref("gatewayHost"),
        "+",
        ifThenElse(
          binary(ref("gatewayOverTls"), "&&", binary(part(2), "==", literal(null))),
          text(":443"),
          orEmpty(part(2)),
        ),
      ),
    ),
    assign("gatewayPath", apply(ref("withSlash"), orEmpty(part(3)))),
    assign(
      "withSlash",
      lambda("path", ifThenElse(binary(ref("path"), "==", text("")), text("/"), ref("path"))),
    ),
    assign(
      "gatewayName",
      ifThenElse(viaSocket, ref("publicHost"), binary(ref("gatewayHost"), "+", orEmpty(part(2)))),
      ["Host header for the gateway; a socket has no name of its own."],
    ),
  ];
}

function signInDefinitions(): readonly Binding[] {
  const absolute = lambda(
    "address",
    ifThenElse(
      apply(ref("lib.hasPrefix"), text("/"), ref("address")),
      binary(nginx("publicUrl"), "+", ref("address")),
      ref("address"),
    ),
  );
  const parameter = text(
    apply(ref("absolute"), nginx("signIn.url")),
    ifThenElse(apply(ref("lib.hasInfix"), text("?"), nginx("signIn.url")), text("&"), text("?")),
    nginx("signIn.redirectParameter"),
    "=",
  );
  const startPage = text(nginx("publicUrl"), "/");
  return [
    assign("leadsToSignIn", binary(ref("asksGateway"), "||", isSet("signIn.url")), [
      "Without a gateway the page itself is public: led there, a browser would go round in circles.",
    ]),
    assign("absolute", absolute),
    assign("signInAddress", parameter, ["The address to return to comes behind it."]),
    assign(
      "signInFromCall",
      ifThenElse(
        isSet("signIn.url"),
        binary(ref("signInAddress"), "+", apply(ref("lib.escapeURL"), startPage)),
        startPage,
      ),
      wrapped(
        "Where a call without a session is told to go: the sign-in page, or the page of Frigate from which the gateway " +
          "leads there. It returns to the page, as nobody wants to look at the answer to a call.",
      ),
    ),
  ];
}

function roleDefinitions(): readonly Binding[] {
  const roleMap = nginx("reverseProxy.roleMap");
  const known = binary(
    list(...builtInRoles.map((role) => text(role))),
    "++",
    apply(
      ref("lib.subtractLists"),
      list(...builtInRoles.map((role) => text(role))),
      apply(ref("lib.attrNames"), select(ref("cfg.settings"), "auth.roles", set())),
    ),
  );
  const groupsOf = ifThenElse(
    binary(roleMap, "==", set()),
    list(ref("role")),
    select(roleMap, [ref("role")], list()),
  );
  return [
    assign("knownRoles", known, ["In the order in which they are looked for."]),
    assign("groupsOf", lambda("role", groupsOf)),
    assign("quoted", quoted(), ["A word of nginx's, whatever is in it."]),
    assign("inList", inList(), ["Expression for a list with this entry, blanks around it or not."]),
    assign("roleEntries", roleEntries()),
  ];
}

function quoted(): Expr {
  const escaped = apply(
    ref("lib.replaceStrings"),
    list(text("\\"), text('"')),
    list(text("\\\\"), text('\\"')),
    ref("word"),
  );
  return lambda("word", text('"', escaped, '"'));
}

function inList(): Expr {
  const separator = apply(ref("lib.escapeRegex"), nginx("reverseProxy.separator"));
  const quote = apply(ref("lib.optionalString"), ref("quotesGroups"), text('"'));
  return lambda(
    "entry",
    text(
      "~(?:^|",
      separator,
      ")\\s*",
      quote,
      apply(ref("lib.escapeRegex"), ref("entry")),
      quote,
      "\\s*(?:",
      separator,
      "|\\z)",
    ),
  );
}

function roleEntries(): Expr {
  const line = lambda(
    "group",
    block([
      apply(ref("quoted"), apply(ref("inList"), ref("group"))),
      " ",
      apply(ref("quoted"), ref("role")),
      ";",
    ]),
  );
  const entriesOf = lambda(
    "role",
    apply(ref("lib.concatMapStrings"), line, apply(ref("groupsOf"), ref("role"))),
  );
  return apply(ref("lib.concatMapStrings"), entriesOf, ref("knownRoles"));
}

/** `services.nginx.upstreams` for the gateway and the identity server. */
export const ssoUpstreams: readonly Binding[] = [
  assign("frigate-gateway", upstream(ref("asksGateway"), ref("gatewayServer"))),
  assign("frigate-identity", upstream(ref("signsOn"), text(`unix:${identitySocket}`))),
];

function upstream(condition: Expr, server: Expr): Expr {
  return apply(
    ref("lib.mkIf"),
    condition,
    set(
      assign(["servers", server], set()),
      assign("extraConfig", nginxText([inUpstream("keepalive", String(idleConnections))])),
    ),
  );
}

/** The gateway's own pages on Frigate's host. */
export const publicPages: Expr = apply(
  ref("lib.mapAttrs"),
  lambda(
    "_",
    lambda(
      "server",
      set(
        assign("proxyPass", ref("server")),
        assign("recommendedProxySettings", literal(false)),
        assign("extraConfig", nginxText(gatewayPageLines)),
      ),
    ),
  ),
  nginx("publicLocations"),
);

/** `services.frigate.settings`: Frigate leaves signing in to nginx. Roles came with 0.16. */
export const ssoSettings: Expr = apply(
  ref("lib.mkIf"),
  binary(ref("asksGateway"), "||", ref("trustsProxy")),
  set(
    assign("auth.enabled", mkDefault(literal(false))),
    assign(
      "proxy",
      set(
        assign("header_map.user", mkDefault(text("remote-user"))),
        assign("header_map.role", apply(ref("lib.mkIf"), hasRoles(), mkDefault(text("remote-role")))),
        assign(
          "default_role",
          apply(ref("lib.mkIf"), hasRoles(), mkDefault(nginx("reverseProxy.defaultRole"))),
        ),
        assign("logout_url", apply(ref("lib.mkIf"), isSet("signOutUrl"), mkDefault(nginx("signOutUrl")))),
      ),
    ),
  ),
);

function hasRoles(): Expr {
  return apply(ref("since"), text("0.16"));
}

function mkDefault(value: Expr): Expr {
  return apply(ref("lib.mkDefault"), value);
}
