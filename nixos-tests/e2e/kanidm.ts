/** Kanidm as a configuration has it: what it has been told of Frigate, and its own pages. */
import type { Rendered } from "../../generator/inspect/evaluate/configuration.ts";
import { selfSigned } from "../rig/certificate.ts";
import { startDouble } from "../rig/double.ts";
import { RigProblem } from "../rig/surroundings.ts";
import type { ProviderClient } from "./provider.ts";
import type { Secrets } from "./secrets.ts";
import { flag, type Unit } from "./unit.ts";

/** Where the configuration has Kanidm on the same host. */
export const kanidmAddress = "127.0.0.1:8443";

/** What Kanidm knows of a client, with scopes and claims by group. */
export type ClientMaps = Pick<ProviderClient, "scopeMaps" | "claimMaps" | "preferShortUsername">;

/** As `services.kanidm.provision` has it. */
interface Provision {
  readonly enable: boolean;
  readonly systems: { readonly oauth2: Readonly<Record<string, ProvisionedClient>> };
}

interface ProvisionedClient {
  readonly present: boolean;
  readonly public: boolean;
  readonly basicSecretFile: string | null;
  readonly originUrl: string | readonly string[];
  readonly preferShortUsername: boolean;
  readonly scopeMaps: Readonly<Record<string, readonly string[]>>;
  readonly supplementaryScopeMaps: Readonly<Record<string, readonly string[]>>;
  readonly claimMaps: Readonly<
    Record<
      string,
      { readonly joinType: string; readonly valuesByGroup: Readonly<Record<string, readonly string[]>> }
    >
  >;
}

const provisionOf = ({ host }: Rendered): Provision =>
  (host as unknown as { readonly kanidm: Provision }).kanidm;

/** Whether Kanidm is on this host, and told by its configuration. */
export const isProvisioned = (rendered: Rendered): boolean => provisionOf(rendered).enable;

/**
 * The client that oauth2-proxy is to Kanidm: the one that the configuration provisions, or as somebody has made it by
 * hand.
 * @throws RigProblem when it is neither, or more than the provider plays.
 */
export function clientOf(
  rendered: Rendered,
  unit: Unit,
  secrets: Secrets,
  byHand: ClientMaps | null,
): ProviderClient {
  const id = flag(unit, "client-id");
  const issuer = new URL(flag(unit, "oidc-issuer-url"));
  if (issuer.pathname !== `/oauth2/openid/${id}`)
    throw new RigProblem(`${issuer.href} is not client ${id}'s`);
  const domain = issuer.hostname;
  if (!isProvisioned(rendered)) {
    if (byHand === null) throw new RigProblem(`nobody has told Kanidm of ${id}`);
    const redirectUris = [flag(unit, "redirect-url")];
    return { id, domain, secret: secrets.environment["client-secret"], redirectUris, ...byHand };
  }
  const client = playable(id, provisionOf(rendered).systems.oauth2[id]);
  return {
    id,
    domain,
    // White space around it does not count, for Kanidm's provisioning.
    secret: secrets.file(client.basicSecretFile ?? "").trim(),
    redirectUris: [client.originUrl].flat(),
    scopeMaps: client.scopeMaps,
    claimMaps: Object.fromEntries(
      Object.entries(client.claimMaps).map(([claim, { valuesByGroup }]) => [claim, valuesByGroup]),
    ),
    preferShortUsername: client.preferShortUsername,
  };
}

function playable(id: string, client: ProvisionedClient | undefined): ProvisionedClient {
  if (client?.present !== true) throw new RigProblem(`Kanidm is not told of ${id}`);
  const isPlayed =
    !client.public &&
    client.basicSecretFile !== null &&
    Object.keys(client.supplementaryScopeMaps).length === 0 &&
    Object.values(client.claimMaps).every(({ joinType }) => joinType === "array");
  if (!isPlayed) throw new RigProblem(`client ${id} has what the provider does not play`);
  return client;
}

export interface KanidmPages {
  /** `127.0.0.1:port`, where it speaks TLS. */
  readonly address: string;
  /** Method and path of what browsers have asked for, oldest first. */
  asked(): readonly string[];
  stop(): Promise<void>;
}

/**
 * Kanidm's pages about sessions: /ui/logout leads to the form of /ui/login.
 * Source: view_logout_get in server/core/src/https/views/login.rs.
 */
export async function startKanidmPages(domain: string): Promise<KanidmPages> {
  const asked: string[] = [];
  const html = [["Content-Type", "text/html"]] as const;
  const double = await startDouble(
    {
      name: "kanidm",
      tls: selfSigned(domain),
      answer: ({ url }) => {
        if (url === "/ui/logout") return { status: 303, headers: [["Location", "/ui/login"]] };
        return url === "/ui/login"
          ? { status: 200, headers: html, body: "<!doctype html><title>Kanidm</title>" }
          : { status: 404, headers: html, body: "<!doctype html><title>Not found</title>" };
      },
    },
    (request) => asked.push(`${request.method} ${request.url}`),
  );
  return { address: double.address, asked: () => asked, stop: double.stop };
}
