import { gateways, type Gateway } from "../../../schema/gateways.ts";
import { argumentOf } from "../../nginx/parse.ts";
import { clientDecides, settingsOf } from "../headers.ts";
import { listed, positionIn, type Check, type Hole } from "../rule.ts";
import type { Deployment, Location } from "../deployment.ts";
import { gatewayPages, gatewaysOf } from "../judges.ts";

/** Headers about the address that gateways believe, by their contracts. */
const believed = [
  ...new Set(
    (Object.values(gateways) as readonly Gateway[]).flatMap(({ authRequestHeaders }) =>
      Object.keys(authRequestHeaders),
    ),
  ),
]
  .filter((name) => /^X-Forwarded-(?!For)/.test(name))
  .toSorted();

export const gatewayBelievesClient: Check = (deployment) => {
  const asked = gatewaysOf(deployment);
  const pages = gatewayPages(deployment);
  return [
    ...pages.flatMap((page) => about(deployment, page)),
    ...[...new Set([...pages, ...asked])].flatMap((location) => ofHost(deployment, location)),
  ];
};

function about(deployment: Deployment, page: Location): readonly Hole[] {
  const open = believed.filter(
    (name) => clientDecides(deployment, page, name) !== undefined && !isTheAddress(page, name),
  );
  if (open.length === 0) return [];
  return [
    {
      ...positionIn(page, page.destinations[0]?.directive),
      found: `${listed(open)} ${open.length > 1 ? "go" : "goes"} to the gateway as the client sent ${open.length > 1 ? "them" : "it"}.`,
      why: "A client has the gateway believe that another page, host or protocol was asked for: sign-in can be led astray, or a public path claimed.",
      fix: 'Set them here as in the location that auth_request asks: `proxy_set_header X-Forwarded-Uri $request_uri;` and the like, or to `""`.',
    },
  ];
}

/** A server that unknown hosts come to, and a Host that is what the client says. */
function ofHost(deployment: Deployment, location: Location): readonly Hole[] {
  const directive = settingsOf(location, "Host").find(({ args }) =>
    deployment
      .sources(args[1]?.value ?? "", location)
      .some(({ name, through }) => /^(?:http_)?host$/.test(name) && !through.includes("lookup")),
  );
  if (directive === undefined || !location.host.mayBeDefault) return [];
  return [
    {
      severity: "low",
      ...positionIn(location, directive),
      found: `Host is told to the gateway as the client says it: ${directive.args[1]?.value ?? ""}, in a server that unknown hosts come to.`,
      why: "A gateway that chooses cookies, providers or return addresses by Host does so by the client's word.",
      fix: "Write the host's name: `proxy_set_header Host frigate.example.com;`, or give unknown hosts a server of their own.",
    },
  ];
}

/** What was really asked for is the client's to say. */
function isTheAddress(location: Location, name: string): boolean {
  return settingsOf(location, name).some((setting) => !/\$\{?http_x/i.test(argumentOf(setting, 1)));
}
