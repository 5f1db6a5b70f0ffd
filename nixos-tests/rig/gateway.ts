/** A gateway's double: says who somebody is by their session cookie, in the headers of the gateway it plays. */
import { startDouble, headerOf, type Answer, type BackendRequest, type Double } from "./double.ts";

export interface Person {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What a gateway is asked, and how it answers. */
export interface Contract {
  /** Path of the endpoint, without query. */
  readonly endpoint: string;
  readonly userHeader: string;
  readonly groupsHeader: string | null;
  readonly separator: string;
  readonly quoted?: boolean;
  /** Header lines of a no. */
  readonly no?: readonly (readonly [name: string, value: string])[];
}

export interface Gateway {
  readonly address: string;
  /** Every request since the last reset, oldest first. */
  requests(): readonly BackendRequest[];
  reset(): void;
  /** Answers everything like this from now on; null: as the contract says. */
  answerAll(answer: Answer | null): void;
  stop(): Promise<void>;
}

/** Name of the cookie whose value is the name of somebody in `people`. */
export const gatewayCookie = "_gateway_session";

/** Starts a gateway on a free port. */
export async function startGateway(contract: Contract, people: readonly Person[]): Promise<Gateway> {
  let requests: BackendRequest[] = [];
  let fixed: Answer | null = null;
  const double: Double = await startDouble(
    { name: "gateway", answer: (request) => fixed ?? answerOf(contract, people, request) },
    (request) => requests.push(request),
  );
  return {
    address: double.address,
    requests: () => requests,
    reset: () => {
      requests = [];
    },
    answerAll: (answer) => {
      fixed = answer;
    },
    stop: () => double.stop(),
  };
}

function answerOf(contract: Contract, people: readonly Person[], request: BackendRequest): Answer {
  const path = request.url.replace(/\?.*/s, "");
  if (path !== contract.endpoint) return { status: 200, body: `page of the gateway: ${request.url}` };
  const cookies = headerOf(request, "Cookie") ?? "";
  const session = new RegExp(`(?:^|; )${gatewayCookie}=([^;]*)`).exec(cookies)?.[1];
  const person = people.find(({ name }) => name === session);
  return person === undefined ? { status: 401, headers: contract.no ?? [] } : yesTo(contract, person);
}

/** A yes in the contract's headers. */
export function yesTo(
  { userHeader, groupsHeader, separator, quoted }: Contract,
  { name, groups }: Person,
): Answer {
  const listed = groups.map((group) => (quoted ? `"${group}"` : group)).join(separator);
  return {
    status: 202,
    headers: [
      [userHeader, name],
      ...(groupsHeader === null || listed === "" ? [] : [[groupsHeader, listed] as const]),
    ],
  };
}
