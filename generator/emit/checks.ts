/** Assertions and warnings: combinations that would open a door, or silently do nothing. */
import { internalPortSettableSince } from "../schema/frigate.ts";
import { routes, type Matcher, type Route } from "../schema/routes.ts";
import { addressRanges } from "../schema/vocabulary.ts";
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
  text,
  type Binding,
  type Expr,
  type StringPart,
} from "../nix/ast.ts";
import { assertion } from "./assertion.ts";
import { message } from "./prose.ts";
import { ssoAssertions } from "./sso-checks.ts";

const listen = ref("cfg.nginx.internalListen");
const listenIsSet = binary(listen, "!=", literal(null));
const shownListen = apply(ref("toString"), listen);
const frigatesPort = apply(ref("portOf"), ref("internalOfSettings"));
const hostPath = ["services.nginx.virtualHosts.", ref("cfg.hostname")] as const;

/** Locations that upstream keeps as text inside `/api/`: a user who needed them had to write them anew. */
export const formerlyNested: readonly Matcher[] = ["/api/stats", "/api/version", "/api/vod/"];

/** Locations that change the path themselves, after which nginx leaves out the one of `proxy_pass`. */
const rewriting = Object.entries(routes as Record<Matcher, Route>).flatMap(([matcher, route]) =>
  "to" in route && !matcher.startsWith("= ") ? [matcher] : [],
);

/** Upstream's names of locations that are called differently here. */
const formerNames = (Object.values(routes) as readonly Route[]).flatMap((route) => route.replaces ?? []);

const texts = (values: readonly string[]): Expr => list(...values.map((value) => text(value)));

/** Bindings of the module's `let` that the checks share. */
export const checkDefinitions: readonly Binding[] = [
  assign("vhost", select(ref("config.services.nginx.virtualHosts"), [ref("cfg.hostname")])),
  assign(
    "portOf",
    lambda("address", apply(ref("lib.last"), apply(ref("lib.splitString"), text(":"), ref("address")))),
  ),
  assign(
    "startsWithOneOf",
    lambda(
      "ranges",
      lambda("address", apply(ref("lib.any"), lambda("range", matchesRange(ref("address"))), ref("ranges"))),
    ),
  ),
  assign("isLoopback", apply(ref("startsWithOneOf"), texts(addressRanges.loopback))),
  assign("isPrivate", apply(ref("startsWithOneOf"), texts(addressRanges.private)), [
    "Private, shared, link-local and unique local addresses.",
  ]),
];

function matchesRange(address: Expr): Expr {
  return binary(apply(ref("builtins.match"), text(ref("range"), ".*"), address), "!=", literal(null));
}

/** The module's `assertions`. */
export const assertions: Expr = chain(
  "++",
  list(portIsFrigates(), addressIsPrivate()),
  apply(ref("map"), lambda("path", askedOnce()), texts(formerlyNested)),
  ssoAssertions,
);

function portIsFrigates(): Expr {
  return assertion(
    binary(listenIsSet, "->", binary(apply(ref("portOf"), listen), "==", frigatesPort)),
    "services.frigate.nginx.internalListen: Frigate expects its own requests on port ",
    frigatesPort,
    `. Use that port, or, from Frigate ${internalPortSettableSince} on, set `,
    "services.frigate.settings.networking.listen.internal to the same address.",
  );
}

function addressIsPrivate(): Expr {
  const notPublic = binary(apply(ref("isLoopback"), listen), "||", apply(ref("isPrivate"), listen));
  return assertion(
    binary(listenIsSet, "->", notPublic),
    "services.frigate.nginx.internalListen: whoever reaches ",
    shownListen,
    " is an administrator without signing in. Use a loopback address such as 127.0.0.1.",
  );
}

/** nginx refuses a second `auth_request` when it starts, which is later than anybody would like. */
function askedOnce(): Expr {
  const extraConfig = select(ref("vhost.locations"), [ref("path"), "extraConfig"], text(""));
  const parts = apply(ref("lib.splitString"), text("auth_request "), extraConfig);
  return assertion(
    binary(apply(ref("lib.length"), parts), "<=", literal(2)),
    ...hostPath,
    '.locations."',
    ref("path"),
    '".extraConfig says auth_request twice, so nginx would not start. services.frigate brings this location now: ' +
      "keep only what you add to it, or replace all of it with lib.mkForce.",
  );
}

/** The module's `warnings`. */
export const warnings: Expr = chain("++", beyondLoopback(), sharedPort(), renamedLocations(), ignoredPaths());

function warnIf(condition: Expr, ...parts: StringPart[]): Expr {
  return apply(ref("lib.optional"), condition, message(...parts));
}

function beyondLoopback(): Expr {
  return warnIf(
    binary(listenIsSet, "&&", not(apply(ref("isLoopback"), listen))),
    "services.frigate.nginx.internalListen: everybody who reaches ",
    shownListen,
    " is an administrator of Frigate without signing in.",
  );
}

function sharedPort(): Expr {
  return warnIf(
    apply(ref("lib.any"), ref("isOnFrigatesPort"), ref("vhost.listen")),
    ...hostPath,
    ".listen has port ",
    frigatesPort,
    ": Frigate takes everybody who comes through that port for an administrator. Use another port for people.",
  );
}

/** What a user writes for a former name would make a location of its own, next to the one that answers. */
function renamedLocations(): Expr {
  const warning = message(
    ...hostPath,
    '.locations."',
    ref("path"),
    '" has no effect on Frigate: the location is called "= ',
    ref("path"),
    '" now, as a prefix would let in more than this path.',
  );
  const present = lambda("path", has(ref("vhost.locations"), [ref("path")]));
  return apply(ref("map"), lambda("path", warning), apply(ref("lib.filter"), present, texts(formerNames)));
}

function ignoredPaths(): Expr {
  const locations = ref("vhost.locations");
  const proxyPass = select(locations, [ref("path"), "proxyPass"], text(""));
  const extraConfig = select(locations, [ref("path"), "extraConfig"], text(""));
  const hasPath = binary(
    apply(ref("builtins.match"), text("https?://[^/]+/.+"), apply(ref("toString"), proxyPass)),
    "!=",
    literal(null),
  );
  const losesPath = lambda(
    "path",
    binary(hasPath, "&&", apply(ref("lib.hasInfix"), text("rewrite "), extraConfig)),
  );
  const warning = message(
    ...hostPath,
    '.locations."',
    ref("path"),
    '".proxyPass: nginx leaves out the path, because this location changes the address with rewrite. ' +
      "Name host and port only, and change the path with a rewrite of your own in extraConfig.",
  );
  return apply(ref("map"), lambda("path", warning), apply(ref("lib.filter"), losesPath, texts(rewriting)));
}
