import { readProxyUrl } from "../../nginx/backend.ts";
import { argumentOf, type Directive } from "../../nginx/parse.ts";
import { variablesIn } from "../../nginx/variables.ts";
import type { Deployment, Location } from "../deployment.ts";
import { passesOf } from "../destinations.ts";
import { partByPort } from "../frigate.ts";
import { positionIn, type Check } from "../rule.ts";

export const clientChosenUpstream: Check = (deployment) =>
  deployment.locations
    .filter(({ isOpen, guard }) => isOpen && guard.kind !== "closed" && guard.kind !== "answers")
    .flatMap((location) =>
      passesOf(location.route).flatMap((pass) => {
        const variable = chosenBy(deployment, location, pass);
        return variable === null ? [] : [{ location, pass, variable }];
      }),
    )
    .map(({ location, pass, variable }) => ({
      severity: location.guard.kind === "none" ? ("critical" as const) : ("high" as const),
      ...positionIn(location, pass),
      found: `proxy_pass leads to where the client says, by $${variable}.`,
      why: "A client that names Frigate's API, which believes who connects, sends `Remote-Role: admin` along and is administrator. Every other server that this machine can reach is open, too.",
      fix: "Write the names that are meant, or choose among them by a `map` whose default leads nowhere.",
    }));

/** The client's variable in the host of `proxy_pass`; a table with values of its own leaves none. */
function chosenBy(deployment: Deployment, location: Location, pass: Directive): string | null {
  const written = argumentOf(pass);
  for (const url of deployment.texts(written, location)) {
    const { host } = readProxyUrl(/^https?:\/\//.test(url) ? url : `http://${url}`);
    const name = variablesIn(host).find((one) => isChoice(one, host, location));
    if (name !== undefined) return name;
  }
  return null;
}

/** Text in front of the variable is the beginning of the name, and none of Frigate's. */
function isChoice(name: string, host: string, location: Location): boolean {
  if (!new RegExp(`^\\$\\{?${name}\\b`, "i").test(host)) return false;
  // nginx has looked at these two: they hold a name and a port, and a port behind them is the one that is asked.
  if (name === "host") return location.host.mayBeDefault && isFrigatesPort(host);
  if (name === "http_host") return isFrigatesPort(host);
  if (/^(?:(?:http|arg|cookie)_\w+|args|query_string)$/.test(name)) return true;
  const expressions = [location.route.matcher, ...location.host.server.names.map(asMatcher)];
  return expressions.some((one) => isAnyText(capture(one, name)));
}

/** What is written behind the variable: nothing, or a port at which Frigate's servers listen on this machine. */
function isFrigatesPort(host: string): boolean {
  const [, rest = ""] = /^\$(?:\{\w+\}|\w+)(.*)$/s.exec(host) ?? [];
  const part = partByPort(rest);
  return rest === "" || (part !== null && part !== "people");
}

const asMatcher = (name: string): Location["route"]["matcher"] =>
  name.startsWith("~") ? { modifier: "~", pattern: name.slice(1) } : { modifier: "", pattern: name };

/** The group of an expression that a variable holds; empty where it is none. */
function capture({ modifier, pattern }: Location["route"]["matcher"], name: string): string {
  if (!modifier.startsWith("~")) return "";
  const groups = [...pattern.matchAll(/(?<!\\)\((?:\?P?<(\w+)>|(?!\?))((?:[^()\\]|\\.)*)\)/g)];
  const found = groups.find(
    ([, named = ""], index) => named.toLowerCase() === name || String(index + 1) === name,
  );
  return found?.[2] ?? "";
}

/** Any number of any characters, of those at least that names and addresses have. */
const isAnyText = (group: string): boolean =>
  /(?:(?<!\\)\.|\[\^[^\]]*\]|\\[wS]|\[[^\]]*(?:\\w|a-z)[^\]]*\.[^\]]*\])[*+]/i.test(group);
