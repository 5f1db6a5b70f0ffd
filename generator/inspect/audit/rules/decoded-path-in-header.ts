import { uniqueBy } from "../../collections.ts";
import type { Directive } from "../../nginx/parse.ts";
import { at, rule } from "../rule.ts";
import { type Place, type Site } from "../site.ts";

export const decodedPathInHeader = rule({
  id: "decoded-path-in-header",
  title: "The decoded path is put into a header",
  severity: "high",
  about: `\`$uri\` and \`$document_uri\` are the path after decoding: \`%0d%0a\` in an address is a line break there. In \`return 302\`,
\`add_header\` or \`proxy_set_header\` it ends the header, and what follows is a header of the client's choice: for the browser a
cookie, for Frigate \`X-Server-Port: 5000\`, which makes an administrator. \`$request_uri\` is as the client sent it, without line breaks.
A \`map\` that lets harmless characters through is not reported.`,
  holes: (site) =>
    uniqueBy(
      [...site.places, ...site.questions.flatMap(({ asked }) => asked ?? [])]
        .filter(({ host }) => host.isFrigates && !host.isInner)
        .flatMap((place) => writers(site, place).map((directive) => ({ place, directive }))),
      ({ directive }) => directive,
    ).map(({ place, directive }) => ({
      ...at(place, directive),
      found: `${directive.name} holds the decoded path.`,
      why: "An address with %0d%0a in it adds headers of the client's choice.",
      fix: "Use `$request_uri`, or a `map $uri` that only lets through what cannot end a line.",
    })),
});

const writers = (site: Site, place: Place): readonly Directive[] =>
  place.route.directives
    .map(({ directive }) => directive)
    .filter(({ name, args }) => {
      if (name === "proxy_set_header" && place.destinations.length === 0) return false;
      const value = name === "return" ? location(args.map((arg) => arg.value)) : (args[1]?.value ?? "");
      return (
        ["return", "add_header", "proxy_set_header"].includes(name) &&
        site
          .sources(value, place)
          .some(
            (source) =>
              /^(?:document_)?uri$/.test(source.name) && source.through.every((step) => step === "set"),
          )
      );
    });

/** The part of `return` that becomes a header. */
const location = ([first = "", second = ""]: readonly string[]): string =>
  second === "" ? (/^\d+$/.test(first) ? "" : first) : /^30[12378]$/.test(first) ? second : "";
