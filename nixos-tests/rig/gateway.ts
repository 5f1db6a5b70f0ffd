/** A gateway's double: says who somebody is by their session cookie, in the headers of the gateway it plays. */
import { setTimeout as pause } from "node:timers/promises";
import { startDouble, type Answer, type BackendRequest, type DoubleOptions } from "./double.ts";
import { answerTo, type Contract, type Person } from "./gateway-contracts.ts";

/** How a gateway meets the questions it is asked. */
export type Manner =
  | { readonly kind: "as it should" }
  | { readonly kind: "always"; readonly answer: Answer }
  /** As it should, but late. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** Takes the question and never answers. */
  | { readonly kind: "hangs" }
  /** These bytes are the answer, whatever they mean; then the connection ends. */
  | { readonly kind: "says"; readonly bytes: string | Buffer }
  /** Begins to answer with these bytes, and never goes on. */
  | { readonly kind: "stalls"; readonly bytes: string | Buffer };

/** A question that was not as the gateway wants it, and what it said to that. */
export interface Complaint {
  readonly question: BackendRequest;
  readonly answer: Answer;
}

export interface Gateway {
  readonly address: string;
  /** Every request since the last reset, oldest first. */
  requests(): readonly BackendRequest[];
  /** Those it complained of. */
  complaints(): readonly Complaint[];
  /** Forgets the requests. */
  reset(): void;
  behave(manner: Manner): void;
  /** Answers everything like this from now on; null: as the contract says. */
  answerAll(answer: Answer | null): void;
  /** Nobody listens any more, until it comes up again. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a gateway on a free port, or on a unix socket; with a certificate, it speaks TLS. */
export async function startGateway(
  contract: Contract,
  people: readonly Person[],
  reached: Pick<DoubleOptions, "socket" | "tls"> = {},
): Promise<Gateway> {
  let requests: BackendRequest[] = [];
  let manner: Manner = { kind: "as it should" };
  const double = await startDouble(
    {
      ...reached,
      name: "gateway",
      answer: (request) => meet(manner, () => asItShould(contract, people, request)),
    },
    (request) => requests.push(request),
  );
  return {
    address: double.address,
    requests: () => requests,
    complaints: () => complaintsOf(contract, requests),
    reset: () => {
      requests = [];
    },
    behave: (next) => {
      manner = next;
    },
    answerAll: (answer) => {
      manner = answer === null ? { kind: "as it should" } : { kind: "always", answer };
    },
    goDown: () => double.goDown(),
    comeUp: () => double.comeUp(),
    stop: () => double.stop(),
  };
}

async function meet(manner: Manner, proper: () => Answer): Promise<Answer> {
  switch (manner.kind) {
    case "as it should":
      return proper();
    case "always":
      return manner.answer;
    case "slow":
      await pause(manner.milliseconds);
      return proper();
    case "hangs":
      return new Promise(() => {});
    case "says":
      return { status: 0, raw: manner.bytes };
    case "stalls":
      return { status: 0, raw: manner.bytes, falls: "silent" };
    default:
      return manner satisfies never;
  }
}

function asItShould(contract: Contract, people: readonly Person[], request: BackendRequest): Answer {
  if (isQuestion(contract, request)) return answerTo(contract, people, request);
  return { status: 200, body: `page of the gateway: ${request.url}` };
}

const isQuestion = ({ endpoint }: Contract, { url }: BackendRequest): boolean =>
  url.replace(/\?.*/s, "") === endpoint;

const complaintsOf = (contract: Contract, requests: readonly BackendRequest[]): readonly Complaint[] =>
  requests
    .filter((request) => isQuestion(contract, request))
    .flatMap((question) => {
      const answer = contract.complaint?.(question) ?? null;
      return answer === null ? [] : [{ question, answer }];
    });
