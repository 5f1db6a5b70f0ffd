import { variableName } from "../../nginx/lookups.ts";
import { directivesOf, inHttp, valuesOf, type Directive } from "../../nginx/parse.ts";
import { isForAll } from "../guard.ts";
import type { Check } from "../rule.ts";
import { variablesOfAccess } from "../used-variables.ts";

export const everybodyTrusted: Check = (deployment) => {
  const used = variablesOfAccess(deployment);
  return inHttp(deployment.file, "geo")
    .filter((geo) => used.has(variableName(valuesOf(geo).at(-1) ?? "")))
    .flatMap((geo) => directivesOf(geo.block).filter((entry) => isTrusted(entry, geo)))
    .map((entry) => ({
      route: null,
      position: entry.position,
      found: `geo has ${entry.name}, which is every address, among those that are known.`,
      why: "Whoever connects is believed, or is somebody: what only a proxy or a program of yours may do is open to all.",
      fix: "Write the addresses of the proxy or the program, and leave this line out.",
    }));
};

/** Every address has another value than an unknown one, and a value that does not mean no. */
function isTrusted(entry: Directive, geo: Directive): boolean {
  const unknown = directivesOf(geo.block).find(({ name }) => name === "default");
  const value = valuesOf(entry).join(" ");
  const isNo = ["", "0", "no", "off", "deny", "false", "none"].includes(value.toLowerCase());
  return (
    isForAll(entry.name) && !isNo && value !== (unknown === undefined ? "" : valuesOf(unknown).join(" "))
  );
}
