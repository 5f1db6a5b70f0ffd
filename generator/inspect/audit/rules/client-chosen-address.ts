import { uniqueBy } from "../../collections.ts";
import { headersToIdentity } from "../../../schema/identity.ts";
import { sent } from "../headers.ts";
import { positionIn, type Check } from "../rule.ts";
import { type Location, type Question, type Deployment } from "../deployment.ts";

export const clientChosenAddress: Check = (deployment) =>
  uniqueBy(
    deployment.questions.filter(
      ({ main, asked }) => !main.host.isInner && (asked?.parts.includes("frigate-api") ?? false),
    ),
    ({ asked }) => asked,
  ).flatMap((question) => hole(deployment, question));

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
