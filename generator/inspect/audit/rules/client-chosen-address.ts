import { uniqueBy } from "../../collections.ts";
import { headersToIdentity } from "../../../schema/identity.ts";
import { sent } from "../headers.ts";
import { positionIn, rule } from "../rule.ts";
import { type Location, type Question, type Deployment } from "../deployment.ts";

export const clientChosenAddress = rule({
  id: "client-chosen-address",
  title: "The client chooses the address that Frigate judges",
  severity: "high",
  about: `Frigate's /auth learns from \`X-Original-URL\` what is asked for, and looks whether the role may see that camera
(frigate/api/media_auth.py, from 0.18 on); no address, or one that it cannot read, is none it refuses. \`$http_host\` is whatever the
client writes: with \`Host: a?b\` – which nginx accepts – the address has no path any more. So is \`$host\` in a server that requests
for unknown hosts come to. \`$request_uri\` is the path before nginx has normalised it: \`/x/../clips/…\` is one path to nginx and another
to Frigate. The safe form is a fixed host and the normalised path, by a \`map\` so that no line break gets through.`,
  holes: (deployment) =>
    uniqueBy(
      deployment.questions.filter(
        ({ main, asked }) => !main.host.isInner && (asked?.parts.includes("frigate-api") ?? false),
      ),
      ({ asked }) => asked,
    ).flatMap((question) => hole(deployment, question)),
});

function hole(deployment: Deployment, { main, asked }: Question) {
  if (asked === null) return [];
  const how = sent(asked, headersToIdentity.url);
  const [directive] = how.kind === "set" ? how.directives : [];
  const found =
    how.kind === "passed"
      ? `${headersToIdentity.url} is passed on as the client sent it.`
      : directive === undefined || directive.args[1]?.value === ""
        ? `Frigate is not told what is asked for: there is no ${headersToIdentity.url}.`
        : chosen(deployment, asked, main, directive.args[1]?.value ?? "");
  if (found === null) return [];
  return [
    {
      ...positionIn(asked, directive),
      found,
      why: "Somebody whose role is limited to some cameras gets recordings, clips and streams of all of them.",
      fix: `Write \`proxy_set_header ${headersToIdentity.url} https://frigate.example.com$asked;\` with a map from $uri to $asked that lets only harmless characters through.`,
    },
  ];
}

function chosen(deployment: Deployment, asked: Location, main: Location, value: string): string | null {
  const direct = deployment.sources(value, asked, main).filter(({ through }) => !through.includes("lookup"));
  const names = direct.map(({ name }) => name);
  const host = names.find(
    (name) =>
      name === "http_host" || name.startsWith("http_x_") || (name === "host" && main.host.mayBeDefault),
  );
  if (host !== undefined) return `${headersToIdentity.url} is made with $${host}, which the client chooses.`;
  return names.includes("request_uri")
    ? `${headersToIdentity.url} is made with $request_uri, which is not the path that nginx looks at.`
    : null;
}
