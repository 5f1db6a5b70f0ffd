import { gateways, type Gateway } from "../../../schema/gateways.ts";
import { argumentOf } from "../../nginx/parse.ts";
import { clientDecides, settingsOf } from "../headers.ts";
import { at, listed, rule, type Hole } from "../rule.ts";
import { openPlaces, passedQuestions, type Place, type Site } from "../site.ts";

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

export const gatewayBelievesClient = rule({
  id: "gateway-believes-client",
  title: "The gateway's pages believe what the client says about the address",
  severity: "high",
  about: `A gateway behind nginx believes \`X-Forwarded-Uri\`, \`X-Forwarded-Host\` and \`X-Forwarded-Proto\`: by them it knows public paths,
chooses the cookie's domain and where people return to. nginx passes them on as the client sent them where the gateway's own pages
have a location that does not set them. oauth2-proxy let people in that way (GHSA-7x63-xv5r-3p2x); both its locations have to set
them. Looked at are open
locations that lead to the address \`auth_request\` asks. A \`Host\` of the client's choice is reported as low, since most guides have it.`,
  holes: (site) => {
    const asked = gatewaysOf(site);
    const addresses = new Set(
      asked.flatMap(({ destinations }) => destinations.flatMap((one) => one.addresses)),
    );
    const pages = openPlaces(site).filter(({ destinations }) =>
      destinations.some((one) => one.addresses.some((address) => addresses.has(address))),
    );
    return [
      ...pages.flatMap((page) => about(site, page)),
      ...[...new Set([...pages, ...asked])].flatMap((place) => ofHost(site, place)),
    ];
  },
});

/** Locations that ask somebody other than Frigate and this nginx. */
const gatewaysOf = (site: Site): readonly Place[] =>
  passedQuestions(site)
    .map(({ asked }) => asked)
    .filter((asked) => asked.parts.length === 0 && site.innerPlaces(asked).length === 0);

function about(site: Site, page: Place): readonly Hole[] {
  const open = believed.filter(
    (name) => clientDecides(site, page, name) !== undefined && !isTheAddress(page, name),
  );
  if (open.length === 0) return [];
  return [
    {
      ...at(page, page.destinations[0]?.directive),
      found: `${listed(open)} ${open.length > 1 ? "go" : "goes"} to the gateway as the client sent ${open.length > 1 ? "them" : "it"}.`,
      why: "A client has the gateway believe that another page, host or protocol was asked for: sign-in can be led astray, or a public path claimed.",
      fix: 'Set them here as in the location that auth_request asks: `proxy_set_header X-Forwarded-Uri $request_uri;` and the like, or to `""`.',
    },
  ];
}

/** A server that unknown hosts come to, and a Host that is what the client says. */
function ofHost(site: Site, place: Place): readonly Hole[] {
  const directive = settingsOf(place, "Host").find(({ args }) =>
    site
      .sources(args[1]?.value ?? "", place)
      .some(({ name, through }) => /^(?:http_)?host$/.test(name) && !through.includes("lookup")),
  );
  if (directive === undefined || !place.host.mayBeDefault) return [];
  return [
    {
      severity: "low",
      ...at(place, directive),
      found: `Host is told to the gateway as the client says it: ${directive.args[1]?.value ?? ""}, in a server that unknown hosts come to.`,
      why: "A gateway that chooses cookies, providers or return addresses by Host does so by the client's word.",
      fix: "Write the host's name: `proxy_set_header Host frigate.example.com;`, or give unknown hosts a server of their own.",
    },
  ];
}

/** What was really asked for is the client's to say. */
function isTheAddress(place: Place, name: string): boolean {
  return settingsOf(place, name).some((setting) => !/\$\{?http_x/i.test(argumentOf(setting, 1)));
}
