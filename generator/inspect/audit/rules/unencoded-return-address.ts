import { uniqueBy } from "../../collections.ts";
import type { Directive } from "../../nginx/parse.ts";
import { positionIn, type Check } from "../rule.ts";
import { type Location, type Deployment } from "../deployment.ts";

export const unencodedReturnAddress: Check = (deployment) =>
  uniqueBy(
    deployment.locations
      .filter(({ host }) => host.isFrigates && !host.isInner)
      .flatMap((location) =>
        location.route.directives
          .filter(({ directive }) => sendsAway(directive))
          .filter(({ directive }) =>
            directive.args.some(({ value }) => isUnencoded(deployment, location, value)),
          )
          .map(({ directive }) => ({ location, directive })),
      ),
    ({ directive }) => directive,
  ).map(({ location, directive }) => ({
    ...positionIn(location, directive),
    found: `${directive.name} puts the address that was asked for into a parameter as it is.`,
    why: "People come back to another page than the one they wanted, and a link can add parameters for the sign-in page.",
    fix: 'Encode it: `set_escape_uri $back "https://frigate.example.com$request_uri";`, then `?rd=$back`.',
  }));

function sendsAway({ name, args }: Directive): boolean {
  switch (name) {
    case "return":
      return /^(?:30\d|\w+:|\$)/.test(args[0]?.value ?? "");
    case "rewrite":
      return (
        ["redirect", "permanent"].includes(args[2]?.value ?? "") || /^https?:/.test(args[1]?.value ?? "")
      );
    case "error_page":
      return /^(?:https?:|\$)/.test(args.at(-1)?.value ?? "");
    default:
      return false;
  }
}

/** A parameter's value in which the address stands. */
function isUnencoded(deployment: Deployment, location: Location, text: string): boolean {
  return [...text.matchAll(/[?&][\w.~-]+=([^&]*)/g)].some(([, value = ""]) =>
    deployment
      .sources(value, location)
      .some(
        ({ name, through }) =>
          /^(?:request_uri|uri|document_uri|args|query_string)$/.test(name) &&
          !through.includes("escape") &&
          !through.includes("lookup"),
      ),
  );
}
