/** Names, texts and constants as they occur in NixOS modules, some long enough to meet the width limit. */
import * as fc from "fast-check";
import { list, literal, path, ref, set, text, type Expr } from "../../generator/nix/ast.ts";

export type Arb<T> = fc.Arbitrary<T>;

export const of = <T>(...values: readonly T[]): Arb<T> => fc.constantFrom(...values);

/** A list of `min` to `max` values. */
export const some = <T>(arb: Arb<T>, min: number, max: number): Arb<T[]> =>
  fc.array(arb, { minLength: min, maxLength: max });

export const shortName = of(
  "a",
  "x",
  "cfg",
  "name",
  "value",
  "host",
  "pkgs",
  "user",
  "path",
  "enable",
  "package",
);
export const longName = of(
  "authRequestUrl",
  "trustedAddresses",
  "recommendedProxySettings",
  "hashed-password-file",
  "nginxProxySettings",
  "additionalModules",
  "isLocalDirectory",
);
export const name = fc.oneof({ weight: 3, arbitrary: shortName }, longName);
export const attribute = fc.oneof(
  { weight: 8, arbitrary: name },
  of("/api/", "= /auth", "~* /api/.*\\.(jpg|png)$", "with", "X-Forwarded-User", "127.0.0.1:5001", "a${b}"),
);

export const names = (min: number, max: number) => some(name, min, max).map((steps) => ref(steps.join(".")));
export const reference = fc.oneof({ weight: 4, arbitrary: names(1, 3) }, names(3, 5));
export const configured = some(name, 1, 4).map((steps) => ref(["cfg", ...steps].join(".")));
export const libFunction = of(
  "lib.mkDefault",
  "lib.mkForce",
  "lib.mkIf",
  "lib.optionals",
  "lib.optionalAttrs",
  "lib.concatMapStringsSep",
  "lib.mapAttrsToList",
  "lib.types.nullOr",
  "lib.types.attrsOf",
  "toString",
  "mkIf",
  "map",
  "format.generate",
  "pkgs.writeShellScript",
).map(ref);

export const words = of(
  "a",
  "/var/lib/frigate",
  "https://auth.example.org/oauth2/auth",
  "X-Auth-Request-Preferred-Username",
  'say "hello" to C:\\',
  "the option services.frigate.nginx.authRequestUrl must be set when userHeader is set, since nobody is asked otherwise",
  "$host",
  "${name}",
  "\n",
);

export const nginxLine = of(
  "internal;",
  "proxy_set_header X-Original-URL $scheme://$http_host$request_uri;",
  'add_header Cache-Control "no-store";',
  "rewrite ^/api(/.*)$ $1 break;",
  "limit_except GET {",
  "  deny all;",
  "}",
  "echo ${HOME} ''quoted''",
  "proxy_set_header X-Auth-Request-Preferred-Username $http_x_auth_request_preferred_username_and_more_text;",
);

export const plainText = fc.oneof({ weight: 9, arbitrary: words }, of("")).map((one) => text(one));
export const number = of(0, 1, 443, 5000).map(literal);
export const constant = of(true, false, null).map(literal);
export const atom: Arb<Expr> = fc.oneof(
  { weight: 4, arbitrary: reference },
  { weight: 2, arbitrary: configured },
  { weight: 3, arbitrary: plainText },
  number,
  constant,
  fc.constant(list()),
  fc.constant(set()),
);

export const paths = of("./frigate.nix", "/run/secrets").map(path);

export const comments = fc.oneof(
  { weight: 6, arbitrary: fc.constant<string[]>([]) },
  some(of("Frigate wants this.", "See https://example.org", "unfree:"), 1, 2),
);
