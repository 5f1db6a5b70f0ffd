import { uniqueBy } from "../../collections.ts";
import type { Directive } from "../../nginx/parse.ts";
import { positionIn, type Check } from "../rule.ts";
import { type Location, type Deployment } from "../deployment.ts";

export const decodedPathInHeader: Check = (deployment) =>
  uniqueBy(
    [...deployment.locations, ...deployment.questions.flatMap(({ asked }) => asked ?? [])]
      .filter(({ host }) => host.isFrigates && !host.isInner)
      .flatMap((location) => writers(deployment, location).map((directive) => ({ location, directive }))),
    ({ directive }) => directive,
  ).map(({ location, directive }) => ({
    ...positionIn(location, directive),
    found: `${directive.name} holds the decoded path.`,
    why: "An address with %0d%0a in it adds headers of the client's choice.",
    fix: "Use `$request_uri`, or a `map $uri` that only lets through what cannot end a line.",
  }));

const writers = (deployment: Deployment, location: Location): readonly Directive[] =>
  location.route.directives
    .map(({ directive }) => directive)
    .filter(({ name, args }) => {
      if (name === "proxy_set_header" && location.destinations.length === 0) return false;
      const value = name === "return" ? redirectTarget(args.map((arg) => arg.value)) : (args[1]?.value ?? "");
      return (
        ["return", "add_header", "proxy_set_header"].includes(name) &&
        deployment
          .sources(value, location)
          .some(
            (source) =>
              /^(?:document_)?uri$/.test(source.name) && source.through.every((step) => step === "set"),
          )
      );
    });

/** The part of `return` that becomes a header. */
const redirectTarget = ([first = "", second = ""]: readonly string[]): string =>
  second === "" ? (/^\d+$/.test(first) ? "" : first) : /^30[12378]$/.test(first) ? second : "";
