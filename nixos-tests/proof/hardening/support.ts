/** What the tests of this directory share: a configuration with settings of the user's, and requests to it. */
import { renderText } from "../../support/evaluate.ts";
import { fromRoot } from "../../support/files.ts";
import type { Rendered } from "../../../generator/inspect/evaluate/configuration.ts";
import type { Version } from "../../../generator/schema/frigate.ts";
import type { HeaderLine } from "../../rig/client.ts";
import type { Response } from "../../rig/response.ts";
import type { RigRequest } from "../../rig/rig.ts";
import { uncached } from "../../runtime/samples.ts";
import { as, type Asker } from "../askers.ts";
import {
  configurations,
  exampleNamed,
  furtherConfigurations,
  nameOf,
  type Configuration,
  type ExampleName,
} from "../configurations.ts";
import { stand, subjectOf, type Standing } from "../subject.ts";

const lines = (text: string): string => `''${text}''`;

/** Settings of nginx at http level, as a member of a NixOS module; and those of Frigate's virtual host. */
export const http = (text: string): string => `services.nginx.commonHttpConfig = ${lines(text)};`;
export const vhost = (text: string): string =>
  `services.nginx.virtualHosts."frigate.example.com".extraConfig = ${lines(text)};`;

/** An example, or one of the further configurations, by name. */
export function configurationNamed(name: string): Configuration {
  const found = [...configurations, ...furtherConfigurations].find((one) => nameOf(one) === name);
  if (found === undefined) throw new Error(`there is no configuration ${name}`);
  return found;
}

/** What is put to a test: a configuration by its name, and members of a NixOS module that are added. */
export interface Case {
  readonly name: string;
  readonly settings?: string;
  /** 0.18 where nothing is said: it limits roles to cameras in most places. */
  readonly version?: Version;
}

/** Starts it, hands it over, and stops it whatever happens. */
export async function standing<T>(
  { name, settings = "", version = "0.18" }: Case,
  use: (standing: Standing) => Promise<T>,
): Promise<T> {
  const configuration = configurationNamed(name);
  const more = `{ lib, ... }: { imports = [ (${configuration.more ?? "{ }"}) ]; ${settings} }`;
  const started = await stand(subjectOf({ ...configuration, more }, version));
  try {
    return await use(started);
  } finally {
    await started.stop();
  }
}

/** The example with these settings, evaluated; assertions that fail are no error. */
export const evaluated = (example: ExampleName, settings: string): Rendered =>
  renderText(
    `{ lib, pkgs, ... }: { imports = [ ${fromRoot(exampleNamed(example).file)} { ${settings} } ]; }`,
  );

/** A request by somebody, past the cache of Frigate's answers. */
export interface Ask extends Pick<RigRequest, "path" | "method" | "host" | "body"> {
  readonly by: Asker;
  readonly headers?: readonly HeaderLine[];
  /** Asks for a websocket. */
  readonly upgrade?: true;
}

export async function answer({ rig }: Standing, ask: Ask): Promise<Response> {
  const { by, headers = [], upgrade, ...rest } = ask;
  const request: RigRequest = { ...as(by), ...rest, headers: [...by.headers, uncached, ...headers] };
  if (upgrade !== true) return rig.request(request);
  const { response, close } = await rig.upgrade(request);
  close();
  return response;
}

export const status = async (standing: Standing, ask: Ask): Promise<number> =>
  (await answer(standing, ask)).status;

/** One thing of each kind that is protected, of the camera that a gardener may not see; websockets are marked. */
export const treasures = [
  { path: "/clips/front_door-1.jpg" },
  { path: "/recordings/2024-05-01/10/front_door/00.00.mp4" },
  { path: "/exports/front_door.mp4" },
  { path: "/api/events" },
  { path: "/ws", upgrade: true },
  { path: "/live/jsmpeg/front_door", upgrade: true },
  { path: "/live/mse/api/ws?src=front_door", upgrade: true },
] as const satisfies readonly Omit<Ask, "by">[];

/** Those of them that somebody gets to see, or reaches a backend with; the answer may be anything else. */
export async function opened(
  standing: Standing,
  by: Asker,
  goals: readonly Omit<Ask, "by">[] = treasures,
): Promise<readonly string[]> {
  const open: string[] = [];
  for (const goal of goals) {
    standing.reset();
    const { status, body } = await answer(standing, { ...goal, by });
    const isShown = status === 101 || / of the (?:front door|garden)/.test(body.toString("utf8"));
    if (isShown || standing.rig.frigate.proxied().length > 0) open.push(goal.path);
  }
  return open;
}
