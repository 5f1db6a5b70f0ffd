/** Ways to sign in, the gateway's own pages, and the page for somebody who may not come in. */
import type { Argument } from "./directives.ts";
import { comment, inLocation, returnIfEmpty, use, when, type Line } from "./nginx.ts";

const toBackend = (header: string, value: Argument) => inLocation("proxy_set_header", header, value);

/** Where a page goes for which there is no session. */
export const signInLines: readonly Line<"location">[] = [
  inLocation("internal"),
  comment("Only a page begins a sign-in, not the icons that it asks for."),
  returnIfEmpty("$frigate_navigation", "401"),
  // Where a 401 stays one, too, a browser hears that its session has ended.
  inLocation("add_header", "Set-Cookie", "$frigate_cookie", "always"),
  when("splitsCookie", inLocation("add_header", "Set-Cookie", "$frigate_second_cookie", "always")),
  inLocation("add_header", "Cache-Control", "no-store"),
  when(
    { set: "signIn.url" },
    comment("Encoded, or the query of the page would end at its first &."),
    inLocation("set_escape_uri", "$frigate_return", ['"', { option: "publicUrl" }, '$request_uri"']),
    inLocation("return", "302", ['"', { common: "signInAddress" }, '$frigate_return"']),
  ),
  when(
    { unset: "signIn.url" },
    comment("The gateway has said where to go. Where it has not, its 401 stays."),
    returnIfEmpty("$frigate_sign_in", "401"),
    inLocation("return", "302", "$frigate_sign_in"),
  ),
];

/** `/login`: Frigate's own sign-in page is of no use then. */
export const loginLines: readonly Line<"location">[] = [
  inLocation("add_header", "Cache-Control", "no-store"),
  inLocation("return", "302", [{ common: "signInFromCall" }]),
];

/** The gateway's own pages. What the client says about the address it came to is not passed on. */
export const gatewayPage: readonly Line<"location">[] = [
  toBackend("Host", [{ common: "publicHost" }]),
  toBackend("X-Real-IP", "$remote_addr"),
  toBackend("X-Forwarded-For", "$remote_addr"),
  toBackend("X-Forwarded-Proto", [{ common: "publicScheme" }]),
  toBackend("X-Forwarded-Host", [{ common: "publicHost" }]),
  toBackend("X-Forwarded-Uri", "$request_uri"),
  toBackend("X-Forwarded-Server", ""),
  toBackend("X-Auth-Request-Redirect", ""),
  use("keepAlive"),
  use("largeBuffers"),
  use("relativeRedirects"),
  use("verifyTls"),
];

/** `/` for somebody who may not come in: who they are signed in as, and how to sign out. */
export const refusalLines: readonly Line<"location">[] = [
  inLocation("internal"),
  inLocation("default_type", "text/html"),
  inLocation("charset", "utf-8"),
  inLocation("add_header", "Set-Cookie", "$frigate_cookie", "always"),
  when("splitsCookie", inLocation("add_header", "Set-Cookie", "$frigate_second_cookie", "always")),
  inLocation("add_header", "Cache-Control", "no-store", "always"),
  inLocation("return", "403", ['"', { common: "refusal" }, '"']),
];
