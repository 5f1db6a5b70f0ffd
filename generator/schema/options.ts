/**
 * Every option of the module, in the order of the NixOS manual. The comments are the options' descriptions; the tags and
 * types that may be used are explained in CONTRIBUTING.md.
 */
import type {
  AbsolutePath,
  ClientName,
  Duration,
  Freeform,
  GatewayName,
  GatewayUrl,
  GatewayValue,
  GroupName,
  HeaderName,
  HeaderValue,
  HostName,
  Lines,
  ListenAddress,
  Network,
  Package,
  PackageDirectory,
  ParameterName,
  Peer,
  PublicUrl,
  QuotedHeaderValue,
  RoleName,
  Separator,
  ServerUrl,
  UrlOrPath,
  UrlPath,
} from "./vocabulary.ts";

/** Everything below `services.frigate`. */
export interface Frigate {
  /**
   * @enable Frigate, a network video recorder that detects objects in camera streams
   * @changes virtual host, every route, identity server, Frigate's own listener
   */
  enable: boolean;

  /**
   * @package frigate
   * @changes user interface, routes of some versions, /vod/, Frigate's own listener, = /auth, identity = /auth,
   *   identity = /known, identity = /frigate
   */
  package: Package;

  /**
   * Whether Frigate checks its configuration while the system is being built. The check runs Frigate itself, so it is off by
   * default where the building machine cannot run it, and on AArch64.
   *
   * @changes no route: how Frigate's configuration is checked while the system is being built
   * @computedDefault buildMachineCanRunFrigate
   */
  checkConfig: boolean;

  /**
   * Name of the nginx virtual host that serves Frigate. TLS, addresses and everything else about that host are set in
   * {option}`services.nginx.virtualHosts.<name>`.
   *
   * @changes virtual host, public address
   * @example "frigate.example.com"
   */
  hostname: string;

  /** How nginx serves Frigate. */
  nginx: Nginx;

  /**
   * Shell commands that run before the check of {option}`services.frigate.checkConfig`. They can set variables the configuration
   * refers to, or change the configuration (the file `$out`) into one that can be checked inside the build sandbox.
   *
   * @changes no route: how Frigate's configuration is checked while the system is being built
   * @default ""
   * @example "export FRIGATE_MQTT_PASSWORD=not-the-real-one"
   */
  preCheckConfig: Lines;

  /**
   * Frigate's configuration. Options without a description here are those of Frigate:
   *
   * - [Getting started](https://docs.frigate.video/guides/getting_started)
   * - [Reference](https://docs.frigate.video/configuration/reference)
   *
   * A setting that is `null` is left out.
   *
   * @changes no route: Frigate's configuration
   * @default {}
   * @example { "ui": { "timezone": "Europe/Vienna" } }
   */
  settings: Settings;

  /**
   * VA-API driver that Frigate is made to use, together with `settings.ffmpeg.hwaccel_args`. VA-API works without it; on a
   * host with more than one graphics card it says which one is meant.
   *
   * :::{.note}
   * VA-API needs {option}`hardware.graphics.enable`, and on Intel hardware a driver such as
   * `pkgs.intel-media-driver` (fifth generation and newer) in {option}`hardware.graphics.extraPackages`.
   * :::
   *
   * @changes no route: Frigate's environment
   * @example "radeonsi"
   * @see https://docs.frigate.video/configuration/hardware_acceleration
   * @see https://docs.frigate.video/configuration/ffmpeg_presets#hwaccel-presets
   */
  vaapiDriver: "i965" | "iHD" | "nouveau" | "vdpau" | "nvidia" | "radeonsi" | null;
}

