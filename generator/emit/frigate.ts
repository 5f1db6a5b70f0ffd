/** `module/frigate.nix`: the whole module. */
import type { Member } from "../model/option.ts";
import { internalAddress } from "../schema/frigate.ts";
import {
  apply,
  assign,
  blank,
  ifThenElse,
  lambda,
  letIn,
  literal,
  ref,
  select,
  set,
  text,
  type Binding,
  type NixFile,
} from "../nix/ast.ts";
import { assertions, checkDefinitions, warnings } from "./checks.ts";
import { hostOptions, nginxConfig, serverDefinitions, textDefinitions } from "./nginx.ts";
import { typeDefinitions } from "./type-definitions.ts";
import { identityDefinitions, mapDefinitions } from "./maps.ts";
import { presetConfig } from "./presets.ts";
import { ssoCheckDefinitions } from "./sso-checks.ts";
import { ssoDefinitions, ssoSettings } from "./sso.ts";
import { optionBindings } from "./options.ts";
import { wrapped } from "./prose.ts";
import { serviceConfig, serviceDefinitions } from "./service.ts";

/** The first line of every generated file: where it comes from, and how to change it. */
export const generatedHeader = "Written by `npm run generate` from generator/schema; change it there.";

/** The module for the option set `members` (everything below `services.frigate`). */
export function frigateModule(members: readonly Member[]): NixFile {
  const body = set(
    assign("options", set(assign("services.frigate", set(...optionBindings(members))), blank, hostOptions())),
    blank,
    assign("config", apply(ref("lib.mkIf"), ref("cfg.enable"), set(...configuration))),
    blank,
    assign("meta.buildDocsInSandbox", literal(false)),
  );
  return {
    header: [generatedHeader],
    body: lambda(["config", "lib", "pkgs"], letIn(definitions(members), body)),
  };
}

const definitions = (members: readonly Member[]): readonly Binding[] => [
  assign("cfg", ref("config.services.frigate")),
  blank,
  assign("since", apply(ref("lib.versionAtLeast"), ref("cfg.package.version")), [
    "Whether Frigate is this version or later; its routes come and go.",
  ]),
  blank,
  ...serviceDefinitions,
  blank,
  assign(
    "internalOfSettings",
    internalOfSettings(),
    wrapped("The listener that Frigate calls itself on: its setting is a port, or an address and a port."),
  ),
  blank,
  ...checkDefinitions,
  blank,
  ...typeDefinitions(
    members,
    "Text that becomes part of an nginx directive. nginx cannot escape a dollar sign, so what could end the directive " +
      "or bring in a variable is refused.",
  ),
  blank,
  ...textDefinitions(members),
  blank,
  ...ssoDefinitions,
  blank,
  ...ssoCheckDefinitions,
  blank,
  ...mapDefinitions,
  blank,
  ...identityDefinitions,
  blank,
  ...serverDefinitions,
];

function internalOfSettings() {
  const setting = apply(
    ref("toString"),
    select(ref("cfg"), "settings.networking.listen.internal", literal(internalAddress.port)),
  );
  return letIn(
    [assign("setting", setting)],
    ifThenElse(
      apply(ref("lib.hasInfix"), text(":"), ref("setting")),
      ref("setting"),
      text(`${internalAddress.host}:`, ref("setting")),
    ),
  );
}

const configuration: readonly Binding[] = [
  assign("assertions", assertions),
  blank,
  assign("warnings", warnings),
  blank,
  assign("services.frigate.nginx", presetConfig),
  blank,
  assign("services.frigate.settings", ssoSettings),
  blank,
  nginxConfig,
  blank,
  ...serviceConfig,
];
