/** Configurations that are not ours, as standings: the same attacks run against them. */
import type { Version } from "../../generator/schema/frigate.ts";
import { resolvedReference, type Reference } from "../nginx/reference.ts";
import { exampleNamed, type ExampleName } from "./configurations.ts";
import { stand, subjectOf, type Standing } from "./subject.ts";

interface ForeignConfiguration {
  readonly reference: Reference;
  /** Ours for the same purpose: what Frigate is told in its settings, and who may ask, is taken from there. */
  readonly like: ExampleName;
  readonly version: Version;
}

export const foreignConfigurations = {
  /** What nixpkgs' own module renders, Frigate signing people in. */
  upstream: { reference: "upstream-default", like: "plain", version: "0.17" },
  /** The workaround of the forum: oauth2-proxy in front of that, every address asked about by itself. */
  "forum post": { reference: "seed-override", like: "kanidm-oauth2-proxy", version: "0.17" },
} as const satisfies Readonly<Record<string, ForeignConfiguration>>;

export type ForeignName = keyof typeof foreignConfigurations;

/** Starts it. Stop it for certain. */
export async function startForeign(
  name: ForeignName,
  version: Version = foreignConfigurations[name].version,
): Promise<Standing> {
  const { reference, like } = foreignConfigurations[name];
  const subject = { ...subjectOf(exampleNamed(like), version), name: `${name}, Frigate ${version}` };
  // The gateway answers what it can: that it is not asked as our module asks is no fault.
  return stand(
    subject,
    () => resolvedReference(reference),
    (contract) => ({ ...contract, complaint: () => null }),
  );
}