/** Everything below `services.frigate.nginx`. */
export interface Nginx {
  /**
   * Further names by which browsers call this host, besides {option}`services.frigate.hostname`, the aliases of the virtual
   * host and the name in {option}`services.frigate.nginx.publicUrl`.
   *
   * A websocket is refused when the page that opens it is another site's. Users who are known by their address are refused,
   * too, when they call the host by a name that is not one of these: a page of another site could otherwise act for them.
   * Home Assistant passes on under which name it is called itself, so list its name when it shows live pictures.
   *
   * @changes websockets, = /auth, Frigate's own listener
   * @default []
   * @example ["homeassistant.local"]
   */
  allowedHosts: HostName[];

  /**
   * How long an answer that lets a user in is cached, so that a page full of thumbnails asks once. The answer is that of the
   * gateway, or of Frigate where Frigate's own sign-in is on. A user who signs out can use Frigate for this long.
   *
   * The cache tells apart credentials (cookies and `Authorization` header), client addresses and, unless the gateway in
   * {option}`services.frigate.nginx.preset` answers alike for all of them, URLs. An answer that sets a cookie is not cached.
   *
   * @changes = /auth, identity = /gateway
   * @example "5s"
   */
  authCache: Duration | null;

  /**
   * Lines of nginx for the request to the gateway. They take the place of the module's own, for example for the time that
   * the gateway may take.
   *
   * @changes identity = /gateway
   * @default ""
   * @example "proxy_read_timeout 30s;"
   */
  authRequestConfig: Lines;

  /**
   * Headers that the gateway is sent, besides cookies. A client's headers of these names never reach it.
   *
   * Values may hold `$frigate_url`, `$frigate_uri` (path and query), `$frigate_method`, `$frigate_scheme`, `$frigate_host`,
   * `$frigate_address` and `$frigate_port` of the client, and `$frigate_authorization`.
   *
   * @changes identity = /gateway
   * @default {}
   * @example { "X-Original-URL": "$frigate_url" }
   */
  authRequestHeaders: Record<HeaderName, GatewayValue>;

  /**
   * Address of the gateway (forward-auth server) that is asked for every request whether it may pass, and who the user is.
   * Frigate still decides what that user may see. A request for which the gateway names no user is refused.
   *
   * @changes pages that ask for a session, way to sign in, refusal, = /auth, identity server
   * @example "http://127.0.0.1:4180/oauth2/auth"
   */
  authRequestUrl: GatewayUrl | null;

  /**
   * Programs, such as Home Assistant or Prometheus, that are let in without signing in. They are known by their address, and
   * use certain paths as a certain user.
   *
   * @changes every protected route, = /auth, identity = /known, identity = /admitted, identity = /refused
   * @default {}
   * @example { "prometheus": { "addresses": ["192.0.2.9"], "paths": ["/api/metrics"], "user": "prometheus" } }
   */
  clients: Record<ClientName, Client>;

  /**
   * How nginx makes sure that it talks to the gateway, where the gateway is asked by https.
   *
   * @changes identity = /gateway, pages of the gateway
   */
  gatewayTls: GatewayTls;

  /**
   * Address and port on which Frigate reaches its own web interface, for example to export a recording. Frigate always calls
   * 127.0.0.1, and before 0.18 always port 5000. With `null` there is no such listener, and exports fail.
   *
   * Whoever can connect here is an administrator without signing in. It is a server of its own: what guards
   * {option}`services.frigate.hostname` does not reach it.
   *
   * @changes Frigate's own listener
   * @computedDefault internalListenOfSettings
   * @example "127.0.0.1:5000"
   * @source frigate/api/auth.py (GET /auth, X-Server-Port), frigate/record/export.py
   */
  internalListen: ListenAddress | null;

  /**
   * A gateway that is known by name. It sets the options below {option}`services.frigate.nginx` that describe the gateway;
   * each can still be set to something else.
   *
   * @changes single sign-on, identity = /known, identity = /stranger
   * @example "oauth2-proxy"
   */
  preset: GatewayName | null;

  /**
   * The gateway's own pages on Frigate's host, such as the one to sign in on: paths, and the address of the gateway. Everybody
   * reaches them without signing in. What is set here takes the place of all that the preset has, so that `{ }` means none.
   *
   * @changes pages of the gateway
   * @default {}
   * @example { "/oauth2/": "http://127.0.0.1:4180" }
   */
  publicLocations: Record<UrlPath, ServerUrl>;

