/** What can be missing of a configuration because of who signs people in there, and who its named clients are. */
import { gateways } from "../../../generator/schema/gateways.ts";
import type { Subject } from "../subject.ts";
import { opensSocket, type Explanation } from "./explanation.ts";

const signInOf = ({ authority }: Subject) =>
  authority.kind === "gateway" ? gateways[authority.name].signIn.kind : null;

/** Somebody in front signs people in: neither Frigate nor a gateway does. */
const isBehindProxy = ({ authority }: Subject): boolean => authority.kind === "proxy";

const signsInItself = ({ authority }: Subject): boolean => authority.kind === "frigate";

/** What `/auth` tells the identity server for the sake of some gateways, and the variable by which theirs are told. */
const onlyForSome = [
  ["proxy_set_header X-Frigate-Address", "$frigate_address"],
  ["proxy_set_header X-Frigate-Port", "$frigate_port"],
  ["proxy_set_header X-Frigate-Uri", "$frigate_uri"],
  ["proxy_set_header Authorization", "$frigate_authorization"],
] as const;

const isTold = ({ authority }: Subject, variable: string): boolean =>
  authority.kind === "gateway"
    ? Object.values<string>(gateways[authority.name].authRequestHeaders).includes(variable)
    : // Frigate's own sign-in takes a token there.
      authority.kind === "frigate" && variable === "$frigate_authorization";

/** Whether a path of a client's comes to a location, or goes on below it. */
function isBelow(path: string, where: string): boolean {
  const matcher = where.replace(/^location (?:= )?/, "").replace(/\/$/, "");
  return `${matcher}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${matcher}/`);
}

const asksGateway = ({ authority }: Subject): boolean => authority.kind === "gateway";

export const ofSubjects: readonly Explanation[] = [
  {
    reason: "there are no named clients, and no headers of a proxy: these are empty in any case",
    fits: ({ where, what }, subject) =>
      subject.clients.length === 0 &&
      !isBehindProxy(subject) &&
      (/\$frigate_known_(user|role)$/.test(what) || /^map \$frigate_known_(user|role)$/.test(where)),
  },
  {
    reason: "there are no named clients, and nobody is one",
    fits: ({ where, what }, { clients }) =>
      clients.length === 0 && where === "map $frigate_outside" && what.startsWith("without: default"),
  },
  {
    reason: "the gateway or Frigate is asked who it is, and nobody is sent there",
    fits: ({ where }, subject) =>
      !isBehindProxy(subject) && where === "identity server, location = /stranger",
  },
  {
    reason: "only a named client is sent there, and only next to Frigate's own sign-in",
    fits: ({ where }, subject) =>
      where === "identity server, location = /client" &&
      (subject.clients.length === 0 || !signsInItself(subject)),
  },
  {
    reason:
      "a proxy in front signs people in: there is no session to renew, no page to lead to, and no cookie to look at",
    fits: ({ where, what }, subject) =>
      isBehindProxy(subject) &&
      (/ \$frigate_(cookie|location|directions)( |$)/.test(what) ||
        (where === "location /auth" && / Cookie \$http_cookie$/.test(what))),
  },
  {
    reason: "no client may go there, whatever the path is called",
    fits: ({ where, what }, { clients }) =>
      what === "without: set $frigate_path $uri" &&
      where.startsWith("location /") &&
      !clients.some(({ paths }) => paths.some((path) => isBelow(path, where))),
  },
  {
    reason: "with two clients, two digits are looked up, and there is one place for them",
    fits: ({ where, what }, { clients }) =>
      clients.length === 2 && where === "map $frigate_client" && what.startsWith("without ^"),
  },
  {
    reason: "behind the last client's digit nothing is looked up: it may as well be missing",
    fits: ({ where, what }, { clients }) =>
      where === `map $frigate_client_is_${clients.at(-1)?.name}` && what === "without: default 0",
  },
  {
    reason: "Frigate sets a cookie with a yes, and again with the next one",
    fits: ({ what }, subject) =>
      signsInItself(subject) && what === "not always: add_header Set-Cookie $frigate_cookie always",
  },
  {
    reason:
      "nginx adds it to no 401 and to no 101 unless told to, and where only Frigate is asked it is not, as in upstream",
    fits: ({ where, what }, subject) =>
      signsInItself(subject) &&
      subject.clients.length === 0 &&
      (/ \$frigate_location( |$)/.test(what) ||
        (opensSocket.test(where) && / \$frigate_cookie( |$)/.test(what))),
  },
  {
    reason: "the example's own, about addresses that nobody has here",
    fits: ({ where, what }, { file }) =>
      file === "examples/plain.nix" &&
      where === "location /api/stats" &&
      /^without: (allow 192\.168\.0\.0\/16|deny all)$/.test(what),
  },
  {
    reason: "without a gateway the page is everybody's, and no error",
    fits: ({ where, what }, subject) =>
      !asksGateway(subject) &&
      where === "location /" &&
      /^not always: add_header Strict-Transport-Security/.test(what),
  },
  {
    reason: "empty in any case: Frigate's page knows the way, and behind a proxy there is none",
    fits: ({ where }, subject) => !asksGateway(subject) && where === "map $frigate_directions",
  },
  {
    reason: "the page's 401 is answered by @frigate_sign_in, cookies and all",
    fits: ({ where, what }, subject) =>
      asksGateway(subject) && where === "location /" && /^not always: add_header /.test(what),
  },
  {
    reason: "this gateway has a page for signing in and need not say where it is",
    fits: ({ what }, subject) =>
      signInOf(subject) === "page" && /frigate_sign_in |X-Frigate-Sign-In/.test(what),
  },
  {
    reason: "the gateway's pages are reached without TLS here; gateways-transport.test.ts has one with",
    fits: ({ what }, subject) =>
      subject.authority.kind === "gateway" &&
      / proxy_ssl_/.test(what) &&
      gateways[subject.authority.name].authRequestUrl.startsWith("http:"),
  },
  {
    reason: "no gateway is told of it",
    fits: ({ where, what }, subject) =>
      where === "location /auth" &&
      onlyForSome.some(([header, variable]) => what.includes(` ${header} `) && !isTold(subject, variable)),
  },
  {
    reason: "looked at where answers are remembered only",
    fits: ({ where }, subject) =>
      where === "map $frigate_nameless" && !subject.rendered().nginxConf.includes("frigate_auth_cache"),
  },
  {
    reason: "Frigate's own sign-in is off and answers 404, to which nginx adds nothing",
    fits: ({ where, what }, subject) =>
      !signsInItself(subject) &&
      where === "location = /api/login" &&
      / add_header Cache-Control no-store$/.test(what),
  },
];
