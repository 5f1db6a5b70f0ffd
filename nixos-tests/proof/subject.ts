/** What is put to the proof: a configuration with a version of Frigate, everything behind it played, and who may ask it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderConfiguration, type Rendered } from "../../generator/evaluate/configuration.ts";
import { findNixpkgs } from "../../generator/evaluate/nixpkgs.ts";
import { type Directive, type NginxFile } from "../../generator/evaluate/nginx/parse.ts";
import type { Version } from "../../generator/schema/frigate.ts";
import { gateways, type Gateway as GatewayFacts, type GatewayName } from "../../generator/schema/gateways.ts";
import { frigateOf } from "../rig/fixtures.ts";
import { contractOf, type Contract, type Person } from "../rig/gateway-contracts.ts";
import { startGateway, type Gateway } from "../rig/gateway.ts";
import { mapDirectives, type Mutation } from "../rig/mutate.ts";
import { startRig, type Rig } from "../rig/rig.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { fromRoot } from "../support/files.ts";

/** Who says who people are: Frigate's own sign-in, a proxy in front that is believed, or a gateway that nginx asks. */
export type Authority =
  | { readonly kind: "frigate" }
  | {
      readonly kind: "proxy";
      readonly address: string;
      readonly userHeader: string;
      readonly roleHeader: string;
      /** What it shows Frigate, where the address does not count. */
      readonly secret?: string;
    }
  | { readonly kind: "gateway"; readonly name: GatewayName };

/** A program that is let in by its address. */
export interface NamedClient {
  readonly name: string;
  readonly address: string;
  readonly paths: readonly string[];
  readonly user: string;
  readonly role: string;
}

/** A configuration file, and what is true of it by its own words. */
export interface Configuration {
  /** Path from the project's root. */
  readonly file: string;
  /** In place of the file's name. */
  readonly name?: string;
  /** Text of a NixOS module that is added to the file. */
  readonly more?: string;
  /** There is no listener for Frigate's own calls. */
  readonly internal?: false;
  readonly authority: Authority;
  readonly clients: readonly NamedClient[];
  /** Group of the roles that people get by a group; without one, the role itself is named. */
  readonly groups: Readonly<Partial<Record<RoleName, string>>>;
}

/** The roles that somebody who asks may have; a gardener sees the camera `garden` only, and only from Frigate 0.17 on. */
export type RoleName = "admin" | "viewer" | "gardener";

/** People whom every gateway knows, as do Frigate's doubles (rig/fixtures.ts), by role. */
export const names = { admin: "alice", viewer: "bob", gardener: "carol" } as const satisfies Record<
  RoleName,
  string
>;

/** Addresses of documentation (RFC 5737) that a configuration names, as clients on this machine can have them. */
export const localAddress = (address: string): string => address.replace(/^192\.0\.2\./, "127.0.2.");

const frigate = { kind: "frigate" } as const;
const byGateway = (name: GatewayName): Authority => ({ kind: "gateway", name });

/** The examples, as a person reads them. */
export const configurations: readonly Configuration[] = [
  { file: "examples/plain.nix", authority: frigate, clients: [], groups: {} },
  {
    file: "examples/kanidm-oauth2-proxy.nix",
    authority: byGateway("oauth2-proxy"),
    clients: [],
    groups: { admin: "frigate_admins", viewer: "frigate_users" },
  },
  {
    file: "examples/authelia.nix",
    authority: byGateway("authelia"),
    clients: [],
    groups: { admin: "admins" },
  },
  {
    file: "examples/authentik.nix",
    authority: byGateway("authentik"),
    clients: [],
    groups: { admin: "Frigate Admins", viewer: "Family" },
  },
  {
    file: "examples/outer-proxy.nix",
    authority: {
      kind: "proxy",
      address: "192.0.2.2",
      userHeader: "Remote-User",
      roleHeader: "Remote-Groups",
    },
    clients: [],
    groups: { admin: "admins" },
  },
  {
    file: "examples/machine-clients.nix",
    authority: frigate,
    clients: [
      {
        name: "home_assistant",
        address: "192.0.2.8",
        paths: ["/api", "/clips", "/live", "/recordings", "/vod", "/ws"],
        user: "home-assistant",
        role: "viewer",
      },
      {
        name: "prometheus",
        address: "192.0.2.9",
        paths: ["/api/metrics"],
        user: "prometheus",
        role: "viewer",
      },
    ],
    groups: {},
  },
];

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

