/** What a gateway says that no gateway should: nobody gets in by it, and nobody as somebody else. */
import type { Answer } from "../../rig/double.ts";
import { yesTo } from "../../rig/gateway-contracts.ts";
import { newSession, nobody, person, type Asker } from "../askers.ts";
import { groupOf, names, type Standing } from "../subject.ts";
import { gatewayAttack, type Attack } from "./attack.ts";
import type { Shot } from "./shot.ts";

const spots = [
  { path: "/api/profile" },
  { path: "/recordings/2024-05-01/10/garden/00.00.mp4" },
  { path: "/ws", upgrade: true },
] as const;

/** A session nobody has had before, so that nothing is remembered of it. */
let count = 0;
const newcomer = ({ subject }: Standing, known: Asker["known"]): Asker => ({
  ...person(subject, "viewer"),
  ...newSession(subject, `new-${(count += 1)}`),
  name: known === null ? "somebody" : `${known.user} (${known.role})`,
  known,
});

/** Answers that name nobody, or are no yes. */
function refusals(userHeader: string, groupsHeader: string): readonly Answer[] {
  const groups = [groupsHeader, "admin,admins,frigate_admins,Frigate Admins"] as const;
  const alice = [userHeader, names.admin] as const;
  const raw = (head: string): Answer => ({ status: 0, raw: head });
  return [
    ...[200, 202, 204, 299].map((status) => ({ status })),
    ...[200, 202].map((status) => ({ status, headers: [groups] })),
    { status: 200, headers: [[userHeader, ""], groups] },
    { status: 200, headers: [[userHeader, "   "], groups] },
    { status: 200, headers: [[`X-Not-${userHeader}`, names.admin], groups] },
    ...[301, 302, 303, 304, 307, 400, 401, 403, 404, 407, 418, 429, 500, 502, 503].map((status) => ({
      status,
      headers: [alice, groups],
    })),
    { status: 401, headers: [alice, groups, ["WWW-Authenticate", "Basic"]] },
    { status: 200, headers: [[userHeader, "a".repeat(70_000)], groups] },
    raw(""),
    raw("\r\n\r\n"),
    raw("HTTP/1.1 200 OK\r\n"),
    raw("HTTP/1.1 999 OK\r\n\r\n"),
    raw("HTTP/1.1 100 Continue\r\n\r\n"),
    raw(`HTTP/1.1 200 OK\r\n${userHeader} : alice\r\nContent-Length: 0\r\n\r\n`),
    raw(`HTTP/1.1 200 OK\r\n${userHeader.replaceAll("-", "_")}x: alice\r\nContent-Length: 0\r\n\r\n`),
    raw(`HTTP/1.1 200 OK\r\n${userHeader}:\r\n alice\r\nContent-Length: 0\r\n\r\n`),
    raw(`${userHeader}: alice\r\n\r\n`),
    raw(`HTTP/1.1 401 No\r\n\r\nHTTP/1.1 200 OK\r\n${userHeader}: alice\r\n\r\n`),
    raw(`HTTP/1.1 500 No\r\nX: \0\r\n${userHeader}: alice\r\n\r\n`),
  ];
}

const nobodyNamed = gatewayAttack(
  "a gateway's answers that name nobody",
  5,
  async ({ standing, shoot, gateway, contract: { userHeader, groupsHeader } }) => {
    for (const answer of refusals(userHeader, groupsHeader ?? "Remote-Groups")) {
      gateway.answerAll(answer);
      for (const spot of spots) {
        await shoot({ ...spot, by: newcomer(standing, null), mayFail: true });
      }
    }
  },
);

const gone = gatewayAttack("a gateway that is gone", 5, async ({ standing, shoot, gateway }) => {
  await gateway.goDown();
  try {
    for (const spot of spots) {
      await shoot({ ...spot, by: newcomer(standing, null), mayFail: true });
    }
  } finally {
    await gateway.comeUp();
  }
});

/** Two of a header, and names and lists that look like more than one. */
const ambiguous = gatewayAttack(
  "a gateway's answers that can be read in two ways",
  2,
  async ({ standing, shoot, gateway, contract }) => {
    const { subject } = standing;
    const { userHeader, groupsHeader, separator } = contract;
    const viewer = person(subject, "viewer").known;
    const group = groupOf(subject, "viewer");
    const admins = groupOf(subject, "admin");
    const name = async (user: string, answer: Answer): Promise<void> => {
      gateway.answerAll(answer);
      for (const spot of spots) {
        await shoot({ ...spot, by: newcomer(standing, { user, role: viewer?.role ?? null }), mayFail: true });
      }
    };
    for (const user of [
      "bob,alice",
      "bob alice",
      "bob|alice",
      "bob;alice",
      'bob"alice',
      "$remote_user",
      "%0aalice",
    ]) {
      await name(user, yesTo(contract, { name: user, groups: [group] }));
    }
    if (groupsHeader === null) return;
    const nearly = [
      `x${admins}`,
      `${admins}x`,
      `${admins} x`,
      `x ${admins}`,
      admins.toUpperCase(),
      `"${admins}`,
    ].filter((one) => one !== admins);
    for (const one of nearly) await name("bob", yesTo(contract, { name: "bob", groups: [one] }));
    await name("bob", yesTo(contract, { name: "bob", groups: nearly }));
    // Whichever of two names counts, it is one the gateway has said, and it alone.
    gateway.answerAll({
      status: 200,
      headers: [
        [userHeader, "bob"],
        [userHeader, "bob"],
        [groupsHeader, `${group}${separator}`],
      ],
    });
  },
);

/** A session of one person, and the headers of the gateway's answer for another, in the same request. */
const mixed = gatewayAttack(
  "one person's session with another's headers",
  2,
  async ({ standing: { subject }, shoot, contract: { userHeader, groupsHeader, endpoint } }) => {
    const lines: NonNullable<Shot["lines"]> = [
      [userHeader, names.admin],
      [groupsHeader ?? "Remote-Groups", groupOf(subject, "admin")],
      ["X-Original-URI", endpoint],
    ];
    for (const by of [nobody, person(subject, "viewer"), person(subject, "gardener")]) {
      for (const spot of spots) await shoot({ ...spot, by, lines });
    }
  },
);

export const gatewayAnswers: readonly Attack[] = [nobodyNamed, gone, ambiguous, mixed];
