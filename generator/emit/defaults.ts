/** Defaults that depend on the host or on other options. */
import type { ComputedDefault } from "../model/option.ts";
import { internalAddress } from "../schema/frigate.ts";
import { apply, binary, not, ref, type Expr } from "../nix/ast.ts";

interface Computed {
  readonly value: Expr;
  /** What the manual shows in place of the value: CommonMark, or nothing where the expression explains itself. */
  readonly words: string | null;
}

export const computedDefaults: Record<ComputedDefault, Computed> = {
  buildMachineCanRunFrigate: {
    value: binary(
      apply(ref("pkgs.stdenv.buildPlatform.canExecute"), ref("pkgs.stdenv.hostPlatform")),
      "&&",
      not(ref("pkgs.stdenv.hostPlatform.isAarch64")),
    ),
    words: null,
  },
  certificatesOfHost: { value: ref("config.security.pki.caBundle"), words: null },
  internalListenOfSettings: {
    value: ref("internalOfSettings"),
    words:
      "what {option}`services.frigate.settings.networking.listen.internal` says, else " +
      `\`"${internalAddress.host}:${internalAddress.port}"\``,
  },
  kanidmIsProvisioned: { value: ref("config.services.kanidm.provision.enable"), words: null },
  publicUrlOfHost: {
    value: ref("publicUrlOfHost"),
    words:
      "{option}`services.frigate.hostname`, with `https` where its virtual host has `onlySSL`, `addSSL` or `forceSSL`",
  },
};
