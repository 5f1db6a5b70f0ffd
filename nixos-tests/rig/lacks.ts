/** What an nginx cannot load of a configuration written for another one. */
import { valuesOf, type Directive } from "../../generator/evaluate/nginx/parse.ts";

/** An nginx, as far as a configuration can notice. */
export interface NginxBuild {
  readonly version: readonly [major: number, minor: number, patch: number];
  /** OpenSSL it runs with; null for other libraries. */
  readonly openssl: readonly [major: number, minor: number] | null;
  /** The arguments of `configure`, as `nginx -V` prints them. */
  readonly configured: string;
  /** Directory of mime.types, fastcgi.conf and the like. */
  readonly confDirectory: string;
  /** Files for `load_module`, in the order in which they need each other. */
  readonly loadable: readonly string[];
}

/** Modules by the names of their directives, and the word that gives them away in the arguments of `configure`. */
const modules: readonly { readonly directive: RegExp; readonly module: string; readonly word: RegExp }[] = [
  { directive: /^vod(_|$)/, module: "nginx-vod-module", word: /vod/ },
  { directive: /^secure_token(_|$)/, module: "nginx-secure-token-module", word: /secure-token/ },
  { directive: /^brotli(_|$)/, module: "ngx_brotli", word: /brotli/ },
  { directive: /^zstd(_|$)/, module: "zstd-nginx-module", word: /zstd/ },
  { directive: /^rtmp(_|$)/, module: "nginx-rtmp-module", word: /rtmp/ },
  { directive: /^(quic|http3)(_|$)/, module: "HTTP/3", word: /http_v3_module/ },
];

/** Why this nginx cannot load the directive; null when nothing is known to stand in the way. */
export function lacking(build: NginxBuild, directive: Directive): string | null {
  const { name } = directive;
  const values = valuesOf(directive);
  const missing = modules.find((entry) => entry.directive.test(name) && !entry.word.test(build.configured));
  if (missing !== undefined) {
    const isHandler = name === "vod";
    return `no ${missing.module} in this nginx${isHandler ? ": the location serves files instead" : ""}`;
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
