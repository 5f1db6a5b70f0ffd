/** Who is let into a location, by all of nginx's own means. */
import { words } from "../collections.ts";
import type { Route } from "../nginx/effective.ts";
import { directivesInForce, inForce, valueInForce } from "../nginx/in-force.ts";
import { argumentOf, directivesNamed, type Directive } from "../nginx/parse.ts";
import { authTarget } from "../nginx/variables.ts";

export type Guard =
  /** Everybody is let in. */
  | { readonly kind: "none" }
  /** `auth_request`. */
  | { readonly kind: "question"; readonly target: string }
  /** Another kind of sign-in, which is not looked into. */
  | { readonly kind: "other"; readonly directive: Directive }
  /** Only some addresses are let in. */
  | { readonly kind: "addresses"; readonly directive: Directive; readonly allowed: readonly string[] }
  /** Nobody is let in. */
  | { readonly kind: "closed" }
  /** `return` ends every request before anybody could be asked; nothing is behind it. */
  | { readonly kind: "answers"; readonly status: string };

/** Other modules that refuse, and what switches them off. */
const OTHER_ACCESS_DIRECTIVES: ReadonlySet<string> = new Set(
  words(`
  auth_basic auth_digest auth_jwt auth_ldap auth_oidc auth_pam auth_gss access_by_lua access_by_lua_block
  access_by_lua_file js_access secure_link
`),
);

export function guardOf(route: Route): Guard {
  const status = valueInForce(route, "return");
  if (status !== null) return { kind: "answers", status };
  const addresses = addressGuard(route);
  if (addresses.kind === "closed") return addresses;
  const target = authTarget(route);
  if (target !== null) return { kind: "question", target };
  const other = route.directives.find(
    ({ directive }) =>
      OTHER_ACCESS_DIRECTIVES.has(directive.name) && !["off", ""].includes(directive.args[0]?.value ?? "on"),
  );
  if (other !== undefined && !isAddressEnough(route)) return { kind: "other", directive: other.directive };
  return clientCertificate(route) ?? addresses;
}

/** With `satisfy any` an address that is allowed needs no password. */
const isAddressEnough = (route: Route): boolean =>
  valueInForce(route, "satisfy") === "any" && directivesInForce(route, "allow").length > 0;

/** `allow` and `deny` are tried in order, and the first that fits decides; without a last word everybody is in. */
export function addressGuard(route: Route): Guard {
  const rules = directivesInForce(route, "allow", "deny");
  const last = rules.findIndex((rule) => isForAll(argumentOf(rule)));
  if (last === -1 || rules[last]?.name === "allow") return { kind: "none" };
  const allowing = rules.slice(0, last).filter(({ name }) => name === "allow");
  const [directive] = allowing;
  if (directive === undefined) return { kind: "closed" };
  return { kind: "addresses", directive, allowed: allowing.map((rule) => argumentOf(rule)) };
}

/** Every address: of `allow` and `deny`, and in a `geo`. */
export const isForAll = (address: string): boolean => /^(?:all|(?:0\.0\.0\.0|::)\/0)$/.test(address);

/** An address of `allow` that only programs of this host have. */
export const isOfThisHost = (address: string): boolean => /^(?:127\.|::1$|unix:)/.test(address);

/** `ssl_verify_client on` refuses whoever has no certificate of ours. */
function clientCertificate(route: Route): Guard | null {
  const verify =
    inForce(route, "ssl_verify_client")?.directive ??
    directivesNamed(route.server.directive.block, "ssl_verify_client").at(-1);
  return verify?.args[0]?.value === "on" ? { kind: "other", directive: verify } : null;
}
