/** One request at a time, for an address that nobody has asked for. */
import { gateways } from "../../../generator/schema/gateways.ts";
import type { Response } from "../../rig/response.ts";
import type { Sample } from "../../runtime/samples.ts";
import { as, newSession, type Asker } from "../askers.ts";
import type { Standing, Subject } from "../subject.ts";

let count = 0;

/** Somebody of whom no yes is remembered yet, where a gateway says who they are: renewed is what it is asked for. */
export const newcomer = ({ subject }: Standing, viewer: Asker): Asker =>
  subject.authority.kind === "gateway"
    ? { ...viewer, ...newSession(subject, `convenience-${(count += 1)}`) }
    : viewer;

export const leadsToSignIn = ({ authority }: Subject): boolean =>
  authority.kind === "gateway" && gateways[authority.name].signIn.kind !== "none";

/** A path that nobody has asked for. */
export function numbered(path: string): string {
  count += 1;
  return `${path}${path.includes("?") ? "&" : "?"}convenience=${count}`;
}

export const ask = (standing: Standing, sample: Sample, asker: Asker): Promise<Response> =>
  askFor(standing, { ...sample, path: numbered(sample.path) }, asker);

export async function askFor({ rig }: Standing, sample: Sample, asker: Asker): Promise<Response> {
  const { path, upgrade, method = "GET", body } = sample;
  if (upgrade !== true) return rig.request({ path, method, ...as(asker), body });
  const { response, close } = await rig.upgrade({ path, ...as(asker) });
  close();
  return response;
}
