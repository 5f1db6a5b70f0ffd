/** What is put to the proof: a configuration with a version of Frigate, everything behind it played, and who may ask it. */
import { type Rendered } from "../../generator/inspect/evaluate/configuration.ts";
import { type Directive, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { judgesCamerasSince, type Version } from "../../generator/schema/frigate.ts";
import type { Route } from "../../generator/schema/routes.ts";
import { frigateOf } from "../rig/fixtures.ts";
import { since } from "../rig/frigate-config.ts";
import { addressOf, contractOf, type Contract, type Person } from "../rig/gateway-contracts.ts";
import { type Gateway } from "../rig/gateway.ts";
import { mapDirectives, type Mutation } from "../rig/mutate.ts";
import { startRig, type Rig, type RigOptions } from "../rig/rig.ts";
import { fromRoot } from "../support/files.ts";
import { nameOf, type Configuration, type Gardeners, type RoleName } from "./configurations.ts";
import { accepted, renderText } from "../support/evaluate.ts";
import { startGuardedRig } from "../rig/guarded-rig.ts";

/** People whom every gateway knows, as do Frigate's doubles (rig/fixtures.ts), by role. */
export const names = { admin: "alice", viewer: "bob", gardener: "carol" } as const satisfies Record<
  RoleName,
  string
>;

/** Where they come from, for gateways that know people by address. */
export const addresses = {
  admin: "127.0.3.1",
  viewer: "127.0.3.2",
  gardener: "127.0.3.3",
  denied: "127.0.3.9",
} as const satisfies Record<RoleName | "denied", string>;

/** Addresses of documentation (RFC 5737) that a configuration names, as clients on this machine can have them. */
export const localAddress = (address: string): string => address.replace(/^192\.0\.2\./, "127.0.2.");

export interface Subject extends Configuration {
  /** Name of the configuration and the version. */
  readonly name: string;
  readonly version: Version;
  /** Evaluated once, when first asked for. */
  readonly rendered: () => Rendered;
}

/** The configuration with that version of Frigate, three cameras, and a role that is limited to one of them. */
export function subjectOf(configuration: Configuration, version: Version): Subject {
  let rendered: Rendered | null = null;
  return {
    ...configuration,
    name: `${nameOf(configuration)}, Frigate ${version}`,
    version,
    rendered: () => (rendered ??= render(configuration, version)),
  };
}

export const hasCustomRoles = (version: Version): boolean => version === "0.17" || version === "0.18";

/** Whether Frigate's /auth has a say about a route: without sign-on, with a proxy's secret, or about one camera. */
export const frigateIsAsked = (
  { authority, version }: Pick<Subject, "authority" | "version">,
  { ofOneCamera }: Pick<Route, "ofOneCamera">,
): boolean =>
  authority.kind === "frigate" ||
  (authority.kind === "proxy" && authority.secret !== undefined) ||
  (since({ version }, judgesCamerasSince) && hasCustomRoles(version) && ofOneCamera === true);

/** How gardeners get their role in most configurations: by a group. */
const byGroup: Gardeners = {
  settings: '{ services.frigate.nginx.reverseProxy.roleMap.gardener = [ "gardeners" ]; }',
  group: "gardeners",
};

function render(configuration: Configuration, version: Version): Rendered {
  const { file, authority, more = "{ }", gardeners = byGroup } = configuration;
  const custom = hasCustomRoles(version)
    ? 'services.frigate.settings.auth.roles.gardener = [ "garden" ];'
    : "";
  const mapped = hasCustomRoles(version) && authority.kind !== "frigate" ? gardeners.settings : "{ }";
  return accepted(
    renderText(`{ lib, pkgs, ... }: {
  imports = [ ${fromRoot(file)} (${more}) (${mapped}) ];
  services.frigate.package = pkgs.frigate // { version = "${version}.0"; };
  services.frigate.settings.cameras = lib.genAttrs [ "front_door" "garden" "login_cam" ] (name: {
    ffmpeg.inputs = [ { path = "rtsp://192.0.2.1:554/\${name}"; } ];
  });
  ${custom}
}`),
  );
}

/** A subject that runs. */
export interface Standing {
  readonly subject: Subject;
  readonly rig: Rig;
  /** Null where no gateway is asked. */
  readonly gateway: Gateway | null;
  /** Forgets what has been asked. */
  reset(): void;
  stop(): Promise<void>;
}

/** People as a gateway knows them; `dan` is signed in, but not let in. */
export const peopleOf = (subject: Subject): readonly Person[] => [
  ...(["admin", "viewer", "gardener"] as const).map((role) => ({
    name: names[role],
    address: addresses[role],
    groups: [groupOf(subject, role)],
  })),
  { name: "dan", address: addresses.denied, groups: [], denied: true },
];

/** The group that makes somebody have a role. */
export function groupOf({ groups, gardeners = byGroup, version }: Subject, role: RoleName): string {
  if (role === "gardener") return hasCustomRoles(version) ? gardeners.group : (groups.viewer ?? "somebody");
  return groups[role] ?? "somebody";
}

/** Starts it, with a gateway that may take its contract less strictly. Stop it for certain. */
export async function stand(
  subject: Subject,
  mutate: Mutation = (file) => file,
  relax: (contract: Contract) => Contract = (contract) => contract,
): Promise<Standing> {
  const { authority, version } = subject;
  const options: RigOptions = {
    rendered: subject.rendered(),
    frigate: frigateOf(version),
    mutate: (file) => mutate(neighbours(file)),
    backends: new Map((subject.neighbours ?? []).map((address) => [address, nobodysAddress])),
  };
  if (authority.kind !== "gateway") {
    const rig = await startRig(options);
    return { subject, rig, gateway: null, reset: () => rig.frigate.reset(), stop: () => rig.stop() };
  }
  const { rig, gateway, stop } = await startGuardedRig(
    {
      contract: relax(contractOf(authority.name)),
      people: peopleOf(subject),
      address: addressOf(authority.name),
    },
    options,
  );
  const reset = (): void => {
    rig.frigate.reset();
    gateway.reset();
  };
  return { subject, rig, gateway, reset, stop };
}

/** Where nobody listens: the port is for discarding (RFC 863), and no system does that any more. */
const nobodysAddress = "127.0.0.1:9";

/** Addresses in `geo` are those that clients on this machine can have. */
function neighbours(file: NginxFile): NginxFile {
  const moved = (entry: Directive): Directive => ({ ...entry, name: localAddress(entry.name) });
  return mapDirectives(file, (directive) =>
    directive.name === "geo" && directive.block !== null
      ? {
          ...directive,
          block: directive.block.map((item) => (item.kind === "comment" ? item : moved(item))),
        }
      : directive,
  );
}
