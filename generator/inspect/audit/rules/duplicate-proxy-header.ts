import { identityHeaders } from "../../../schema/frigate.ts";
import { groupBy } from "../../collections.ts";
import { directivesInForce } from "../../nginx/in-force.ts";
import { listed, positionIn, type Check } from "../rule.ts";

const identifying = new Set(identityHeaders.map((name) => name.toLowerCase()));

export const duplicateProxyHeader: Check = (deployment) =>
  deployment.locations
    .filter(({ destinations, host }) => destinations.length > 0 && host.isFrigates)
    .flatMap((location) => {
      const settings = directivesInForce(location.route, "proxy_set_header").filter(
        ({ args }) => args[1]?.value !== "",
      );
      const twice = [...groupBy(settings, ({ args }) => args[0]?.value.toLowerCase() ?? "")].filter(
        ([, group]) => group.length > 1,
      );
      const [first] = twice;
      if (first === undefined) return [];
      return [
        {
          severity: twice.some(([name]) => identifying.has(name)) ? ("high" as const) : ("medium" as const),
          ...positionIn(location, first[1][1]),
          found: `proxy_set_header sends ${listed(twice.map(([, group]) => group[0]?.args[0]?.value ?? ""))} more than once.`,
          why: "Which of the two counts is up to each backend.",
          fix: "Keep one line for each name.",
        },
      ];
    });
