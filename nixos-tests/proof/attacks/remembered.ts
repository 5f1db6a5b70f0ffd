/** A gateway's yes that is remembered, claimed by somebody else or for something else. */
import { gateways } from "../../../generator/schema/gateways.ts";
import { contractOf } from "../../rig/gateway-contracts.ts";
import type { HeaderLine } from "../../rig/client.ts";
import { newSession, nobody, person, type Asker } from "../askers.ts";
import type { Subject } from "../subject.ts";
import { gatewayAttack, knowsAddresses, withGateway, type Attack } from "./attack.ts";
import { showShot, type Shot } from "./shot.ts";

/** Somebody nobody knows, with these lines. */
const stranger = (name: string, headers: readonly HeaderLine[], from?: string): Asker => ({
  ...nobody,
  name,
  headers,
  from,
});

let count = 0;
/** Of which nothing is remembered. */
const fresh = (path = "/api/profile"): string => `${path}?remembered=${(count += 1)}`;

const elsewhere = "127.0.9.9";

/** People whom the gateway does not know, with as much of an administrator's session as can be had without all of it. */
function strangersTo({ authority }: Subject, admin: Asker): readonly Asker[] {
  const cookie = admin.headers.find(([name]) => name === "Cookie")?.[1];
  const nobodies = [stranger("nobody", []), stranger("nobody, from elsewhere", [], elsewhere)];
  if (authority.kind !== "gateway" || cookie === undefined) return nobodies;
  const name = contractOf(authority.name).cookie ?? "";
  return [
    ...nobodies,
    stranger("the cookie as Authorization", [["Authorization", cookie]]),
    stranger("an empty cookie", [["Cookie", ""]]),
    stranger("the cookie's name", [["Cookie", `${name}=`]]),
    stranger("the cookie under another name", [["Cookie", `x${cookie}`]]),
    stranger("the cookie, encoded", [["Cookie", `${name}=${encodeURIComponent("alice\n")}`]]),
    stranger("half of the cookie", [["Cookie", cookie.slice(0, -1)]]),
    stranger("the cookie in another header", [["X-Cookie", cookie]]),
    stranger("another one's cookie", [["Cookie", `${name}=mallory`]]),
    stranger("the cookie with more behind it", [["Cookie", `${cookie}x`]]),
    stranger("another one's cookie, and the cookie as Authorization", [
      ["Cookie", `${name}=mallory`],
      ["Authorization", cookie],
    ]),
  ];
}

/** The gateway has said yes to an administrator a moment ago, and says yes again if it is asked for them alone. */
const claimed = gatewayAttack(
  "a remembered yes, with other credentials",
  3,
  async ({ standing: { subject }, shoot }) => {
    const admin = person(subject, "admin");
    const others = [...strangersTo(subject, admin), person(subject, "viewer"), person(subject, "gardener")];
    for (const by of others) {
      const path = fresh();
      await shoot({ by: admin, path });
      await shoot({ by, path });
    }
  },
);

/** Where the parts of a key stand side by side, one person's parts can be another's. */
const shifted = gatewayAttack(
  "a remembered yes, with its parts shifted",
  3,
  async ({ standing, shoot }) => {
    const admin = person(standing.subject, "admin");
    const cookie = admin.headers.find(([name]) => name === "Cookie")?.[1] ?? "";
    for (const separator of ["", ":", "|", " ", ";", "\\n", "$"]) {
      const path = fresh();
      const both: Asker = {
        ...admin,
        headers: [
          ["Cookie", cookie],
          ["Authorization", "Bearer token"],
        ],
      };
      await shoot({ by: both, path });
      await shoot({
        by: stranger("the cookie and the token in one", [
          ["Authorization", `${cookie}${separator}Bearer token`],
        ]),
        path,
      });
    }
  },
  (subject) => withGateway(subject) && !knowsAddresses(subject),
);

/** Of whom the gateway decides by more than credentials, what was remembered for one is not for the other. */
const otherwise = gatewayAttack(
  "a remembered yes, for something else",
  3,
  async ({ standing: { subject }, shoot, found, gateway }) => {
    const { authority } = subject;
    const judgesAlike = authority.kind === "gateway" && "judgesAlike" in gateways[authority.name];
    const by = person(subject, "viewer");
    const [events, config] = [fresh("/api/events"), fresh("/api/config")];
    const withToken: Asker = { ...by, headers: [...by.headers, ["Authorization", "Bearer x"]] };
    const tries: readonly { readonly first: Shot; readonly second: Shot; readonly perUrl: boolean }[] = [
      { first: { by, path: fresh() }, second: { by, path: fresh("/api/config") }, perUrl: true },
      { first: { by, path: events }, second: { by, path: events, method: "POST", body: "x" }, perUrl: true },
      {
        first: { by, path: config },
        second: { by: { ...by, from: elsewhere }, path: config },
        perUrl: false,
      },
      { first: { by, path: config }, second: { by: withToken, path: config }, perUrl: false },
    ];
    for (const { first, second, perUrl } of tries) {
      if (perUrl && judgesAlike) continue;
      gateway.answerAll(null);
      await shoot(first);
      gateway.answerAll({ status: 403 });
      const { said, frigate } = await shoot({ ...second, mayFail: true });
      if (frigate.length > 0 || (said.kind === "answer" && said.response.status < 400)) {
        found(`${showShot(second)} comes in on the yes to ${showShot(first)}`);
      }
    }
  },
);

/** What is no yes is not remembered as one, and nobody's yes is another's. */
const noes = gatewayAttack(
  "a remembered answer that names nobody",
  5,
  async ({ standing: { subject }, shoot, gateway, contract: { userHeader } }) => {
    const by: Asker = { ...nobody, name: "somebody unnamed", ...newSession(subject, "unnamed") };
    for (const status of [200, 202, 204, 401, 403, 302, 500]) {
      const path = fresh();
      gateway.answerAll({ status, headers: [[userHeader, ""]] });
      await shoot({ by, path, mayFail: true });
      gateway.answerAll(null);
      await shoot({ by, path, mayFail: true });
    }
  },
);

export const remembered: readonly Attack[] = [claimed, shifted, otherwise, noes];