  /**
   * How browsers reach Frigate. The addresses to return to after signing in, and those that gateway and Frigate check, are
   * built from this and never from the client's Host header.
   *
   * @changes public address
   * @computedDefault publicUrlOfHost
   * @example "https://frigate.example.com"
   */
  publicUrl: PublicUrl;

  /**
   * Headers of every answer of Frigate's locations and of the server, errors included. nginx drops a server's own `add_header`
   * lines in each location that has one, so `Strict-Transport-Security` and the like belong here rather than into `extraConfig`.
   *
   * @changes every route
   * @default {}
   * @example { "X-Frame-Options": "DENY" }
   * @source https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header
   */
  responseHeaders: Record<HeaderName, QuotedHeaderValue>;

  /**
   * Who the user is, when something in front of Frigate has found out.
   *
   * @changes role of the user
   */
  reverseProxy: ReverseProxy;

  /**
   * Where people sign in.
   *
   * @changes way to sign in, identity = /auth, identity = /admitted, identity = /frigate, identity = /stranger,
   *   identity = /refused
   */
  signIn: SignIn;

  /**
   * Where Frigate's sign-out link leads.
   *
   * @changes refusal
   * @example "/oauth2/sign_out"
   */
  signOutUrl: UrlOrPath | null;
}

/** One program that is let in by address. */
export interface Client {
  /**
   * Addresses or networks the program comes from.
   *
   * @changes = /auth
   * @example ["192.0.2.9"]
   */
  addresses: Network[];

  /**
   * Methods the program may use.
   *
   * @changes = /auth
   * @default ["GET", "HEAD"]
   * @example ["POST"]
   */
  methods: ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE")[];

  /**
   * Paths the program may use, each with everything below it. Websockets count as GET.
   *
   * @changes = /auth
   * @example ["/api/metrics"]
   */
  paths: UrlPath[];

  /**
   * Role of the program in Frigate.
   *
   * @changes = /auth
   * @default "viewer"
   * @example "gardener"
   */
  role: RoleName;

  /**
   * Name of the program as a user of Frigate.
   *
   * @changes = /auth
   * @example "prometheus"
   */
  user: HeaderValue;
}

/** Everything below `services.frigate.nginx.gatewayTls`. */
export interface GatewayTls {
  /**
   * Certificates of the authorities that may have signed the gateway's certificate.
   *
   * @computedDefault certificatesOfHost
   * @example "/etc/ssl/home-ca.pem"
   */
  caFile: AbsolutePath;

  /**
   * Name in the gateway's certificate, where it is not the one in its address. An address that is an IP needs one, as nginx
   * looks for names only.
   *
   * @example "auth.example.com"
   */
  serverName: HostName | null;
}

/** Everything below `services.frigate.nginx.reverseProxy`. */
export interface ReverseProxy {
  /**
   * Role of a user whose groups give none. With `null` such a user is refused. Choose `null` where the gateway lets in
   * people who are not meant to use Frigate: every user with a role that is not limited to cameras sees all cameras.
   *
   * @changes role of the user, identity = /known, /, refusal
   * @default "viewer"
   * @example null
   */
  defaultRole: RoleName | null;

  /**
   * Header in which the user's groups or roles are listed: of the gateway's answer, or of requests from
   * {option}`services.frigate.nginx.reverseProxy.trustedAddresses`.
   *
   * @example "X-Auth-Request-Groups"
   */
  roleHeader: HeaderName | null;

  /**
   * Groups by the role that they give: `admin`, `viewer`, or one of `settings.auth.roles`. A user in groups of several roles
   * gets `admin` before `viewer` before the others in alphabetical order. Without any entry the header names roles.
   *
   * @changes role of the user, identity = /known
   * @default {}
   * @example { "admin": ["frigate_admins"] }
   */
  roleMap: Record<RoleName, GroupName[]>;

