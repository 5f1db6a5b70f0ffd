/** What browsers speak to a host with TLS: HTTP/2, where headers, cookies and the host's name come in other shapes. */
import {
  connect,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from "node:http2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { directivesNamed, valuesOf } from "../../generator/inspect/nginx/parse.ts";
import { identityHeaders } from "../../generator/schema/frigate.ts";
import { person } from "../proof/askers.ts";
import { exampleNamed, type RoleName } from "../proof/configurations.ts";
import { stand, subjectOf, type Standing } from "../proof/subject.ts";
import { headersOf } from "../rig/double.ts";
import { mutation, withArguments } from "../rig/mutate.ts";
import { routesOf, samples } from "./samples.ts";

const subject = subjectOf(exampleNamed("authelia"), "0.18");

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request on a connection of its own. */
async function ask(standing: Standing, path: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  const { port, tls } = standing.rig.target("public");
  const session = connect(`https://127.0.0.1:${port}`, {
    servername: tls,
    rejectUnauthorized: false,
    ALPNProtocols: ["h2"],
  });
  try {
    return await new Promise<Answer>((resolve, reject) => {
      session.on("error", reject);
      const stream = session.request({ ":path": path, ":authority": standing.rig.hostname, ...headers });
      const body: Buffer[] = [];
      let answer: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
      stream.on("response", (received) => (answer = received));
      stream.on("data", (chunk: Buffer) => body.push(chunk));
      stream.on("error", reject);
      stream.on("end", () => {
        const status = answer[constants.HTTP2_HEADER_STATUS];
        resolve({ status: Number(status), headers: answer, body: Buffer.concat(body).toString() });
      });
      stream.end();
    });
  } finally {
    session.destroy();
  }
}

/** The session of somebody, as the one Cookie header that they send. */
const sessionOf = (role: RoleName): string =>
  person(subject, role).headers.find(([name]) => name === "Cookie")?.[1] ?? "";

const claims = Object.fromEntries(
  identityHeaders.flatMap((name) => [
    [name.toLowerCase(), "admin"],
    [name.toLowerCase().replaceAll("-", "_"), "admin"],
  ]),
);

/** Frigate's host takes every name: the gateway has none. */
const alone = mutation((directive) =>
  directivesNamed(directive.block, "server_name").some((item) => valuesOf(item)[0] === "auth.example.com")
    ? null
    : directive,
);

let standing: Standing;
beforeAll(async () => {
  standing = await stand(subject, alone);
});
afterAll(() => standing?.stop());
beforeEach(() => standing.reset());

describe("without a session", () => {
  const protectedRoutes = routesOf(subject.version).filter(([, { access }]) => access === "protected");

  test.each(protectedRoutes.map(([matcher]) => matcher))("%s is refused", async (matcher) => {
    for (const headers of [{}, claims]) {
      const { path, method = "GET" } = samples[matcher];
      expect((await ask(standing, path, { ...headers, ":method": method })).status).toBe(401);
    }
    expect(standing.rig.frigate.requests()).toEqual([]);
  });

  test("a page leads to the sign-in page, whatever host is named", async () => {
    const { status, headers } = await ask(standing, "/review?id=1", { ":authority": "evil.example" });
    expect([status, headers.location?.startsWith("https://auth.")]).toEqual([302, true]);
    expect(headers.location).not.toContain("evil");
  });
});

describe("with a session", () => {
  const toldOf = (name: string): readonly string[] =>
    standing.rig.frigate.proxied().flatMap((request) => headersOf(request, name));

  test.each(["viewer", "admin"] as const)("a %s is who they are, whatever they claim", async (role) => {
    const { status } = await ask(standing, "/api/profile", { cookie: sessionOf(role), ...claims });
    const known = person(subject, role).known;
    expect(status).toBe(200);
    expect([toldOf("Remote-User"), toldOf("Remote-Role")]).toEqual([[known?.user], [known?.role]]);
  });

  test("cookies may come one by one, as browsers send them", async () => {
    const cookies = ["theme=dark", sessionOf("viewer"), "x=1"];
    expect((await ask(standing, "/api/profile?crumbs", { cookie: cookies })).status).toBe(200);
    expect(toldOf("Remote-User")).toEqual([person(subject, "viewer").known?.user]);
  });

  test.each(["a?b", "a#b", "a/b", "frigate.example.com:1"])(
    "a limited role sees its own camera only, with %s as the host's name",
    async (authority) => {
      const headers = { cookie: sessionOf("gardener"), ":authority": authority };
      const { status } = await ask(standing, "/exports/front_door.mp4", headers);
      // nginx refuses some of these names.
      expect([400, 403]).toContain(status);
      expect((await ask(standing, "/exports/garden.mp4", { cookie: headers.cookie })).status).toBe(200);
    },
  );
});

test("these tests notice a location that does not ask", async () => {
  const open = await stand(
    subject,
    mutation((directive) => {
      if (directive.name === "auth_request") return null;
      const [header] = valuesOf(directive);
      return directive.name === "proxy_set_header" && header === "Remote-User"
        ? withArguments(directive, header, "ada")
        : directive;
    }),
  );
  try {
    expect((await ask(open, "/api/config")).status).toBe(200);
  } finally {
    await open.stop();
  }
});
