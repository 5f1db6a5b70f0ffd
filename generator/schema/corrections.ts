/**
 * What the module does differently from the one in nixpkgs, and why. `diff` sorts what it finds under these; whatever fits
 * none of them is a mistake in the module. Sources: numbers (§) are those of Frigate's nginx.conf and of nginx's documentation
 * as named in the text.
 */

import { identityHeaders } from "./frigate.ts";
import { sealsOf, type Seal } from "./inherited.ts";
import { routes, type Route } from "./routes.ts";

/** Which differences a correction accounts for; a pattern left out means any. */
export interface Accounts {
  readonly aspect?: string | readonly string[];
  /** Header, directive or other subject. */
  readonly what?: RegExp;
  readonly route?: RegExp;
  /** What it is now, `–` where there is nothing: a change in any other direction is not the correction. */
  readonly after?: RegExp;
}

export interface Correction {
  readonly title: string;
  readonly because: string;
  readonly accounts: readonly Accounts[];
}

const publicPaths = /^= \/api\/(login|logout|auth\/first_time_login)$/;
/** Headers from nginx, each with the value that makes it one. */
const forwarded = [
  { what: /^(host|x-forwarded-host)$/, after: /^\$host$/ },
  { what: /^x-real-ip$/, after: /^\$remote_addr$/ },
  { what: /^x-forwarded-for$/, after: /^\$proxy_add_x_forwarded_for$/ },
  { what: /^x-forwarded-proto$/, after: /^\$scheme$/ },
  { what: /^x-forwarded-server$/, after: /^\$hostname$/ },
] as const;
const sealed = ({ name, args }: Seal) => ({
  what: new RegExp(`^${name}$`),
  after: new RegExp(`^${args.join(" ")}$`, "i"),
});
const notSent = /^\(not sent\)$/;
const claimed =
  /^(x-forwarded-(user|groups|email|preferred-username)|x-auth-request-.*|x-authentik-.*|x-proxy-secret|x-server-port)$/;
/** The same to a WSGI server, which takes `_` for `-`. */
const underscored = new RegExp(
  `^(${identityHeaders.map((header) => header.toLowerCase().replaceAll("-", "_")).join("|")})$`,
);
const renewed = /^\$map\(\$upstream_http_set_cookie\)\{=>\$auth\(upstream_http_set_cookie\); default=>\}$/;
const ofRenewed = (values: string): RegExp =>
  new RegExp(`^\\$map\\(\\$map\\(\\$upstream_http_set_cookie\\).*\\{=>${values}\\}$`);

const routesThat = (holds: (route: Route) => boolean): readonly (readonly [name: string, route: Route])[] =>
  Object.entries(routes).filter(([, route]) => holds(route));

/** Exactly these routes, also by the matchers that they have in nixpkgs' module. */
const exactly = (found: ReturnType<typeof routesThat>): RegExp => {
  const names = found.flatMap(([name, { replaces }]) => [
    name,
    ...(replaces === undefined ? [] : [replaces]),
  ]);
  return new RegExp(`^(${names.map((name) => name.replace(/\W/g, "\\$&")).join("|")})$`);
};

const ofSomeVersions = routesThat(({ since, until }) => since !== undefined || until !== undefined);
const ownRoutes = routesThat(({ notInNixpkgs }) => notInNixpkgs !== undefined);

