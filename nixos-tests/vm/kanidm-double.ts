/**
 * Kanidm, and a Frigate behind oauth2-proxy, as far as a sign-in without a browser sees them. Source: kanidm 1.10.5,
 * server/core/src/https/{v1,oauth2}.rs and proto/src/v1/auth.rs, proto/src/oauth2.rs.
 */
import { selfSigned } from "../rig/certificate.ts";
import { headerOf, json, startDouble, type Answer, type BackendRequest, type Double } from "../rig/double.ts";

/** Who signs in, and what Kanidm says to that: consent is asked for once. */
const people = {
  alice: { role: "admin", authorised: "after consent" },
  bob: { role: "viewer", authorised: "at once" },
  carol: { role: null, authorised: "never" },
} as const satisfies Record<
  string,
  { role: string | null; authorised: "after consent" | "at once" | "never" }
>;

type Name = keyof typeof people;
const isName = (value: string): value is Name => Object.hasOwn(people, value);

/** The password of everybody. */
export const password = "what Kanidm's own tool has made up";

/** Starts both behind one address, told apart by their names. */
export const startKanidmAndFrigate = (): Promise<Double> =>
  startDouble(
    {
      name: "idm.test and frigate.test",
      tls: selfSigned(),
      answer: (request, body) => {
        const url = new URL(request.url, `https://${headerOf(request, "Host")}`);
        return url.hostname === "idm.test" ? kanidm(request, url, body) : frigate(request, url);
      },
    },
    () => {},
  );

const cookies = (request: BackendRequest): URLSearchParams =>
  new URLSearchParams((headerOf(request, "Cookie") ?? "").replaceAll("; ", "&"));

const to = (location: string, ...set: readonly string[]): Answer => ({
  status: 302,
  headers: [["Location", location], ...set.map((cookie) => ["Set-Cookie", cookie] as const)],
  body: "",
});

const refused = (status: number): Answer => ({ status, headers: [], body: "" });

function kanidm(request: BackendRequest, url: URL, body: string): Answer {
  switch (`${request.method} ${url.pathname}`) {
    case "POST /v1/auth":
      return authenticate(request, JSON.parse(body) as { readonly step: Step });
    case "GET /oauth2/authorise":
      return authorise(request, url);
    case "GET /oauth2/authorise/permit":
      return url.searchParams.get("token") === "consent & more" ? permitted("alice") : refused(400);
    default:
      return refused(404);
  }
}

type Step =
  | { readonly init2: { readonly username: string; readonly issue: string } }
  | { readonly begin: string }
  | { readonly cred: { readonly password: string } };

/** Three steps, each with the cookie of the one before. */
function authenticate(request: BackendRequest, { step }: { readonly step: Step }): Answer {
  const state = (value: unknown, cookie: string): Answer =>
    json(200, { sessionid: "", state: value }, [["Set-Cookie", `auth-session-id=${cookie}; Secure`]]);
  if ("init2" in step) return state({ choose: ["password"] }, step.init2.username);
  const attempt = cookies(request).get("auth-session-id") ?? "";
  if (!isName(attempt.replace(/-begun$/, ""))) return refused(400);
  if ("begin" in step) return state({ continue: ["password"] }, `${attempt}-begun`);
  if (!attempt.endsWith("-begun") || step.cred.password !== password)
    return state({ denied: "incorrect password" }, "");
  return state({ success: attempt.replace(/-begun$/, "") }, "");
}

function authorise(request: BackendRequest, url: URL): Answer {
  const name = (headerOf(request, "Authorization") ?? "").replace(/^Bearer /, "");
  if (!isName(name)) return refused(401);
  if (url.searchParams.get("client_id") !== "frigate" || url.searchParams.get("state") !== "a&b")
    return refused(400);
  const { authorised } = people[name];
  switch (authorised) {
    case "after consent":
      return json(200, { ConsentRequested: { client_name: "Frigate", consent_token: "consent & more" } });
    case "at once":
      return permitted(name);
    case "never":
      return refused(403);
    default:
      throw new Error(authorised satisfies never);
  }
}

const permitted = (name: Name): Answer => to(`https://frigate.test/oauth2/callback?code=${name}&state=a%26b`);

function frigate(request: BackendRequest, { pathname, searchParams }: URL): Answer {
  const session = cookies(request).get("session") ?? "";
  switch (pathname) {
    case "/":
      return isName(session)
        ? json(200, {})
        : to("https://frigate.test/oauth2/start?rd=https%3A%2F%2Ffrigate.test%2F");
    case "/oauth2/start":
      return to(
        "https://idm.test/ui/oauth2?client_id=frigate&state=a%26b",
        "csrf=1; Path=/; Secure; HttpOnly",
      );
    case "/oauth2/callback":
      return cookies(request).get("csrf") === "1" && searchParams.get("state") === "a&b"
        ? to("https://frigate.test/", `session=${searchParams.get("code")}; Path=/; Secure; HttpOnly`)
        : refused(403);
    case "/api/profile":
      return isName(session) ? json(200, { username: session, role: people[session].role }) : refused(401);
    case "/api/users":
      return isName(session) && people[session].role === "admin" ? json(200, []) : refused(403);
    default:
      return refused(401);
  }
}
