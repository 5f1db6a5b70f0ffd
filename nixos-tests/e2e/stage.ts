/** A configuration with everything real but Frigate: provider, oauth2-proxy, nginx and browser. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderConfiguration, type Rendered } from "../../generator/inspect/evaluate/configuration.ts";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { frigateOf } from "../rig/fixtures.ts";
import type { Mutation } from "../rig/mutate.ts";
import { startRig, type Rig } from "../rig/rig.ts";
import { startBrowser, type Browser } from "./browser.ts";
import {
  clientOf,
  isProvisioned,
  kanidmAddress,
  startKanidmPages,
  type ClientMaps,
  type KanidmPages,
} from "./kanidm.ts";
import { startOauth2Proxy, type Oauth2Proxy } from "./oauth2-proxy.ts";
import { findChromium, findOauth2Proxy, keptDirectory } from "./programs.ts";
import { startProvider, type IdentityProvider, type Person } from "./provider.ts";
import { makeSecrets } from "./secrets.ts";
import { oauth2ProxyUnit, type Unit } from "./unit.ts";
import { startWebsocketServer, type WebsocketServer } from "./websocket.ts";

export interface StageOptions {
  /** A NixOS configuration with Frigate, nginx and oauth2-proxy on one host. */
  readonly configuration: string;
  /** Nix text of a module added to it, for oauth2-proxy alone. */
  readonly oauth2Proxy?: string;
  readonly people: readonly Person[];
  /** What somebody has told Kanidm; null where the configuration does. */
  readonly byHand: ClientMaps | null;
  /** Changes nginx' configuration, to prove that a test notices. */
  readonly mutate?: Mutation;
}

export interface Stage {
  readonly provider: IdentityProvider;
  readonly oauth2Proxy: Oauth2Proxy;
  /** As which it was started. */
  readonly unit: Unit;
  readonly websocket: WebsocketServer;
  readonly rig: Rig;
  readonly browser: Browser;
  /** Kanidm's own pages; null where the configuration does not have Kanidm on this host. */
  readonly kanidm: KanidmPages | null;
  /** Where Frigate's sign-out link leads. */
  readonly signOutLink: string;
  /** Keeps pictures and logs for somebody who looks into a failed test; the result tells where they are. */
  keep(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Configurations that have been evaluated, by file: what is added for oauth2-proxy alone leaves nginx as it is. */
const known = new Map<string, Rendered>();

function rendering(configuration: string): Rendered {
  const rendered = known.get(configuration) ?? renderConfiguration(configuration, findNixpkgs(undefined));
  known.set(configuration, rendered);
  return rendered;
}

/** Where the configuration has what the stage plays besides Frigate; the websocket is Frigate's own. */
const addresses = { oauth2Proxy: "127.0.0.1:4180", websocket: "127.0.0.1:5002" };

/**
 * Starts everything, from the provider on.
 * @throws RigProblem naming what does not start.
 */
export async function startStage(options: StageOptions): Promise<Stage> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (let next = stops.pop(); next !== undefined; next = stops.pop()) await next();
  };
  const started = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const part = await starting;
    stops.push(() => part.stop());
    return part;
  };
  try {
    const unit = oauth2ProxyUnit(options.configuration, options.oauth2Proxy);
    const rendered = rendering(options.configuration);
    const secrets = makeSecrets();
    const client = clientOf(rendered, unit, secrets, options.byHand);
    const provider = await started(startProvider(client, options.people));
    const kanidm = isProvisioned(rendered) ? await started(startKanidmPages(client.domain)) : null;
    const program = findOauth2Proxy() ?? "oauth2-proxy";
    const oauth2Proxy = await started(startOauth2Proxy(unit, { program, issuer: provider.issuer, secrets }));
    const websocket = await started(startWebsocketServer());
    const rig = await started(
      startRig({
        rendered,
        frigate: frigateOf("0.17"),
        backends: new Map([
          [addresses.oauth2Proxy, oauth2Proxy.address],
          [addresses.websocket, websocket.address],
          ...(kanidm === null ? [] : [[kanidmAddress, kanidm.address] as const]),
        ]),
        mutate: options.mutate,
      }),
    );
    const nginx = `127.0.0.1:${rig.target("public").port}`;
    const hosts = [rig.hostname, ...(kanidm === null ? [] : [client.domain])];
    const browser = await started(
      startBrowser(findChromium() ?? "chromium", new Map(hosts.map((host) => [`${host}:443`, nginx]))),
    );
    const { proxy } = rendered.frigateSettings as { readonly proxy: { readonly logout_url: string } };
    const keep = async (name: string): Promise<string> => {
      mkdirSync(keptDirectory, { recursive: true });
      const path = join(keptDirectory, name.replaceAll(/\W+/g, "-"));
      const logs = [oauth2Proxy.log(), rig.errorLog(), provider.errors().join("\n")];
      writeFileSync(`${path}.log`, logs.join("\n"));
      return [`${path}.log`, ...(await browser.pictures(path))].join("\n");
    };
    const signOutLink = new URL(proxy.logout_url, `https://${rig.hostname}/`).href;
    return { provider, oauth2Proxy, unit, websocket, rig, browser, kanidm, signOutLink, keep, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
