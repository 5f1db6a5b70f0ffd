/** What Frigate's own /auth says that is no yes. */
import { since } from "../../rig/frigate-config.ts";
import { nobody, person } from "../askers.ts";
import { attack, type Attack } from "./attack.ts";
import { frigateIsAsked } from "../subject.ts";
import { anybody, protectedRoutes } from "./people.ts";

const answers = [
  { status: 302, headers: [["Location", "/elsewhere"]] },
  { status: 303 },
  { status: 304 },
  { status: 400 },
  { status: 404 },
  { status: 500 },
  { status: 503, headers: [["Retry-After", "1"]] },
  { status: 401, headers: [["Remote-User", "alice"]] },
  { status: 403, headers: [["Remote-Role", "admin"]] },
  { status: 500, headers: [["Remote-User", "a".repeat(12_000)]] },
  { status: 0, raw: "" },
  { status: 0, raw: "HTTP/1.1 200 OK\r\n" },
] as const;

const noYes = attack("answers of Frigate's that are no yes", 5, async ({ standing, shoot }) => {
  // Somebody whom nobody has let in before: a yes may be remembered.
  const { authority } = standing.subject;
  const viewer =
    authority.kind === "frigate" ? anybody(standing, "zoe", "viewer") : person(standing.subject, "viewer");
  for (const answer of answers) {
    standing.rig.frigate.answerQuestions(answer);
    for (const route of protectedRoutes(standing, (one) => frigateIsAsked(standing.subject, one))) {
      await shoot({ ...route, by: viewer, refused: true, mayFail: true });
    }
  }
});

/** A renewed session is for the one who asked, and for nobody who asks for the same soon after. */
const renewed = attack("a renewed session, out of the cache", 3, async ({ standing, shoot, found }) => {
  const by = person(standing.subject, "viewer");
  const role = since(standing.subject, "0.16") ? [["Remote-Role", by.known?.role ?? "viewer"] as const] : [];
  const yes = { status: 202, headers: [["Remote-User", by.known?.user ?? ""] as const, ...role] };
  const path = `/api/profile?renewed=${Date.now()}`;
  const { rig } = standing;
  rig.frigate.answerQuestions({ ...yes, headers: [...yes.headers, ["Set-Cookie", "frigate_token=renewed"]] });
  await shoot({ by, path, cached: true });
  rig.frigate.answerQuestions(yes);
  const { said } = await shoot({ by, path, cached: true });
  const isKept =
    said.kind === "answer" &&
    said.response.headers.some(([, value]) => value.includes("frigate_token=renewed"));
  if (isKept) found("the next one who asks is given the session that was renewed before");
  rig.frigate.answerQuestions(null);
  await shoot({ by: nobody, path, cached: true });
});

export const frigateAnswers: readonly Attack[] = [noYes, renewed];