/** The name it was given, or the file's. */
export const nameOf = ({ name, file }: Configuration): string => name ?? file.replace(/^.*\/|\.nix$/g, "");

export const hasCustomRoles = (version: Version): boolean => version === "0.17" || version === "0.18";

function render({ file, authority, more = "{ }" }: Configuration, version: Version): Rendered {
  const scratch = scratchDirectory();
  const path = join(scratch, "configuration.nix");
  const custom = hasCustomRoles(version)
    ? 'services.frigate.settings.auth.roles.gardener = [ "garden" ];'
    : "";
  const gardeners =
    hasCustomRoles(version) && authority.kind !== "frigate"
      ? 'services.frigate.nginx.reverseProxy.roleMap.gardener = [ "gardeners" ];'
      : "";
  mkdirSync(scratch, { recursive: true });
  writeFileSync(
    path,
    `{ lib, pkgs, ... }:
{
  imports = [ ${JSON.stringify(fromRoot(file))} (${more}) ];
  services.frigate.package = pkgs.frigate // { version = "${version}.0"; };
  services.frigate.settings.cameras = lib.genAttrs [ "front_door" "garden" "login_cam" ] (name: {
    ffmpeg.inputs = [ { path = "rtsp://192.0.2.1:554/\${name}"; } ];
  });
  ${custom}
  ${gardeners}
}
`,
  );
  const rendered = renderConfiguration(path, findNixpkgs(undefined));
  removeScratch(scratch);
  return rendered;
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
export const peopleOf = ({ groups, version }: Subject): readonly Person[] => [
  ...(["admin", "viewer", "gardener"] as const).map((role) => ({
    name: names[role],
    groups: [groupOf({ groups, version }, role)],
  })),
  { name: "dan", groups: [], denied: true },
];

/** The group that makes somebody have a role. */
export function groupOf({ groups, version }: Pick<Subject, "groups" | "version">, role: RoleName): string {
  return role === "gardener" && hasCustomRoles(version) ? "gardeners" : (groups[role] ?? "somebody");
}

/** Starts it, with a gateway that may take its contract less strictly. Stop it for certain. */
export async function stand(
  subject: Subject,
  mutate: Mutation = (file) => file,
  relax: (contract: Contract) => Contract = (contract) => contract,
): Promise<Standing> {
  const { authority, version } = subject;
  const gateway =
    authority.kind === "gateway"
      ? await startGateway(relax(contractOf(authority.name)), peopleOf(subject))
      : null;
  try {
    const rig = await startRig({
      rendered: subject.rendered(),
      frigate: frigateOf(version),
      mutate: (file) => mutate(neighbours(file)),
      backends: new Map(
        authority.kind === "gateway" && gateway !== null
          ? [[addressOf(gateways[authority.name]), gateway.address] as const]
          : [],
      ),
    });
    return {
      subject,
      rig,
      gateway,
      reset: () => {
        rig.frigate.reset();
        gateway?.reset();
      },
      stop: async () => {
        await rig.stop();
        await gateway?.stop();
      },
    };
  } catch (error) {
    await gateway?.stop();
    throw error;
  }
}

/** `host:port` of the gateway's endpoint. */
const addressOf = ({ authRequestUrl }: GatewayFacts): string =>
  /^https?:\/\/([^/]+)/.exec(authRequestUrl)?.[1] ?? "";

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
