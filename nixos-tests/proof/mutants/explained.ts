/** Mutants that nothing can notice, or that nobody need notice, each with the reason. They are not tried. */
import { canVod } from "../../rig/nginx.ts";
import type { Subject } from "../subject.ts";
import { ofSubjects } from "./explained-of-subjects.ts";
import { opensSocket, servesFiles, type Explanation } from "./explanation.ts";
import type { Mutant } from "./mutants.ts";

/** What holds of every configuration. */
const ofAll: readonly Explanation[] = [
  {
    reason: "connections to backends are kept open; without it they are opened anew",
    fits: ({ what }) => / proxy_set_header Connection ""$/.test(what),
  },
  {
    reason: "Frigate names user and role; of groups, name and address it says nothing, and they stay empty",
    fits: ({ what }) =>
      /^without: auth_request_set \$frigate_(groups|name|email) /.test(what) ||
      /^empty: proxy_set_header Remote-(Groups|Name|Email) /.test(what),
  },
  {
    reason: "the second part of a session comes with a yes, and a yes is no error",
    fits: ({ what }) => /^not always: add_header Set-Cookie \$frigate_second_cookie /.test(what),
  },
  {
    reason: "to a 204 nginx adds headers in any case",
    fits: ({ where, what }) =>
      where === "identity server, location = /client" && what.startsWith("not always: add_header "),
  },
  {
    reason: "a POST, and clients may only look",
    fits: ({ where, what }) =>
      where === "location = /api/go2rtc/webrtc" && what === "without: set $frigate_path $uri",
  },
  {
    reason: "nobody here comes from an IPv6 address",
    fits: ({ where, what }) =>
      where.startsWith("geo $frigate_client_from_") && /^without: [0-9a-f]*:[0-9a-f:]* 1$/.test(what),
  },
  {
    reason: "not of this module",
    fits: ({ where }) => where.includes("/.well-known/acme-challenge/"),
  },
  {
    reason: "Content-Length is emptied, too, and a question has no body",
    fits: ({ what }) => / proxy_pass_request_body off$/.test(what),
  },
  {
    reason: "Frigate wants it of requests that change something, and a question is a GET",
    fits: ({ what }) => / proxy_set_header X-CSRF-TOKEN 1$/.test(what),
  },
  {
    reason: "files have nobody behind them to be told a name; the bundle of lines is the same everywhere",
    fits: ({ where, what }) =>
      servesFiles.test(where) && / auth_request_set \$frigate_(user|role) /.test(what),
  },
  {
    reason: "only nginx itself gets there; whether anybody else does is another mutant",
    fits: ({ where, what }) => where === "location /cache/" && !what.endsWith(" internal"),
  },
  {
    reason: "no request can name it",
    fits: ({ where, what }) => where === "location @frigate_sign_in" && what === "without: internal",
  },
  {
    reason: "sockets get a plain 401: nginx adds it to none unless told to",
    fits: ({ where, what }) => opensSocket.test(where) && / \$frigate_location( |$)/.test(what),
  },
  {
    reason: "Frigate's servers redirect to paths, not to addresses",
    fits: ({ what }) => / proxy_redirect /.test(what),
  },
  {
    reason: "a POST and its answer, no socket",
    fits: ({ where, what }) =>
      where === "location = /api/go2rtc/webrtc" && / proxy_set_header (Upgrade|Connection) /.test(what),
  },
  {
    reason: "viewer is what Frigate takes for no role, too",
    fits: ({ where, what }) =>
      /^map \$frigate_(gateway|proxy)_role$/.test(where) && what === "without: default viewer",
  },
  {
    reason: "viewer is the default role, too, and comes before all others but admin",
    fits: ({ where, what }) =>
      /^map \$frigate_(gateway|proxy)_role$/.test(where) && /^without: .* "viewer"$/.test(what),
  },
  {
    reason: "of the answer to a question only that reaches a client which is taken from it by name",
    fits: ({ where, what }) =>
      where === "location /auth" && / add_header Strict-Transport-Security /.test(what),
  },
  {
    reason: "no header of the client's goes to the gateway, its length among them",
    fits: ({ where, what }) =>
      where === "identity server, location = /gateway" && / proxy_set_header Content-Length ""$/.test(what),
  },
  {
    reason: "nginx finds no file there then, and the question fails all the same",
    fits: ({ where, what }) =>
      where === "identity server, location = /nameless" && what === "without: return 403",
  },
  {
    reason: "the server has it, too, and a location without any header of its own inherits that",
    fits: ({ where, what }) =>
      /^location \/(oauth2|outpost\.goauthentik\.io)\/$/.test(where) &&
      /^without: add_header Strict-Transport-Security /.test(what),
  },
  {
    reason: "exports are files: there is no directory below to be led to",
    fits: ({ where, what }) => where === "location /exports/" && / absolute_redirect off$/.test(what),
  },
  {
    reason:
      "only the vod module asks for lists in somebody's name, and answers 502 without one, and this nginx has none",
    fits: ({ where, what }) =>
      !canVod() &&
      (where === "location /vod-not-found" ||
        (where === "location /vod/" &&
          / (error_page 502|auth_request_set \$frigate_(user|role)) /.test(what))),
  },
  {
    reason: "nginx before 1.23 does not join header lines; gateways-transport.test.ts shows it a joined one",
    fits: ({ where, what }) =>
      where === "map $frigate_gateway_first_cookie" ||
      (where === "map $frigate_cookie_attributes" && what.startsWith("without ^")),
  },
  {
    reason: "against rules and caches for all of nginx, which sso-holes.test.ts is about",
    fits: ({ where, what }) =>
      /location (= )?\/(auth|gateway)$/.test(where) && /^without: (allow all|proxy_cache off)$/.test(what),
  },
  {
    reason: "the identity server is on a socket that only nginx can open",
    fits: ({ where, what }) => where.startsWith("identity server, ") && what === "without: internal",
  },
  {
    reason: "every location has them itself; these are for locations that a user adds",
    fits: ({ where, what }) => where === "server" && / add_header /.test(what),
  },
  {
    reason: "nothing is kept then: slower, and what is sent is the same",
    fits: ({ what }) => / proxy_cache frigate_api_cache$/.test(what) || / X-Cache-Status /.test(what),
  },
  {
    reason: "what is kept then is kept for the same person",
    fits: ({ where, what }) => where.startsWith("location /api/") && / proxy_no_cache /.test(what),
  },
  {
    reason: "the version is the same for everybody, and no JSON, which alone is kept",
    fits: ({ where, what }) => where === "location /api/version" && / proxy_cache_key /.test(what),
  },
  {
    reason: "what is believed of a question is set in any case, and nothing else gets further",
    fits: ({ where, what }) =>
      / proxy_pass_request_headers off$/.test(what) && /location (= )?\/auth$/.test(where),
  },
  {
    reason: "empty is what a table gives for what it does not list, and as good as 0",
    fits: ({ where, what }) =>
      (where.startsWith("map ") && what === 'without: default ""') ||
      (/^(geo |map \$frigate_nameless$)/.test(where) && what === "without: default 0"),
  },
  {
    reason: "what is kept then is kept for the same person",
    fits: ({ where }) => where === "map $frigate_no_cache",
  },
  {
    reason: "an error on a path that everybody may ask for",
    fits: ({ where, what }) =>
      /^not always: add_header Strict-Transport-Security/.test(what) &&
      /^location (\/(assets|locales|oauth2|outpost\.goauthentik\.io)\/|\/(fonts|auth)|= \/(api\/|login)|~ )/.test(
        where,
      ),
  },
  {
    reason: "the second part of a session comes with a yes, and whoever is sent to sign in had a no",
    fits: ({ where, what }) =>
      where === "location @frigate_sign_in" && what.includes("$frigate_second_cookie"),
  },
  {
    reason: "more paths are shown to nobody then, not fewer",
    fits: ({ where, what }) => where === "map $frigate_raw_uri" && what.startsWith("without ^"),
  },
  {
    reason: "there is no directory below it to be led to",
    fits: ({ where, what }) =>
      /^location (\/stream\/|\/locales\/|\/assets\/|\/cache\/|\/fonts|~ )/.test(where) &&
      / absolute_redirect off$/.test(what),
  },
  {
    reason: "the version is no JSON, which alone is kept: there is nothing to get past",
    fits: ({ where, what }) => where === "location /api/version" && / proxy_cache_bypass /.test(what),
  },
];

/** Why a survivor is none to worry about; null when nobody has said so. */
export const explanationOf = (mutant: Pick<Mutant, "where" | "what">, subject: Subject): string | null =>
  [...ofAll, ...ofSubjects].find(({ fits }) => fits(mutant, subject))?.reason ?? null;
