/** nginx maps at http level without a user's values. Those that hold some are written in module/frigate. */
import { mapTo, type Condition, type Directive } from "./nginx.ts";

/** How long browsers may keep pictures of clips, from "private, 7 days" in routes.ts. Source: N/nginx.conf (N/ as in frigate.ts). */
const privateTime = "7d";

/** Maps at http level without a user's values; their variables are ours by prefix. */
export interface HttpMap {
  readonly comment: string;
  readonly map: Directive<"http">;
  /** Only there when this holds. */
  readonly when?: Condition;
}

/**
 * Where no name leads: none at all, and one of tabs, which nginx leaves in a header. An expression alone would not do, as nginx
 * tries none for an empty value (ngx_http_map_find in src/http/ngx_http_variables.c).
 */
const nameless = (target: string) =>
  [
    ["", target],
    ["~^\\s+\\z", target],
  ] as const;

/** In the order of the rendered configuration. */
export const maps: readonly HttpMap[] = [
  {
    comment: "Only JSON is remembered; FastAPI names that type without parameters.",
    map: mapTo("$sent_http_content_type", "$frigate_no_cache", [
      ["application/json", "0"],
      ["default", "1"],
    ]),
  },
  {
    comment:
      "The URI, safe for a header: $uri is decoded, and a %0a would end the line. \\z, as $ matches before a last line break.",
    map: mapTo("$uri", "$frigate_original_uri", [
      ["~^/(?!/)[A-Za-z0-9_/.~!&'()*+,:=@-]*\\z", "$uri$is_args$args"],
      ["default", "$frigate_raw_uri"],
    ]),
  },
  {
    comment:
      "Frigate does not look behind dot segments, and shows /clips/../ to nobody (frigate/api/media_auth.py). It is the default, as nginx takes that when an expression fails.",
    map: mapTo("$request_uri", "$frigate_raw_uri", [
      [`~*^[^?]*(?:/|%2f)(?:(?:\\.|%2e){1,2}(?:/|%2f|\\?|#|\\z)|/|%2f)`, "/clips/../"],
      ["~.", "$request_uri"],
      ["default", "/clips/../"],
    ]),
  },
  {
    comment:
      "The cookie that /auth renews, unless Frigate sets one itself: after a new password, or to sign out.",
    map: mapTo("$upstream_http_set_cookie", "$frigate_renewed_cookie", [
      ["", "$frigate_cookie"],
      ["default", ""],
    ]),
  },
  {
    comment: "An answer that sets a cookie is for nobody's cache.",
    map: mapTo("$frigate_renewed_cookie", "$frigate_cookie_cache_control", [
      ["", ""],
      ["default", "no-store"],
    ]),
  },
  {
    comment: "Of other answers, browsers may keep some, and shared caches none.",
    map: mapTo("$frigate_renewed_cookie", "$frigate_private_cache_control", [
      ["", "private"],
      ["default", "no-store"],
    ]),
  },
  {
    comment: "",
    map: mapTo("$frigate_renewed_cookie", "$frigate_private_time", [
      ["", privateTime],
      ["default", "off"],
    ]),
  },
  {
    comment:
      "Host of the page that a browser asks from. A page without a host, such as a local file, is none of Frigate's.",
    map: mapTo("$http_origin", "$frigate_page", [
      ["", ""],
      ["~*^https?://(?<frigate_page_host>[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::[0-9]+)?\\z", "$frigate_page_host"],
      ["default", "-"],
    ]),
  },
  {
    comment: "Whether that page is another site's. Ports do not count, as proxies change them.",
    map: mapTo("$frigate_page $host", "$frigate_foreign_page", [
      ["~^ ", "0"],
      ["~*^(\\S+) \\1\\z", "0"],
      ["default", "$frigate_unknown_page"],
    ]),
  },
  {
    comment:
      "Whether a request comes by way of another site: by its page, or by a name of its own for this address.",
    map: mapTo("$frigate_foreign_page$frigate_unknown_host", "$frigate_foreign", [
      ["00", "0"],
      ["default", "1"],
    ]),
  },
  {
    when: "trustsProxy",
    comment: "A comma: nginx joins two headers of one name, of which one may be the client's.",
    map: mapTo("$frigate_proxy_user", "$frigate_person", [
      ...nameless("frigate-identity/stranger"),
      ["~,", "frigate-identity/stranger"],
      ["default", "frigate-identity/known"],
    ]),
  },
  {
    when: "judgesCameras",
    comment: "Frigate is asked about files and streams of single cameras, and about nothing else.",
    map: mapTo("$http_x_frigate_judged", "$frigate_judge", [
      ["1", "/frigate"],
      ["default", "/admitted"],
    ]),
  },
  {
    when: "asksGateway",
    comment: "Who has no name is refused.",
    map: mapTo("$frigate_gateway_user", "$frigate_verdict", [
      ...nameless("/refused"),
      ["default", "$frigate_entry"],
    ]),
  },
  {
    when: "asksGateway",
    comment: "Whether a browser goes to a page; older ones do not say.",
    map: mapTo("$http_sec_fetch_mode", "$frigate_navigation", [
      ["", "1"],
      ["navigate", "1"],
      ["default", ""],
    ]),
  },
  {
    when: "asksForPages",
    comment: "A name that is safe in HTML.",
    map: mapTo("$frigate_user", "$frigate_shown_user", [
      ["~^[A-Za-z0-9_.@+-][A-Za-z0-9_.@+ -]*\\z", "$frigate_user"],
      ["default", "(another name)"],
    ]),
  },
  {
    when: "splitsCookie",
    comment: "The attributes of a session cookie, for its second part.",
    map: mapTo("$frigate_gateway_first_cookie", "$frigate_cookie_attributes", [
      ["~^[^;]*(?<frigate_attributes>;.*)", "$frigate_attributes"],
      ["default", ""],
    ]),
  },
];
