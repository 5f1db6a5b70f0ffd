/**
 * What each gateway does with a question and how it answers: its side of the contract. What nginx has to send, and reads, is
 * in generator/schema/gateways.ts; sources are named there, and here where the fact is about the gateway alone.
 */
import { gateways, type Gateway as GatewayFacts, type GatewayName } from "../../generator/schema/gateways.ts";
import { headerOf, headersOf, type Answer, type BackendRequest } from "./double.ts";

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
  readonly cookie?: string | null;
  /** Status of a yes; 202 where nothing is said. */
  readonly yes?: number;
  /** What else a yes says of somebody, besides name and groups. */
  readonly tells?: (person: Person) => Headers;
  /** The answer to somebody signed in who may not come; 403 where nothing is said. */
  readonly denied?: (question: BackendRequest) => Answer;
  /** Header lines of a no. */
  readonly no?: (question: BackendRequest) => Headers;
  /** The answer to a question that is not as the gateway wants it; null where it is. */
  readonly complaint?: (question: BackendRequest) => Answer | null;
}

/** Name of the cookie whose value is the name of somebody, for gateways that leave the name of their cookie open. */
export const gatewayCookie = "_gateway_session";

/** The host that gateways have been told to guard, and the domain it is in. */
export const guardedHost = "frigate.example.com";
const guardedDomain = "example.com";

const badRequest: Answer = { status: 400 };

type Complaint = NonNullable<Contract["complaint"]>;

/** The first of several complaints. */
const firstOf =
  (...complaints: readonly Complaint[]): Complaint =>
  (question) =>
    complaints.reduce<Answer | null>((found, complaint) => found ?? complaint(question), null);

/** Headers the gateway must not be sent. */
const without =
  (problem: Answer, ...names: readonly string[]): Complaint =>
  (question) =>
    names.some((name) => headersOf(question, name).length > 0) ? problem : null;

/** Methods that the gateway's router knows. */
const onlyBy =
  (...methods: readonly string[]): Complaint =>
  ({ method }) =>
    methods.includes(method) ? null : { status: 405 };

/** One header line whose value has this form. */
const oneLine =
  (problem: Answer, name: string, form: RegExp): Complaint =>
  (question) => {
    const [value, ...others] = headersOf(question, name);
    return value !== undefined && others.length === 0 && form.test(value) ? null : problem;
  };

/** The address a question is about; null where the header is missing, is there twice, or is no address. */
function addressAsked(question: BackendRequest): URL | null {
  const [value, ...others] = headersOf(question, "X-Original-URL");
  if (value === undefined || others.length > 0) return null;
  try {
    return new URL(value);
  } catch {
    return null;
  }
}

/** Asked about a host of the guarded domain, in a header line of its own. */
const asksAbout =
  (problem: Answer, schemes: readonly string[]): Complaint =>
  (question) => {
    const address = addressAsked(question);
    const isGuarded = address !== null && `.${address.hostname}`.endsWith(`.${guardedDomain}`);
    return isGuarded && schemes.includes(address.protocol) ? null : problem;
  };

const web = ["http:", "https:"];

/** The Host header, in a line of its own: Go's servers refuse two (net/http, readRequest). */
const oneHost = (problem: Answer): Complaint =>
  firstOf(
    (question) => (headersOf(question, "Host").length === 1 ? null : badRequest),
    oneLine(problem, "Host", new RegExp(`^${guardedHost.replaceAll(".", "\\.")}(:\\d+)?$`)),
  );

const address = /^[\da-f.:]+$/i;

const portal = "https://auth.example.com";
const urlAsked = (question: BackendRequest): string =>
  encodeURIComponent(headerOf(question, "X-Original-URL") ?? "");

type Behaviour = Omit<Contract, "endpoint" | "userHeader" | "groupsHeader" | "separator" | "quoted">;

const behaviours = {
  "oauth2-proxy": {
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
  { cookie = gatewayCookie }: Contract,
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