/** In the order in which they are shown; the first that accounts for a difference takes it. */
export const corrections = {
  topLevel: {
    title: "Every location stands at the top level",
    because:
      "Upstream keeps /api/vod/, /api/stats, /api/version and the sign-in paths as text inside /api/. What a user adds to " +
      "one of them makes a second location that takes the place of the first: no question, no backend.",
    accounts: [{ aspect: "level", after: /^top level$/ }],
  },
  publicPaths: {
    title: "Sign-in, sign-out and the first-time hint are exact, uncached, and nameless",
    because:
      "As a prefix, /api/login lets /api/login_camera/… in without a question. Sign-out behind the check is undone by the " +
      "cookie that is renewed there. Whoever is not asked must not be able to name themselves.",
    accounts: [
      { route: publicPaths, aspect: "matcher", after: /^(exact|= \/api\/logout)$/ },
      { route: publicPaths, aspect: "cache", what: /^proxy_cache$/, after: /^off$/ },
      { route: publicPaths, what: /^x-cache-status$/, after: /^\(not added\)$/ },
      { route: publicPaths, aspect: "header-to-backend", what: claimed, after: notSent },
    ],
  },
  exactStreams: {
    title: "go2rtc's sockets and player match exactly",
    because:
      "Frigate checks the camera for /live/mse/api/ws, /live/webrtc/api/ws and /api/go2rtc/webrtc only as they stand here; " +
      "a prefix passes on longer paths that it does not check.",
    accounts: [
      { route: /^= (\/live\/(mse|webrtc)\/|\/api\/go2rtc\/webrtc$)/, aspect: "matcher", after: /^exact$/ },
    ],
  },
  originalUrl: {
    title: "The address Frigate judges is built from a fixed host and the normalised path",
    because:
      "Upstream passes on the client's Host header and raw path: `Host: a?b`, `//` or `%77s` hide from Frigate which camera " +
      "a file belongs to.",
    accounts: [
      { route: /^= \/auth$/, what: /^x-original-url$/, after: /^(http:\/\/frigate)?\$set\(\$map\(\$uri\)/ },
    ],
  },
  cacheKey: {
    title: "Remembered answers are kept apart by listener, role and user",
    because:
      "With nginx's own key an administrator's answer is shown to whoever asks next. Statistics and version follow the " +
      "same rules as the rest of the API: only JSON is remembered, and X-Cache-Bypass is heeded.",
    accounts: [
      { what: /^proxy_cache_key$/, after: /\n\$server_port\n\S*remote_role\)\n\S*remote_user\)$/ },
      { what: /^proxy_cache_bypass$/, after: /^\$cookie_session \$http_x_cache_bypass$/ },
      { what: /^proxy_no_cache$/, after: /^\$cookie_session \$map\(\$sent_http_content_type\)/ },
      {
        what: /^x-cache-status$/,
        route: /^\/api\/(stats|version)$/,
        after: /^\$upstream_cache_status$/,
      },
    ],
  },
  mappingKey: {
    title: "Lists of recordings are kept apart by role and user",
    because:
      "The vod module keeps what Frigate answers to /vod/, the recordings of a camera, for up to ten minutes, and finds it again " +
      "by the address alone: a camera out of bounds is shown to whoever comes after somebody who may see it.",
    accounts: [
      {
        route: /^\/vod\/$/,
        what: /^vod_media_set_map_uri$/,
        after: /\n\S*remote_role\)\n\S*remote_user\)$/,
      },
    ],
  },
  shortWaits: {
    title: "Nobody waits half a second for an answer that is on its way",
    because:
      "nginx wakes who waits for another one's answer every 500 ms only, or when the time is up. Upstream's limit is five " +
      "seconds; here it is 50 ms, after which they are served what was remembered, or are passed on.",
    accounts: [{ what: /^proxy_cache_lock_timeout$/, after: /^0\.05s$/ }],
  },
  wholeHeaders: {
    title:
      "Every backend gets the whole set of headers: Host and X-Forwarded-* from nginx, and nothing a client claims to be",
    because:
      "nginx inherits proxy_set_header all or nothing, so upstream's inner locations lose the headers of the outer one, and " +
      "a client can set them itself. Headers by which /auth knows somebody go no further than /auth.",
    accounts: [
      ...forwarded.map((header) => ({ aspect: "header-to-backend", ...header })),
      { aspect: "header-to-backend", what: claimed, route: /^(?!= \/auth$)/, after: notSent },
      { aspect: "header-to-backend", what: underscored, after: notSent },
      { what: /^proxy_headers_hash_bucket_size$/, after: /^8192$/ },
    ],
  },
  sealed: {
    title: "Settings of the rest of nginx do not change who is let in",
    because:
      "A maintenance page (`error_page … =200`), a cache or a rate limit for all of nginx would be inherited by /auth, and " +
      "turn a no into a yes, or a yes into a no. What could be inherited is named where it decides.",
    accounts: [
      { route: /^= \/auth$/, aspect: "matcher", what: /^kind$/, after: /^exact$/ },
      { route: /^= \/auth$/, what: /^418$/, after: /^\/418$/ },
      ...sealsOf("check").map((seal) => ({ route: /^= \/auth$/, ...sealed(seal) })),
      ...sealsOf("cached").map(sealed),
    ],
  },
  ownListener: {
    title: "Frigate's own listener is a server of its own",
    because:
      "Frigate exports recordings by way of 127.0.0.1:5000. In nixpkgs' module that is a port of the public host, so that basic " +
      "auth, client certificates or address rules there stop exports, and replacing extraConfig removes the listener.",
    accounts: [
      { aspect: "listen", what: /^127\.0\.0\.1:\d+$/, after: /^–$/ },
      { route: /^server 127\.0\.0\.1$/, what: /^server$/, after: /^127\.0\.0\.1:\d+$/ },
    ],
  },
  otherSites: {
    title: "Websockets refuse pages of other sites",
    because:
      "A browser opens a websocket for any page, and sends the cookies or comes from the address that Frigate knows. The page can " +
      "read the answers: live pictures of every camera.",
    accounts: [{ what: /^refusal$/, after: /^if \(\$map\(.*\) \{ return 403 \}$/s }],
  },
  privateAnswers: {
    title: "Pictures are for the browser's cache alone, and cookies for none",
    because:
      "Upstream marks /clips/ as public for a week: a cache in front of this host shows them to everybody. An answer that renews a " +
      "session carries a cookie that must not be shared either.",
    accounts: [
      {
        route: /^\/clips\/$/,
        what: /^(cache-control|expires directive)$/,
        after: ofRenewed("(private|7d); default=>.*"),
      },
      { what: /^cache-control$/, after: ofRenewed("; default=>no-store") },
    ],
  },
  newCookie: {
    title: "A cookie that Frigate sets itself is the last word",
    because:
      "Whoever changes the password, or signs out, while the session is due for renewal gets two cookies from upstream. The " +
      "renewed old one comes last, and wins.",
    accounts: [{ what: /^set-cookie$/, after: renewed }],
  },
  keepAlive: {
    title: "HTTP/1.1 and open connections to the backends",
    because:
      "Upstream opens a connection for every request, and one more for every question to Frigate's /auth.",
    accounts: [
      { aspect: "http-version", after: /^1\.1$/ },
      { aspect: "header-to-backend", what: /^connection$/, after: notSent },
      { aspect: "upstream", what: /^keepalive$/, after: /^\d+$/ },
    ],
  },
  versions: {
    title: "Routes and vod settings are those of the Frigate version in use",
    because:
      "From 0.18 on, Frigate answers /api/go2rtc/api itself and checks the camera; passed on to go2rtc it shows every " +
      "stream to every role. Fragmented MP4, fonts, locales and the first-time hint came with 0.16 and 0.17.",
    accounts: [
      { aspect: "matcher", route: exactly(ofSomeVersions) },
      { route: /^\/vod\/$/, what: /^(vod_hls_container_format|502)$/ },
    ],
  },
  ownRoutes: {
    title: "Routes that nixpkgs' module does not have",
    because: ownRoutes.map(([name, { notInNixpkgs }]) => `${name}: ${notInNixpkgs ?? ""}.`).join(" "),
    accounts: ownRoutes.length === 0 ? [] : [{ aspect: "matcher", route: exactly(ownRoutes) }],
  },
  insideLocations: {
    title: "vod, file and upload settings stand in the locations that use them",
    because: "Upstream keeps them in the virtual host's extraConfig; whoever replaces that loses them.",
    accounts: [
      { what: /^open_file_cache/, after: /^(max=1000 inactive=300s|120s|on)$/ },
      { what: /^aio$/, after: /^on$/ },
      { route: /^server /, what: /^(aio|open_file_cache)/, after: /^(off|60s)$/ },
      { what: /^client_max_body_size$/, after: /^20m$/ },
      { route: /^\/vod\/$/, aspect: "vod", what: /^vod_(?!hls_container_format)/, after: /^(?!–)/ },
    ],
  },
  relativeRedirects: {
    title: "A redirect to a path's last slash stays where the browser is",
    because:
      "nginx leads from /assets to /assets/ by way of the client's Host header and its own port, which behind another " +
      "proxy is one nobody reaches.",
    accounts: [{ what: /^absolute_redirect$/, after: /^off$/ }],
  },
  nothingGlobal: {
    title: "Nothing changes for other hosts",
    because:
      "Upstream turns gzip on for the whole nginx, and then limits it to playlists in Frigate's own host. Here compression " +
      "is set where Frigate's pages and playlists are served, and nowhere else.",
    accounts: [
      { aspect: "http-level", what: /^gzip(_static)?$/, after: /^off$/ },
      { aspect: "compression", what: /^gzip_types$/, after: /application\/vnd\.apple\.mpegurl/ },
    ],
  },
  noRtmp: {
    title: "No RTMP server",
    because: "Upstream listens on port 1935 of every address for a protocol that Frigate dropped in 0.14.",
    accounts: [{ what: /^rtmp$/, after: /^–$/ }],
  },
} as const satisfies Record<string, Correction>;

export type CorrectionName = keyof typeof corrections;
