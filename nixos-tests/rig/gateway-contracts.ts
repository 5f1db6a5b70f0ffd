/**
 * What each gateway does with a question and how it answers: its side of the contract. What nginx has to send, and reads, is
 * in generator/schema/gateways.ts; sources are named there, and here where the fact is about the gateway alone.
 */
import { gateways, type Gateway as GatewayFacts, type GatewayName } from "../../generator/schema/gateways.ts";
import { headerOf, type Answer, type BackendRequest } from "./double.ts";
import {
  address,
  asksAbout,
  badRequest,
  firstOf,
  guardedHost,
  oneHost,
  oneLine,
  onlyBy,
  web,
  without,
  type Complaint,
} from "./gateway-complaints.ts";

type Headers = NonNullable<Answer["headers"]>;

export interface Person {
  readonly name: string;
  readonly groups: readonly string[];
  /** Where they come from, for gateways that know people by address. */
  readonly address?: string;
  /** Signed in, but not let in to Frigate. */
  readonly denied?: true;
}

/** What a gateway is asked, and how it answers. */
export interface Contract {
  /** Path of the endpoint, without query. */
  readonly endpoint: string;
  readonly userHeader: string;
  readonly groupsHeader: string | null;
  readonly separator: string;
  readonly quoted?: boolean;
  /** Name of the cookie that holds a session; null where the address of the client is what counts. */
  readonly cookie: string | null;
  /** Status of a yes; 202 where nothing is said. */
  readonly yes?: number;
  /** What else a yes says of somebody, besides name and groups. */
  readonly tells?: (person: Person) => Headers;
  /** The answer to somebody signed in who may not come; 403 where nothing is said. */
  readonly denied?: (question: BackendRequest) => Answer;
  /** Header lines of a no. */
  readonly no?: (question: BackendRequest) => Headers;
  readonly complaint?: Complaint;
}

const portal = "https://auth.example.com";
const urlAsked = (question: BackendRequest): string =>
  encodeURIComponent(headerOf(question, "X-Original-URL") ?? "");

interface Behaviour extends Omit<
  Contract,
  "endpoint" | "userHeader" | "groupsHeader" | "separator" | "quoted"
> {
  /** A header that it complains about when it is missing: one test takes it away, and has to notice. */
  readonly needs: string;
}