  /**
   * Character between two entries of the role header.
   *
   * @changes role of the user, identity = /known
   * @default ","
   * @example "|"
   */
  separator: Separator;

  /**
   * Proxies in front of this nginx that have signed users in, and whose headers are trusted; `unix:` stands for those that
   * come through a unix socket. Such a proxy must replace a client's headers of the same name. A user name with a comma is
   * refused, as nginx joins two headers with one.
   *
   * @changes = /auth
   * @default []
   * @example ["192.0.2.1", "fd00::/8"]
   */
  trustedAddresses: Peer[];

  /**
   * Header that names the user: of the gateway's answer, or of requests from
   * {option}`services.frigate.nginx.reverseProxy.trustedAddresses`.
   *
   * @changes every protected route, public API, = /auth, identity server
   * @example "X-Auth-Request-Preferred-Username"
   */
  userHeader: HeaderName | null;
}

/** Everything below `services.frigate.nginx.signIn`. */
export interface SignIn {
  /**
   * Query parameter that holds the address to return to.
   *
   * @default "rd"
   * @example "url"
   */
  redirectParameter: ParameterName;

  /**
   * Page to which a browser without a session is sent. With `null` it is sent where the gateway's answer says.
   *
   * @example "/oauth2/start"
   */
  url: UrlOrPath | null;
}

/** Everything below `services.frigate.settings`. */
export interface Settings extends Freeform<"yaml"> {
  /**
   * Cameras by name.
   *
   * @changes no route: what Frigate reads from the cameras
   * @example { "front": { "ffmpeg": { "inputs": [{ "path": "rtsp://192.0.2.1:554/rtsp", "roles": ["detect"] }] } } }
   * @see https://docs.frigate.video/configuration/cameras
   */
  cameras: Record<string, Camera>;

  /** Where Frigate keeps its records. */
  database: Database;

  /** The programs that read the streams. */
  ffmpeg: Ffmpeg;

  /** The connection to an MQTT broker. */
  mqtt: Mqtt;
}

/** One camera. */
export interface Camera extends Freeform<"yaml"> {
  /** How the camera's streams are read. */
  ffmpeg: CameraFfmpeg;
}

/** A camera's streams. */
export interface CameraFfmpeg {
  /**
   * The camera's streams, each with what it is used for.
   *
   * @example [{ "path": "rtsp://192.0.2.1:554/rtsp", "roles": ["detect"] }]
   */
  inputs: Input[];
}

/** One stream of a camera. */
export interface Input extends Freeform<"yaml"> {
  /**
   * URL of the stream.
   *
   * @example "rtsp://192.0.2.1:554/rtsp"
   */
  path: string;

  /**
   * What the stream is used for.
   *
   * @default []
   * @example ["detect", "record"]
   */
  roles: ("audio" | "detect" | "record")[];
}

/** The SQLite database. */
export interface Database {
  /**
   * File of the SQLite database.
   *
   * @changes no route: where Frigate keeps its records
   * @default "/var/lib/frigate/frigate.db"
   * @example "/srv/frigate/frigate.db"
   */
  path: AbsolutePath;
}

/** ffmpeg for all cameras. */
export interface Ffmpeg {
  /**
   * Package, or directory, whose `bin` holds ffmpeg and ffprobe.
   *
   * @changes no route: which ffmpeg Frigate runs
   * @defaultPackage ffmpeg-headless
   * @examplePackage ffmpeg-full
   */
  path: PackageDirectory;
}

/** MQTT for all cameras. */
export interface Mqtt {
  /**
   * @enable MQTT support
   * @changes no route: Frigate's connection to MQTT
   */
  enabled: boolean;

  /**
   * Host name of the MQTT broker.
   *
   * @changes no route: Frigate's connection to MQTT
   * @example "mqtt.example.com"
   */
  host: string | null;
}
