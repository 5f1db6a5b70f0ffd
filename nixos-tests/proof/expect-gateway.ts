/** What somebody without an identity is answered: by the gateway's word, or by Frigate's own. */
import type { Route } from "../../generator/schema/routes.ts";
import type { SignIn } from "../../generator/schema/gateways.ts";
import type { Answer, BackendRequest } from "../rig/double.ts";
import { guardedHost } from "../rig/gateway-complaints.ts";
import { contractOf, deniedTo } from "../rig/gateway-contracts.ts";
import type { Asker } from "./askers.ts";
import { factsOf } from "./expect-location.ts";
import type { Subject } from "./subject.ts";

/** How browsers reach Frigate in every subject. */
export const publicUrl = `https://${guardedHost}`;

/** An answer of nginx's, as far as it matters who asks: Location, and the names of the cookies that it sets. */
export interface Said {
  readonly status: number;
  readonly location: string | null;
  readonly cookies: readonly string[];
}

export const plain = (status: number): Said => ({ status, location: null, cookies: [] });

/** The status, Location and cookies of what a backend or a gateway says. */
export const saidBy = ({ status, headers = [] }: Answer): Said => ({
  status,
  location: headers.find(([name]) => name === "Location")?.[1] ?? null,
  cookies: headers.flatMap(([name, value]) => (name === "Set-Cookie" ? [value.split("=")[0] ?? ""] : [])),
});

/** Nobody that is known asks, as `asker`, with that method (an HTTP one) for that path and query. */
export interface Unknown {
  readonly asker: Asker;
  readonly verb: string;
  readonly path: string;
}

/** Refused, or sent to sign in. */
export function refusal(subject: Subject, route: Route, unknown: Unknown): Said {
  const { authority, clients } = subject;
  switch (authority.kind) {
    case "gateway":
      return byGateway(subject, route, unknown);
    case "frigate":
      // Frigate's page knows the way. Its own word for it is passed on once nginx decides about anybody itself.
      return { ...plain(401), location: clients.length > 0 && !isWebsocket(route) ? "/login" : null };
    case "proxy":
      return plain(401);
    default:
      return authority satisfies never;
  }
}

/** A websocket cannot follow directions: it gets a 401 without further ado. */
const isWebsocket = (route: Route): boolean => "websocket" in route;

function byGateway(subject: Subject, route: Route, unknown: Unknown): Said {
  const answer = noOf(subject, unknown);
  const { status, cookies } = saidBy(answer);
  if (status !== 401) return plain(status);
  if (route.pageOfGateway === true) {
    const location = fromPage(subject, answer, unknown.path);
    return location === null ? plain(401) : { status: 302, location, cookies };
  }
  return { status, location: isWebsocket(route) ? null : fromCall(subject), cookies };
}

/** What the gateway answers to somebody unknown, or known and not let in. */
function noOf({ authority }: Subject, { asker, verb, path }: Unknown): Answer {
  if (authority.kind !== "gateway") throw new Error("no gateway is asked");
  const contract = contractOf(authority.name);
  const question: BackendRequest = {
    server: "gateway",
    method: "GET",
    url: contract.endpoint,
    rawHeaders: ["X-Original-URL", `${publicUrl}${path}`, "X-Original-Method", verb],
    bodyBytes: 0,
    connection: 0,
  };
  return asker.denied === true
    ? deniedTo(contract, question)
    : { status: 401, headers: contract.no?.(question) ?? [] };
}

/** Where a page leads that nobody may see yet: to sign in, and then to this very page. */
function fromPage(subject: Subject, answer: Answer, path: string): string | null {
  const signIn = factsOf(subject)?.signIn;
  switch (signIn?.kind) {
    case "page":
    case "elsewhere":
      return signInAddress(signIn, `${publicUrl}${path}`);
    case "answer":
      return answer.headers?.find(([name]) => name === signIn.header)?.[1] ?? null;
    case "none":
    case undefined:
      return null;
    default:
      return signIn satisfies never;
  }
}

/** Where a call leads: to sign in, and then to the start page, as nobody wants to look at the answer to a call. */
export function fromCall(subject: Subject): string | null {
  const start = `${publicUrl}/`;
  const signIn = factsOf(subject)?.signIn;
  switch (signIn?.kind) {
    case "page":
    case "elsewhere":
      return signInAddress(signIn, start);
    case "answer":
    // Where nobody can sign in, the page says so: better than Frigate's form for a password.
    case "none":
      return start;
    case undefined:
      return null;
    default:
      return signIn satisfies never;
  }
}

const signInAddress = (
  signIn: Extract<SignIn, { readonly kind: "page" | "elsewhere" }>,
  returnTo: string,
): string =>
  `${signIn.kind === "page" ? `${publicUrl}${signIn.url}` : signIn.example}?${signIn.redirectParameter}=${encodeURIComponent(returnTo)}`;