const behaviours = {
  "oauth2-proxy": {
    needs: "X-Forwarded-Uri",
    cookie: "_oauth2_proxy",
    // pkg/middleware/headers.go: the name is an identifier, not what people are called by
    tells: ({ name }) => [
      ["X-Auth-Request-User", `00000000-0000-4000-8000-${name.length.toString().padStart(12, "0")}`],
      ["X-Auth-Request-Email", `${name}@example.com`],
      ["GAP-Auth", `${name}@example.com`],
    ],
    // oauthproxy.go: 403 only for what the question itself demands; who fails the rules for all is nobody
    denied: ({ url }) =>
      /[?&]allowed_/.test(url)
        ? { status: 403 }
        : { status: 401, headers: [["Set-Cookie", "_oauth2_proxy=; Path=/; Max-Age=0; HttpOnly; Secure"]] },
    // Rules that let paths pass without a session look at X-Forwarded-Uri (GHSA-7x63-xv5r-3p2x), cookies at the host.
    complaint: firstOf(
      oneHost(badRequest),
      oneLine(badRequest, "X-Forwarded-Host", new RegExp(`^${guardedHost}$`)),
      oneLine(badRequest, "X-Forwarded-Proto", /^https?$/),
      oneLine(badRequest, "X-Forwarded-Uri", /^\//),
      oneLine(badRequest, "X-Real-IP", address),
    ),
  },
  authelia: {
    needs: "X-Original-Method",
    cookie: "authelia_session",
    yes: 200,
    tells: ({ name }) => [
      ["Remote-Name", `${name} of Example`],
      ["Remote-Email", `${name}@example.com`],
    ],
    // handler_authz_authn.go: whoever tries to sign in with a header is not shown the page
    no: (question) =>
      /^basic /i.test(headerOf(question, "Authorization") ?? "")
        ? [["WWW-Authenticate", 'Basic realm="Authorization Required"']]
        : [
            [
              "Location",
              `${portal}/?rd=${urlAsked(question)}&rm=${headerOf(question, "X-Original-Method") ?? ""}`,
            ],
          ],
    // handler_authz_impl_authrequest.go: method in capitals, https or wss, and a cookie's domain; wrap.go: the address
    complaint: firstOf(
      onlyBy("GET", "HEAD"),
      oneLine(badRequest, "X-Original-Method", /^[A-Z]+$/),
      asksAbout(badRequest, ["https:", "wss:"]),
      oneLine(badRequest, "X-Forwarded-For", address),
    ),
  },
  authentik: {
    needs: "Host",
    cookie: "authentik_proxy_0badcafe",
    yes: 200,
    // mode_common.go; the token is what makes buffers overflow
    tells: ({ name }) => [
      ["X-authentik-email", `${name}@example.com`],
      ["X-authentik-name", `${name} of Example`],
      ["X-authentik-uid", "0badcafe".repeat(8)],
      ["X-authentik-jwt", `${"e".repeat(6_000)}.${"y".repeat(400)}`],
    ],
    no: () => [["Set-Cookie", "authentik_proxy_0badcafe=; Path=/; HttpOnly; SameSite=Lax"]],
    denied: () => ({ status: 401 }),
    // mode_forward.go: the Host picks the application; without the address, or with another, an error of its own
    complaint: firstOf(
      oneHost({ status: 404 }),
      without({ status: 500 }, "X-Original-URI"),
      asksAbout({ status: 500 }, web),
    ),
  },
  tinyauth: {
    needs: "X-Original-URL",
    cookie: "tinyauth-session",
    yes: 200,
    tells: ({ name }) => [
      ["Remote-Name", `${name} of Example`],
      ["Remote-Email", `${name}@example.com`],
      ["Remote-Sub", "0badcafe"],
    ],
    no: (question) => [
      ["X-Tinyauth-Location", `${portal}/login?redirect_uri=${urlAsked(question)}&login_for=app`],
    ],
    denied: (question) => ({
      status: 403,
      headers: [["X-Tinyauth-Location", `${portal}/unauthorized?resource=${urlAsked(question)}`]],
    }),
    // 5.2 takes X-Original-URL or X-Forwarded-*, never both
    complaint: firstOf(
      without(badRequest, "X-Forwarded-Host", "X-Forwarded-Uri", "X-Forwarded-Proto"),
      asksAbout(badRequest, web),
    ),
  },
  "vouch-proxy": {
    needs: "Host",
    cookie: "VouchCookie",
    yes: 200,
    tells: () => [["X-Vouch-Success", "true"]],
    no: () => [
      ["X-Vouch-Error", "jwt not found"],
      ["Set-Cookie", "VouchCookie=; Path=/; Domain=example.com; Max-Age=0; HttpOnly; Secure"],
    ],
    denied: () => ({ status: 401 }),
    // main.go: the route is for GET; jwtmanager.go: other places of a token come after the cookie
    complaint: firstOf(
      onlyBy("GET"),
      oneHost({ status: 401 }),
      without({ status: 401 }, "X-Vouch-Token", "Authorization"),
    ),
  },
  voidauth: {
    needs: "X-Original-URL",
    cookie: "x-voidauth-session",
    yes: 200,
    tells: ({ name }) => [
      ["Remote-Name", `${name} of Example`],
      ["Remote-Email", `${name}@example.com`],
    ],
    no: (question) => [
      [
        "Location",
        `${portal}/oidc/auth?client_id=proxyauth_internal_client&proxyauth_url=${urlAsked(question)}`,
      ],
    ],
    // server/util/proxyAuth.ts: a page says why, not the status
    denied: () => ({ status: 401, headers: [["Location", `${portal}/forbidden?reason=domain`]] }),
    complaint: firstOf(
      without({ status: 407 }, "Proxy-Authorization"),
      without({ status: 401 }, "Authorization"),
      asksAbout(badRequest, ["https:"]),
    ),
  },
  tailscale: {
    needs: "Remote-Port",
    cookie: null,
    yes: 204,
    tells: ({ name }) => [
      ["Tailscale-User", `${name}@example.com`],
      ["Tailscale-Name", `${name} of Example`],
      ["Tailscale-Tailnet", "example.com"],
    ],
    complaint: firstOf(
      oneLine(badRequest, "Remote-Addr", address),
      oneLine(badRequest, "Remote-Port", /^\d+$/),
    ),
  },
} as const satisfies Record<GatewayName, Behaviour>;

/** Where a gateway is asked when nothing else is set: `host:port` or `unix:path`. */
export const addressOf = (name: GatewayName): string =>
  /^https?:\/\/(unix:[^:]+|[^/]+)/.exec(gateways[name].authRequestUrl)?.[1] ?? "";

/** A header without which the gateway does not do its work. */
export const neededHeader = (name: GatewayName): string => behaviours[name].needs;

/** The contract of a gateway that schema/gateways.ts knows. */
export function contractOf(name: GatewayName): Contract {
  const { authRequestUrl, userHeader, roleHeader, separator, quotesRoles }: GatewayFacts = gateways[name];
  const [, path = "/"] = /^http:\/\/(?:unix:[^:]+:|[^/]+)(\/[^?]*)/.exec(authRequestUrl) ?? [];
  return {
    endpoint: path,
    userHeader,
    groupsHeader: roleHeader,
    separator,
    quoted: quotesRoles ?? false,
    ...behaviours[name],
  };
}

/** How the gateway answers the question. People are known by a cookie with their name, or by their address. */
export function answerTo(contract: Contract, people: readonly Person[], question: BackendRequest): Answer {
  const complaint = contract.complaint?.(question) ?? null;
  if (complaint !== null) return complaint;
  const person = people.find((one) => isAsking(contract, question, one));
  if (person === undefined) return { status: 401, headers: contract.no?.(question) ?? [] };
  return person.denied === true ? deniedTo(contract, question) : yesTo(contract, person);
}

/** What somebody gets who is signed in and may not come. */
export const deniedTo = (contract: Contract, question: BackendRequest): Answer =>
  contract.denied?.(question) ?? { status: 403 };

function isAsking(
  { cookie }: Contract,
  question: BackendRequest,
  { name, address: from = name }: Person,
): boolean {
  if (cookie === null) return headerOf(question, "Remote-Addr") === from;
  const cookies = (headerOf(question, "Cookie") ?? "").split("; ").map((one) => one.split("="));
  return cookies.find(([known]) => known === cookie)?.[1] === name;
}

/** A yes in the contract's headers. */
export function yesTo(contract: Contract, person: Person): Answer {
  const { userHeader, groupsHeader, separator, quoted, yes = 202, tells } = contract;
  const listed = person.groups.map((group) => (quoted ? `"${group}"` : group)).join(separator);
  return {
    status: yes,
    headers: [
      [userHeader, person.name],
      ...(groupsHeader === null || listed === "" ? [] : [[groupsHeader, listed] as const]),
      ...(tells?.(person) ?? []),
    ],
  };
}
