/** A rig together with the gateway that its configuration asks. */
import { join } from "node:path";
import type { DoubleOptions } from "./double.ts";
import { startGateway, type Gateway } from "./gateway.ts";
import type { Contract, Person } from "./gateway-contracts.ts";
import { startRig, type Rig, type RigOptions } from "./rig.ts";
import { removeScratch, scratchDirectory } from "./scratch.ts";

export interface GatewayOptions extends Pick<DoubleOptions, "tls"> {
  readonly contract: Contract;
  readonly people: readonly Person[];
  /** Its address in the configuration, as `host:port` or `unix:path`. */
  readonly address: string;
}

/** Starts the gateway, then the rig. Stop both for certain. */
export async function startGuardedRig(
  { contract, people, address, tls }: GatewayOptions,
  options: RigOptions,
): Promise<{ readonly rig: Rig; readonly gateway: Gateway; stop(): Promise<void> }> {
  const scratch = scratchDirectory();
  const socket = address.startsWith("unix:") ? join(scratch, "gateway.sock") : undefined;
  const gateway = await startGateway(contract, people, { socket, tls });
  const stopGateway = async (): Promise<void> => {
    await gateway.stop();
    removeScratch(scratch);
  };
  try {
    const backends = new Map([...(options.backends ?? []), [address, gateway.address]]);
    const rig = await startRig({ ...options, backends });
    const stop = async (): Promise<void> => {
      await rig.stop();
      await stopGateway();
    };
    return { rig, gateway, stop };
  } catch (error) {
    await stopGateway();
    throw error;
  }
}
