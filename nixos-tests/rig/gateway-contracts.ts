/**
 * What each gateway does with a question and how it answers: its side of the contract. What nginx has to send, and reads, is
 * in generator/schema/gateways.ts; sources are named there, and here where the fact is about the gateway alone.
 */
import { gateways, type Gateway as GatewayFacts, type GatewayName } from "../../generator/schema/gateways.ts";
import { headerOf, headersOf, type Answer, type BackendRequest } from "./double.ts";

export interface Person {
  readonly name: string;
  readonly groups: readonly string[];
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
  /** The answer to somebody signed in who may not come; 403 where nothing is said. */
  readonly denied?: (question: BackendRequest) => Answer;
  /** Header lines of a no. */
  readonly no?: (question: BackendRequest) => NonNullable<Answer["headers"]>;
  /** The answer to a question that is not as the gateway wants it; null where it is. */
  readonly complaint?: (question: BackendRequest) => Answer | null;
}

/** Name of the cookie whose value is the name of somebody, for gateways that leave the name of their cookie open. */
export const gatewayCookie = "_gateway_session";

/** The host that gateways have been told to guard. */
export const guardedHost = "frigate.example.com";

const badRequest: Answer = { status: 400 };

/** The address a question is about; null where the header is missing, is there twice, or is no address. */
function addressAsked(question: BackendRequest, header = "X-Original-URL"): URL | null {
  const [value, ...others] = headersOf(question, header);
  if (value === undefined || others.length > 0) return null;
  try {
    return new URL(value);
  } catch {
    return null;
  }
}

/** Asked about a guarded host, in a header line of its own, by GET. */
const asksAbout =
  (problem: Answer, schemes: readonly string[]) =>
  (question: BackendRequest): Answer | null => {
    const address = addressAsked(question);
    const isGuarded = address !== null && address.hostname.endsWith("example.com");
    return isGuarded && schemes.includes(address.protocol) ? null : problem;
  };

const oneHost = (problem: Answer) => (question: BackendRequest) => {
  const hosts = headersOf(question, "Host");
  return hosts.length === 1 && hosts[0]?.split(":")[0] === guardedHost ? null : problem;
};

const portal = "https://auth.example.com";
const leadTo = (header: string, page: (url: string) => string) => (question: BackendRequest) =>
  [[header, page(encodeURIComponent(headerOf(question, "X-Original-URL") ?? ""))]] as const;

type Behaviour = Omit<Contract, "endpoint" | "userHeader" | "groupsHeader" | "separator" | "quoted">;

const behaviours = {
  // oauthproxy.go, authOnlyAuthorize: it does not look at the address
  "oauth2-proxy": { cookie: "_oauth2_proxy", complaint: oneHost(badRequest) },
  authelia: {
    cookie: "authelia_session",
    yes: 200,
    no: leadTo("Location", (url) => `${portal}/?rd=${url}&rm=GET`),
    // handler_authz_impl_authrequest.go: method in capitals, https, and a cookie's domain
    complaint: (question) =>
      /^[A-Z]+$/.test(headerOf(question, "X-Original-Method") ?? "")
        ? asksAbout(badRequest, ["https:"])(question)
        : badRequest,
  },
  authentik: {
    cookie: "authentik_proxy_0badcafe",
    yes: 200,
    no: () => [["Set-Cookie", "authentik_proxy_0badcafe=; Path=/; HttpOnly; SameSite=Lax"]],
    denied: () => ({ status: 401 }),
    // mode_forward.go: without the address an error of its own; the Host picks the application
    complaint: (question) =>
      oneHost({ status: 404 })(question) ?? asksAbout({ status: 500 }, ["http:", "https:"])(question),
  },
  tinyauth: {
    cookie: "tinyauth-session",
    yes: 200,
    no: leadTo("X-Tinyauth-Location", (url) => `${portal}/login?redirect_uri=${url}&login_for=app`),
    denied: (question) => ({
      status: 403,
      headers: leadTo("X-Tinyauth-Location", (url) => `${portal}/unauthorized?resource=${url}`)(question),
    }),
    // 5.2 takes X-Original-URL or X-Forwarded-*, never both
    complaint: (question) =>
      ["X-Forwarded-Host", "X-Forwarded-Uri", "X-Forwarded-Proto"].some(
        (name) => headerOf(question, name) !== null,
      )
        ? badRequest
        : asksAbout(badRequest, ["http:", "https:"])(question),
  },
  "vouch-proxy": {
    cookie: "VouchCookie",
    yes: 200,
    no: () => [
      ["X-Vouch-Error", "jwt not found"],
      ["Set-Cookie", "VouchCookie=; Path=/; Domain=example.com; Max-Age=0; HttpOnly; Secure"],
    ],
    denied: () => ({ status: 401 }),
    complaint: oneHost({ status: 401 }),
  },
  voidauth: {
    cookie: "x-voidauth-session",
    yes: 200,
    no: leadTo(
      "Location",
      (url) => `${portal}/oidc/auth?client_id=proxyauth_internal_client&proxyauth_url=${url}`,
    ),
    complaint: asksAbout(badRequest, ["http:", "https:"]),
  },
  tailscale: {
    cookie: null,
    yes: 204,
    complaint: (question) =>
      headerOf(question, "Remote-Addr") === null || !/^\d+$/.test(headerOf(question, "Remote-Port") ?? "")
        ? badRequest
        : null,
  },
} as const satisfies Record<GatewayName, Behaviour>;

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
  const session = sessionOf(contract, question);
  const person = people.find(({ name }) => name === session);
  if (person === undefined) return { status: 401, headers: contract.no?.(question) ?? [] };
  return person.denied === true ? (contract.denied?.(question) ?? { status: 403 }) : yesTo(contract, person);
}

function sessionOf({ cookie = gatewayCookie }: Contract, question: BackendRequest): string | null {
  if (cookie === null) return headerOf(question, "Remote-Addr");
  const cookies = (headerOf(question, "Cookie") ?? "").split("; ").map((one) => one.split("="));
  return cookies.find(([name]) => name === cookie)?.[1] ?? null;
}

/** A yes in the contract's headers. */
export function yesTo(contract: Contract, { name, groups }: Person): Answer {
  const { userHeader, groupsHeader, separator, quoted, yes = 202 } = contract;
  const listed = groups.map((group) => (quoted ? `"${group}"` : group)).join(separator);
  return {
    status: yes,
    headers: [
      [userHeader, name],
      ...(groupsHeader === null || listed === "" ? [] : [[groupsHeader, listed] as const]),
    ],
  };
}
