/** What the audit looks for: the words of each rule. generator/inspect/audit/rules/ has a check for each, by its id. */

/** How bad a hole is by itself, the worst first. */
export const severityMeanings = {
  critical: "a stranger gets in, or anybody becomes somebody else",
  high: "a person who may come in sees or does what is not theirs",
  medium: "a hole as soon as something else goes wrong, or somebody is locked out",
  low: "untidy, and a trap for the next change",
} as const satisfies Record<string, string>;

export type Severity = keyof typeof severityMeanings;

export const severities = Object.keys(severityMeanings) as readonly Severity[];

/** What a rule says of itself. */
export interface RuleWords {
  /** The worst that it finds. */
  readonly severity: Severity;
  /** A line without a full stop. */
  readonly title: string;
  /** CommonMark: what it is, why it matters, where that is known from. */
  readonly about: string;
}

/** By id, in the order of docs/audit.md: who gets in, as whom, what is kept, what decides, what people see. */
export const auditRules = {
  "unprotected-route": {
    severity: "critical",
    title: "A protected path can be reached without a question",
    about: `Cameras, recordings and settings are behind paths that only somebody may have who was let in (generator/schema/routes.ts).
nginx asks nobody on its own: a location without \`auth_request\`, with \`auth_request off\`, or one that takes the path away from
the location that asks – an expression comes before every prefix without \`^~\` – lets everybody in. So does a named or internal
location that leads to Frigate and is reached by \`error_page 401\`, \`try_files\` or \`rewrite\`: \`rewrite\` runs before
\`auth_request\`. Looked at is where nginx takes each path (ngx_http_core_find_location), not how a location is called; also found
are \`root\` and \`alias\` that serve the directories of recordings, and other paths that lead to Frigate's servers.
Passwords, client certificates and other modules that refuse count as a question; where only addresses are looked at, that is
reported as medium. In front of Frigate's own nginx at port 8971, which asks for Frigate's sign-in, nothing has to ask; where a
gateway guards \`/\` or \`/api\` there, other locations to the same Frigate without it are reported as high, since with
\`auth.enabled: false\` only the gateway asks.`,
  },
  "auth-cannot-refuse": {
    severity: "critical",
    title: "The question of auth_request is put to nobody who can say no",
    about: `\`auth_request\` lets in on any answer of 2xx (ngx_http_auth_request_module.c). A location that returns 200 or 204, or a path
without a location of its own, which ends at \`/\` and its \`try_files\`, says yes to everybody. The argument of \`auth_request\` is a
plain path: variables stay as they are written and a query becomes part of the path, so \`auth_request /auth?x=y\` asks for a path
that is called like that.`,
  },
  "error-page-lets-in": {
    severity: "critical",
    title: "An error page turns a refusal or a failure into a yes",
    about: `\`auth_request\` lets in on 2xx, and \`error_page … =200\`, or \`=\` with a page that answers 200, makes 200 of another status.
A location that is asked inherits \`error_page\` from its server and from \`http\`, and so does a server of this nginx that it
leads to. A maintenance page such as \`error_page 502 503 504 =200 /down.html\` then lets everybody in while Frigate or the
gateway is down; with \`proxy_intercept_errors on\`, or where nginx itself refuses, a page for 401 or 403 does so always.
Without \`=\` the status is kept (documentation of \`error_page\`; tried in nginx 1.22). A location with an \`error_page\` of
its own inherits none.`,
  },
  "satisfy-any": {
    severity: "critical",
    title: "An address gets in without being asked",
    about: `With \`satisfy any\` one of \`allow\`/\`deny\`, \`auth_basic\` and \`auth_request\` is enough
(ngx_http_core_access_phase). Whoever has an address that is allowed is not asked, and Frigate is not told who it is; with
another proxy in front of nginx that may be everybody. It is critical where all addresses are allowed, low where only this
machine is, and harmless while nothing but \`deny all\` stands beside it. In a server that answers \`auth_request\`, and that only nginx
itself comes to, the address of this machine is everybody's. Whoever has the password of \`auth_basic\` is not asked either.`,
  },
  "internal-port-exposed": {
    severity: "critical",
    title: "Frigate's internal port can be reached from outside",
    about: `Frigate calls itself on port 5000, and whoever comes through it is administrator without being asked: /auth looks at
\`X-Server-Port\` before anything else (frigate/api/auth.py). So that port may be listened on at a loopback address only, and no
location may pass requests on to it without a question, wherever Frigate is: on this machine, another one, or in a container. That
holds for every server of this nginx, and for \`stream\`. With a gateway that asks it is taken as meant that whoever is let in is
administrator; it is reported as high where addresses alone decide, or another server here asks Frigate for roles. Not reported where the port that
Frigate is told is looked up by address and port together. Whether a firewall keeps the port closed cannot be seen here.`,
  },
  "client-chosen-upstream": {
    severity: "critical",
    title: "The client chooses the server that a request is passed on to",
    about: `\`proxy_pass http://$arg_server\`, \`http://$http_x_target\` or \`http://$host\` in a server for every host leads to where the
client says: an \`upstream\` of the same file by its name, or any address, which needs no resolver. Frigate's API on
127.0.0.1:5001 believes the headers \`Remote-User\` and \`Remote-Role\` of whoever connects (frigate/api/auth.py), so one such
location in any server of this nginx makes an administrator. Not reported are a \`map\` with values of its own, text in front of
the variable, and \`$host\` with a port that is none of Frigate's.`,
  },
  "public-prefix": {
    severity: "high",
    title: "A public path lets in what begins like it",
    about: `Signing in has to be possible without a session, so \`/api/login\` asks nobody. As a prefix, \`location /api/login\` also
matches \`/api/login_camera/latest.jpg\`: everything the API has for a camera of that name, and whatever a later release puts there.
Frigate's own nginx.conf and nixpkgs' module write it as a prefix; \`location = /api/login\` is what is meant.`,
  },
  "rtmp-open": {
    severity: "high",
    title: "An RTMP server plays for everybody",
    about: `Frigate dropped RTMP in 0.14, and nixpkgs' module still opens \`listen 1935\` on every address with \`allow play all\`: whatever is
published there is for everybody to watch, and what is published by a forgotten camera setting is not missed by anybody. go2rtc has
taken its place.`,
  },
  "alias-traversal": {
    severity: "high",
    title: "An alias gives files of the directory above",
    about: `\`location /stream { alias /tmp/stream/; }\` takes \`/stream../cache/x\` for \`/tmp/stream/../cache/x\`: what follows the
prefix is put behind the alias as it is, and \`..\` in the middle of a path's segment is not normalised away. A location with an alias
that ends in a slash has to end in one itself.`,
  },
  "client-identity-header": {
    severity: "critical",
    title: "The client says who it is",
    about: `Frigate's servers believe the headers \`Remote-User\` and \`Remote-Role\` of whoever connects (frigate/api/auth.py,
frigate/comms/ws.py), and nginx passes on what the client sent unless \`proxy_set_header\` names the header. So each location that
leads there has to set both, from the answer of \`auth_request\` or to \`""\`. \`X-Server-Port\` is one more: /auth lets everybody in
as administrator who comes through the internal port, and learns the port from that header. What comes from a \`map\` or \`geo\`
that also looks at something else, such as the client's address, is not reported.`,
  },
  "constant-identity": {
    severity: "critical",
    title: "Everybody has the same name or role",
    about: `\`Remote-Role\` with a fixed text makes everybody who is let in that role, whatever their own is. With \`admin\`, every
viewer sees all cameras, changes settings and deletes recordings. The overrides that are passed on in forums do so because a
gateway does not answer with a role of Frigate's; a \`map\` from its groups to a role does.`,
  },
  "everybody-trusted": {
    severity: "critical",
    title: "Every address counts as known",
    about: `A \`geo\` says which addresses are a trusted proxy's, or a program's that is known by its address. With \`0.0.0.0/0\` or
\`::/0\` among them everybody is: whoever connects says by \`Remote-User\` who they are, or is let in under the program's name.
Looked at are tables that have a say in who is let in, and values other than that of an unknown address and than 0, off or no.
\`set_real_ip_from 0.0.0.0/0\` comes to the same where addresses decide: the client writes the address that it wants to have into
\`X-Real-IP\` or \`X-Forwarded-For\` (documentation of ngx_http_realip_module).`,
  },
  "duplicate-proxy-header": {
    severity: "high",
    title: "A header is sent twice",
    about: `Two lines \`proxy_set_header\` with the same name do not replace one another: nginx sends both, and each backend picks one or
joins them in its own way. Of two \`Remote-User\`, Frigate's API may see one person and its websocket another; with two \`Host\` a Go
program answers 400 (tried in nginx 1.22 and 1.30). Text that is added to a location that already has the lines does that. High
for headers that say who somebody is, else medium.`,
  },
  "underscored-headers": {
    severity: "high",
    title: "Headers with odd names are let through",
    about: `\`Remote_Role\` and \`Remote-Role\` are two headers to nginx and one to a WSGI program, which knows both as
\`HTTP_REMOTE_ROLE\`; Frigate's websocket is one (frigate/comms/ws.py). nginx drops names with underscores, unless
\`underscores_in_headers on\` or \`ignore_invalid_headers off\` lets them through: then \`proxy_set_header Remote-Role\` does not keep the
client's \`Remote_Role\` from arriving. nginx reads the headers with the settings of the server that it knows so far, the default one or the
one that TLS names, so another server at the same address and port counts, too (tried in nginx 1.22). Not reported where the locations of
the websockets set \`Remote_User\` and \`Remote_Role\`, and nginx itself believes no identity header.`,
  },
  "decoded-path-in-header": {
    severity: "high",
    title: "The decoded path is put into a header",
    about: `\`$uri\` and \`$document_uri\` are the path after decoding: \`%0d%0a\` in an address is a line break there. In \`return 302\`,
\`add_header\` or \`proxy_set_header\` it ends the header, and what follows is a header of the client's choice: for the browser a
cookie, for Frigate \`X-Server-Port: 5000\`, which makes an administrator. \`$request_uri\` is as the client sent it, without line breaks.
A \`map\` that lets harmless characters through is not reported.`,
  },
  "frigate-not-asked": {
    severity: "high",
    title: "Only the gateway is asked, and Frigate is not",
    about: `Frigate's own \`/auth\` does more than to say yes: it gives the role, and from 0.18 on it refuses recordings, clips, exports and
live streams of cameras that a role may not see (frigate/api/media_auth.py). nginx serves these files itself, so when
\`auth_request\` asks the gateway in place of Frigate, nobody looks at the camera. A gateway that says yes without a name is a yes
to nobody, too. Not reported where a server of this nginx answers with \`Remote-Role\` by itself: that is right as long as no role
is limited to cameras, which only Frigate's settings say. Followed are \`proxy_pass\`, upstreams, maps and other servers of the
same nginx, such as one on a unix socket that asks the gateway first and Frigate second.`,
  },
  "replaced-server-auth": {
    severity: "high",
    title: "The server's auth_request is replaced in locations",
    about: `One \`auth_request\` holds per location, the innermost: with \`auth_request /oauth2/auth\` in the server – as NixOS'
\`services.oauth2-proxy.nginx.virtualHosts\` writes it – and \`auth_request /auth\` in Frigate's locations, only \`/\` and the pages ask
the gateway, and /api, /ws, recordings and clips ask Frigate alone. With \`auth.enabled: false\` Frigate lets everybody in whom nobody
else has kept out. Somebody who sees the sign-in page believes that all is behind it.`,
  },
  "client-chosen-address": {
    severity: "high",
    title: "The client chooses the address that Frigate judges",
    about: `Frigate's /auth learns from \`X-Original-URL\` what is asked for, and looks whether the role may see that camera
(frigate/api/media_auth.py, from 0.18 on); no address, or one that it cannot read, is none it refuses. \`$http_host\` is whatever the
client writes: with \`Host: a?b\` – which nginx accepts – the address has no path any more. So is \`$host\` in a server that requests
for unknown hosts come to. \`$request_uri\` is the path before nginx has normalised it: \`/x/../clips/…\` is one path to nginx and another
to Frigate. The safe form is a fixed host and the normalised path, by a \`map\` so that no line break gets through.`,
  },
  "unchecked-camera-path": {
    severity: "high",
    title: "A stream has a spelling that Frigate does not check",
    about: `From 0.18 on Frigate's /auth looks whether a role may see the camera of a live stream, for the very paths
\`/live/mse/api/ws\`, \`/live/webrtc/api/ws\` and \`/api/go2rtc/webrtc\` (frigate/api/auth.py, deny_response_for_go2rtc_stream). Where nginx
matches them as prefixes, \`/live/mse/api/ws/?src=front_door\` goes to go2rtc all the same, and nobody has looked at the camera
(tried in nginx). Exact locations close that.`,
  },
  "auth-forwards-headers": {
    severity: "high",
    title: "The question is passed on with every header of the client's",
    about: `Whoever decides learns what is asked about, and from whom, by headers. nginx passes all headers of the client's on unless
\`proxy_pass_request_headers off\` stands in the location: an \`X-Forwarded-Uri\` or \`X-Original-URL\` that nginx does not set is then
the client's, and rules for public paths let it in (oauth2-proxy GHSA-7x63-xv5r-3p2x). High where such a header is left to the
client, else medium: a header that the next release of the gateway looks at is open, too.`,
  },
  "auth-forwards-body": {
    severity: "medium",
    title: "The question announces a body that does not come",
    about: `The question of \`auth_request\` is a GET without a body, but nginx passes the \`Content-Length\` of the client's request on with
it. The gateway then waits for a body, and with it every upload or form; under a few such requests sign-in stands still.
\`proxy_set_header Content-Length ""\` is what helps; \`proxy_pass_request_body off\` alone does not take the header away
(ngx_http_proxy_create_request; tried in nginx 1.22).`,
  },
  "gateway-believes-client": {
    severity: "high",
    title: "The gateway's pages believe what the client says about the address",
    about: `A gateway behind nginx believes \`X-Forwarded-Uri\`, \`X-Forwarded-Host\` and \`X-Forwarded-Proto\`: by them it knows public paths,
chooses the cookie's domain and where people return to. nginx passes them on as the client sent them where the gateway's own pages
have a location that does not set them. oauth2-proxy let people in that way (GHSA-7x63-xv5r-3p2x); both its locations have to set
them. Looked at are open
locations that lead to the address \`auth_request\` asks. A \`Host\` of the client's choice is reported as low, since most guides have it.`,
  },
  "limit-without-address": {
    severity: "medium",
    title: "A limit for each address counts everybody as one",
    about: `\`limit_req\` and \`limit_conn\` by \`$binary_remote_addr\`, written into \`http\`, also hold in a server on a unix socket or a
loopback address that answers \`auth_request\`. There the address is \`unix:\` or 127.0.0.1 for all the world. A few dozen
requests of one stranger use the limit up, \`auth_request\` gets 503, and everybody 500 (tried in nginx 1.22). Subrequests are
not counted (ngx_http_limit_req_module.c), requests that are passed on to such a server are.`,
  },
  "auth-basic-in-question": {
    severity: "medium",
    title: "The server that answers auth_request asks for a password of its own",
    about: `\`auth_basic\` in \`http\` also holds in a server of this nginx that answers \`auth_request\`, even where Frigate's own server
says \`auth_basic off\`. nginx skips passwords and addresses in a subrequest (ngx_http_core_access_phase), but what is passed on
to such a server is a request of its own. Its 401 then counts as the answer: nobody is let in, or only who sends the password as
well.`,
  },
  "cache-key-without-identity": {
    severity: "critical",
    title: "Remembered answers are shared by everybody",
    about: `nginx' cache finds an answer by its key, and the standard one is the address alone (documentation of \`proxy_cache_key\`). Frigate
answers each person by their role and cameras: an administrator's \`/api/users\` or \`/api/config\` is then given to any viewer
who asks within the time of \`proxy_cache_valid\`, without asking Frigate. The key has to hold what goes to Frigate as
\`Remote-User\` and \`Remote-Role\`; Frigate's own nginx.conf has it since 0.17.2 ("fix admin response cache leak to non-admin
users", #23261). The same holds for a cache in front of the gateway: there the key needs every credential that is passed on, the
cookie and \`Authorization\`; one without them lets a stranger in with somebody else's yes. The gateway's own pages need it as
well, as some of them say who somebody is. A \`proxy_cache\` in \`http\` is inherited by all of them.`,
  },
  "stale-auth-answer": {
    severity: "medium",
    title: "An old yes is used when there is no new one",
    about: `Where the answer to \`auth_request\` is remembered, \`proxy_cache_use_stale\` gives an old yes in the cases that it names:
\`error\`, \`timeout\` and \`http_500\` while the gateway is down, \`http_403\` when it refuses. With \`updating\` and
\`proxy_cache_background_update on\` the old yes is given first and a new one fetched later. A no is not stored, so the old yes
never goes: somebody who has signed out stays in for as long as they keep asking (tried in nginx 1.22). Both directives are
often written into \`http\`, and are inherited.`,
  },
  "public-cache-header": {
    severity: "medium",
    title: "Caches in between may keep what only some may see",
    about: `\`Cache-Control: public\` lets a shared cache keep the answer to a request that came with a session, and give it to anybody who
asks for the same address. CDNs keep .jpg without being told more; a browser keeps the pictures after signing out. \`private\`
keeps them in the browser only. Looked at are data, pictures and films; pages and scripts are the same for all. Frigate's own
nginx.conf has it at \`/clips/\`.`,
  },
  "mapping-cache-without-role": {
    severity: "high",
    title: "Recordings of a camera out of bounds are played once somebody else has played them",
    about: `Frigate limits roles to cameras since 0.17. For \`/vod/\` it looks at that when the vod module asks it for the list of
recordings (\`require_camera_access\` in frigate/api/media.py). With \`vod_mapping_cache\` the module keeps the list, where Frigate
allows it: for recordings older than an hour. It finds it again by Host and address alone (\`ngx_http_vod_map_run_step\` in
ngx_http_vod_module.c), so whoever comes after somebody who may see the camera is shown it without Frigate being asked (tried with
nginx-vod-module 1.7). \`vod_media_set_map_uri\` makes that address, and can hold the role. Frigate's own nginx.conf has the hole, too.`,
  },
  "jit-map-default": {
    severity: "medium",
    title: "A long address makes a map give its default",
    about: `With \`pcre_jit on\` expressions run on a stack of 32 KB. A group that is repeated without a limit, such as \`(?:\\.|%2e)+\`,
uses it up at some 1,400 repetitions; the match fails, nginx writes that into its log, and the map gives its default (tried in
nginx 1.22 and 1.31). Where the expression is there to keep something out and the default lets it through, the client gets it
through. Looked at are maps that have a say in who is let in, and whose default is made of a variable.`,
  },
  "set-from-auth-variable": {
    severity: "high",
    title: "A variable of the answer is used before there is one",
    about: `\`set\`, \`if\`, \`rewrite\` and \`return\` run in the rewrite phase, before \`auth_request\` asks: a variable that
\`auth_request_set\` fills is empty there, always. \`if ($role != admin) { return 403; }\` refuses everybody or nobody, and a header from
\`set $who $user\` is never sent; oauth2-proxy's documented lines for cookies in two parts have this fault (issue #3078). Use a \`map\`,
which is worked out when it is needed.`,
  },
  "lost-proxy-headers": {
    severity: "medium",
    title: "Headers of an outer block are lost",
    about: `\`proxy_set_header\` and \`add_header\` are inherited all or not at all (ngx_http_proxy_module.c,
ngx_http_headers_filter_module.c): a location with a single one of its own has none of those of the blocks around it. What gets
lost that way is often \`Host\` and \`X-Forwarded-For\`, by which Frigate limits sign-in attempts, or, on answers, the rules for the
browser. Reported is what an outer block sets and a location of Frigate's with lines of its own does not. Low for headers of answers.`,
  },
  "error-page-trap": {
    severity: "medium",
    title: "A refusal is turned into something else",
    about: `\`error_page 401 =401;\` leads to an address called \`=401\` (oauth2-proxy #3467), \`error_page 401 =302 $url\` to nowhere when
the variable is empty, and \`=200\` makes a success of a refusal. Frigate's pages recognise a lost session by 401 with a \`Location\`
(web/src/api/index.tsx): when the API's 401 becomes the page or the redirect of a gateway, a browser that follows it gets a page
where it expects data, or is stopped at another host, and nobody is asked to sign in. A redirect to sign in belongs into \`/\`
only. All tried in nginx.`,
  },
  "error-page-locks-out": {
    severity: "medium",
    title: "An error page loses the refusal",
    about: `\`auth_request\` knows three kinds of answers: 2xx, 401 and 403; of all others it makes 500. \`error_page 401 403
/refused.html\` in \`http\` is inherited by a server of this nginx that answers \`auth_request\`, which seldom has that page:
its 401 becomes 404, and who is not signed in gets 500 in place of the sign-in page (tried in nginx 1.22). A redirect does the
same. A location with an \`error_page\` of its own inherits none.`,
  },
  "foreign-websocket": {
    severity: "medium",
    title: "Pages of other sites may open websockets",
    about: `A browser opens a websocket for any page, to any host, and says in \`Origin\` which page it is; nothing else keeps the page from
reading it. Frigate does not look at \`Origin\` (frigate/comms/ws.py, frigate/output/ws_auth.py). Where a session cookie
decides, \`SameSite\` may keep other sites out. Where the address decides there is no cookie: a page that is opened on that
machine watches cameras, and as administrator gives commands. Reported are websockets that a client gets by its address, by
\`allow\`, a \`geo\` for \`Remote-User\`, or Frigate's internal port, and where nothing looks at \`$http_origin\`.`,
  },
  "unencoded-return-address": {
    severity: "medium",
    title: "The address to return to is not encoded",
    about: `A sign-in page gets the address to return to as a parameter. nginx puts variables into it as they are, so the query of that
address ends at its first \`&\`, and what comes behind is a parameter for the sign-in page – one that a link of somebody else's can
choose. \`return 302 …?rd=$scheme://$host$request_uri\` is how many guides write it. nginx has no encoding of its own;
\`set_escape_uri\` of set-misc, njs or Lua have. Some gateways put up with it (Vouch, nginx-sso), most do not.`,
  },
  "sign-out-undone": {
    severity: "medium",
    title: "Signing out is undone by the question",
    about: `Frigate renews its session cookie in the answer of \`/auth\`, and nginx adds it to the answer with \`add_header Set-Cookie\`. On
\`/api/logout\` that cookie comes after the one that signs out, and the browser keeps the last: near the end of a session, people who
have signed out are still signed in (tried in nginx; mended in Frigate 0.18 after beta1, #23678). So the path has a location of its
own without \`auth_request\`.`,
  },
  "own-calls-refused": {
    severity: "medium",
    title: "Frigate's own calls have to sign in",
    about: `Frigate fetches recordings from itself, through nginx' internal port, when it exports one or searches for motion
(frigate/record/export.py). Where the question goes to a gateway, which knows nothing of that port, ffmpeg gets 401 or a redirect: the
export fails, and is deleted (nixpkgs issue #370349). The question has to end at Frigate for requests that come through that port.`,
  },
  "redirect-to-client-host": {
    severity: "low",
    title: "A redirect of nginx's own leads to a host of the client's choice",
    about: `To \`/assets\` nginx answers with a redirect to \`/assets/\`, as for every directory and every \`proxy_pass\` at a path with a
last slash, and makes it an address of its own with the \`Host\` of the request
and the port it listens on (documentation of \`absolute_redirect\`). In a server that also takes requests for unknown hosts, a cache in
between can be made to keep a redirect to somewhere else, and behind another proxy the port is one that nobody reaches.`,
  },
} as const satisfies Record<string, RuleWords>;

export type RuleId = keyof typeof auditRules;
