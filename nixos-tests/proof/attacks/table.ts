/** Every attack there is, family by family. */
import type { Attack } from "./attack.ts";
import { caches } from "./caches.ts";
import { cameras } from "./cameras.ts";
import { frigateAnswers } from "./frigate-answers.ts";
import { gatewayAnswers } from "./gateway-answers.ts";
import { hosts } from "./hosts.ts";
import { identityHeaders } from "./identity-headers.ts";
import { internalHeaders } from "./internal-headers.ts";
import { oddMethods } from "./methods.ts";
import { namedClients } from "./named-clients.ts";
import { paths } from "./paths.ts";
import { remembered } from "./remembered.ts";
import { returns } from "./returns.ts";
import { rtmp } from "./rtmp.ts";
import { sizes } from "./sizes.ts";
import { smuggled } from "./smuggling.ts";
import { websockets } from "./websockets.ts";

export const families = {
  identityHeaders,
  internalHeaders,
  paths,
  cameras,
  hosts,
  oddMethods,
  smuggled,
  caches,
  remembered,
  returns,
  websockets,
  sizes,
  gatewayAnswers,
  frigateAnswers,
  namedClients,
  rtmp,
} as const satisfies Readonly<Record<string, readonly Attack[]>>;

export type Family = keyof typeof families;

export const attacks: readonly Attack[] = Object.values(families).flat();
