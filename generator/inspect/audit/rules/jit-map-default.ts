import { variableName } from "../../nginx/lookups.ts";
import { directivesNamed, directivesOf, inHttp, valuesOf, type Directive } from "../../nginx/parse.ts";
import type { Check } from "../rule.ts";
import { variablesOfAccess } from "../used-variables.ts";

export const jitMapDefault: Check = (deployment) => {
  const isOn = directivesNamed(deployment.file.body, "pcre_jit").some(({ args }) => args[0]?.value === "on");
  if (!isOn) return [];
  const used = variablesOfAccess(deployment);
  return inHttp(deployment.file, "map")
    .filter((map) => used.has(variableName(valuesOf(map)[1] ?? "")) && passesOn(map))
    .flatMap((map) => directivesOf(map.block).filter(canFail))
    .map((entry) => ({
      route: null,
      position: entry.position,
      found: `pcre_jit is on, and this expression of a map repeats a group without a limit: ${entry.name}.`,
      why: "With a long address the expression fails for want of memory, and the map gives its default, which is what the client sent.",
      fix: "Give the repetition a limit, such as `{1,2}`, let the default be the refusal, or leave `pcre_jit on;` out.",
    }));
};

/** What no expression fits goes through as it is. */
const passesOn = (map: Directive): boolean =>
  directivesOf(map.block).some(
    ({ name, args }) => name === "default" && args.some(({ value }) => value.includes("$")),
  );

/** An expression for what is not to go through, with a group that is repeated; the JIT's stack holds 32 KB. */
const canFail = ({ name, args }: Directive): boolean =>
  /^~/.test(name) && /\)(?:[+*](?!\+)|\{\d+,\})/.test(name) && !args.some(({ value }) => value.includes("$"));
