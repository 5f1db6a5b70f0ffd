/** The script that writes the secrets as oauth2-proxy wants them. */
import { secretsDirectory, shortestCookieSecret } from "../schema/kanidm-facts.ts";
import { apply, assign, blank, block, ref, text, type Binding } from "../nix/ast.ts";
import { wrapped } from "./prose.ts";

const option = "services.frigate.nginx.kanidm";

/** Bindings of the module's `let`. */
export const makeSecrets: readonly Binding[] = [
  assign("secrets", text("/run/", secretsDirectory)),
  blank,
  assign(
    "makeSecrets",
    apply(ref("pkgs.writeShellScript"), text("frigate-oauth2-proxy-secrets"), script()),
    wrapped(
      "oauth2-proxy takes files to the letter: a line break at the end becomes part of a secret, and a secret for cookies " +
        "must have 16, 24 or 32 bytes.",
    ),
  ),
];

function script() {
  return block(
    "set -eu",
    "umask 077",
    "",
    `client=$(tr -d '[:space:]' < "$CREDENTIALS_DIRECTORY/client-secret")`,
    'if [ -z "$client" ]; then',
    `  echo "${option}.clientSecretFile is empty." >&2`,
    "  exit 1",
    "fi",
    `printf %s "$client" > "$RUNTIME_DIRECTORY/client-secret"`,
    "",
    `cookie=$(tr -d '[:space:]' < "$CREDENTIALS_DIRECTORY/cookie-secret")`,
    'if [ "$(printf %s "$cookie" | wc -c)" -lt ' + `${shortestCookieSecret} ]; then`,
    `  echo "${option}.cookieSecretFile holds less than ${shortestCookieSecret} characters." >&2`,
    '  echo "Fill it with: openssl rand -hex 32" >&2',
    "  exit 1",
    "fi",
    `printf %s "$cookie" | sha256sum | head -c 32 > "$RUNTIME_DIRECTORY/cookie-secret"`,
  );
}
