/** What an nginx cannot load of a configuration written for another one. */
import { valuesOf, type Directive } from "../../generator/inspect/nginx/parse.ts";

/** An nginx, as far as a configuration can notice. */
export interface NginxBuild {
  readonly version: readonly [major: number, minor: number, patch: number];
  /** OpenSSL it runs with; null for other libraries. */
  readonly openssl: readonly [major: number, minor: number] | null;
  /** The arguments of `configure`, as `nginx -V` prints them. */
  readonly configured: string;
  /** Directory of mime.types, fastcgi.conf and the like. */
  readonly confDirectory: string;
  /** Files for `load_module` that were found. */
  readonly loadable: readonly string[];
}

interface NginxModule {
  readonly name: string;
  readonly directive: RegExp;
  /** What gives it away in the arguments of `configure`. */
  readonly builtIn: RegExp;
  /** Files for `load_module`, in the order in which they need each other. */
  readonly files: readonly string[];
}

/** Modules that are not part of every nginx. */
export const modules: readonly NginxModule[] = [
  {
    name: "set-misc",
    directive: /^set_(escape|unescape)_uri$/,
    builtIn: /set-misc/,
    files: ["ndk_http_module.so", "ngx_http_set_misc_module.so"],
  },
  {
    name: "nginx-vod-module",
    directive: /^vod(_|$)/,
    builtIn: /vod/,
    files: ["ngx_http_vod_module.so"],
  },
  {
    name: "nginx-secure-token-module",
    directive: /^secure_token(_|$)/,
    builtIn: /secure-token/,
    files: ["ngx_http_secure_token_filter_module.so"],
  },
  { name: "nginx-rtmp-module", directive: /^rtmp$/, builtIn: /rtmp/, files: ["ngx_rtmp_module.so"] },
  { name: "ngx_brotli", directive: /^brotli(_|$)/, builtIn: /brotli/, files: [] },
  { name: "zstd-nginx-module", directive: /^zstd(_|$)/, builtIn: /zstd/, files: [] },
  { name: "HTTP/3", directive: /^(quic|http3)(_|$)/, builtIn: /http_v3_module/, files: [] },
];

/** The files of a module that has to be loaded: none where it is built in, or cannot be had. */
export const filesOf = (
  { configured, loadable }: NginxBuild,
  { builtIn, files }: NginxModule,
): readonly string[] => {
  const found = files.flatMap((file) => loadable.filter((path) => path.endsWith(`/${file}`)));
  return builtIn.test(configured) || found.length < files.length ? [] : found;
};

/** Whether the nginx has the module, built in or to be loaded. */
export const hasModule = (build: NginxBuild, module: NginxModule): boolean =>
  module.builtIn.test(build.configured) || filesOf(build, module).length > 0;

/** Why this nginx cannot load the directive; null when nothing is known to stand in the way. */
export function whyUnsupported(build: NginxBuild, directive: Directive): string | null {
  const { name } = directive;
  const values = valuesOf(directive);
  const missing = modules.find((module) => module.directive.test(name) && !hasModule(build, module));
  // Without it there is no way to sign in: nginx is to say so itself.
  if (missing !== undefined && missing.name !== "set-misc") {
    const isHandler = name === "vod";
    return `no ${missing.name} in this nginx${isHandler ? ": the location serves files instead" : ""}`;
  }
  switch (name) {
    case "aio":
      return values[0] === "on" && !build.configured.includes("--with-file-aio")
        ? "this nginx is built without --with-file-aio"
        : null;
    case "http2":
      return saysHttp2AtListen(build) ? "`http2 on` came with nginx 1.25.1: said at listen instead" : null;
    case "listen":
      return values.includes("quic") && !build.configured.includes("http_v3_module")
        ? "no HTTP/3 in this nginx"
        : null;
    case "ssl_conf_command":
      return values.some((value) => value.includes("MLKEM")) &&
        build.openssl !== null &&
        isBefore(build.openssl, [3, 5])
        ? "ML-KEM came with OpenSSL 3.5"
        : null;
    default:
      return null;
  }
}

/** Whether HTTP/2 is a word of `listen` and not yet a directive. */
export const saysHttp2AtListen = ({ version }: NginxBuild): boolean => isBefore(version, [1, 25, 1]);

function isBefore(version: readonly number[], other: readonly number[]): boolean {
  const difference = other.map((part, index) => (version[index] ?? 0) - part).find((part) => part !== 0);
  return difference !== undefined && difference < 0;
}
