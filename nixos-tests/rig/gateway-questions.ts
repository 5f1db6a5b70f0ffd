/** What a preset promises its gateway to be told of a request (generator/schema/gateways.ts), as values. */
import { gateways, type Gateway, type GatewayName } from "../../generator/schema/gateways.ts";
import { gatewayVariables } from "../../generator/schema/vocabulary.ts";
import { headersOf, type BackendRequest } from "./double.ts";
import { guardedHost } from "./gateway-complaints.ts";

/** A request, as far as a gateway is told of it. */
export interface Asked {
  /** Path and query. */
  readonly path: string;
  readonly method?: string;
  /** Where the client is. */
  readonly address: string;
  /** What the client has in Authorization. */
  readonly authorization?: string;
}

/** Null where the header is left out. */
type Value = RegExp | string | null;

/** What a variable of the preset stands for. */
function valueOf(variable: keyof typeof gatewayVariables, asked: Asked): Value {
  const { path, method = "GET", address, authorization = null } = asked;
  switch (variable) {
    case "url":
      return `https://${guardedHost}${path}`;
    case "uri":
      return path;
    case "method":
      return method;
    case "scheme":
      return "https";
    case "host":
      return guardedHost;
    case "address":
      return address;
    case "port":
      return /^[1-9]\d+$/;
    case "authorization":
      return authorization;
    default:
      return variable satisfies never;
  }
}

function variableIn(value: string): keyof typeof gatewayVariables {
  const name = value.replace(/^\$frigate_/, "");
  if (!(name in gatewayVariables)) throw new Error(`${value} is no variable`);
  return name as keyof typeof gatewayVariables;
}

/** Header lines that the preset promises its gateway, each with what it has to be; Host is the gateway's own where it is not among them. */
export function promised(preset: GatewayName, asked: Asked): readonly (readonly [header: string, Value])[] {
  const { authRequestHeaders, authRequestUrl }: Gateway = gateways[preset];
  const [, host] = /^https?:\/\/([^/:]+:\d+)/.exec(authRequestUrl) ?? [];
  const isNamed = "Host" in authRequestHeaders || host === undefined;
  return [
    ...(isNamed ? [] : [["Host", host] as const]),
    ...Object.entries(authRequestHeaders).map(
      ([header, value]) => [header, valueOf(variableIn(value), asked)] as const,
    ),
  ];
}

/** Where a question is not as the preset promises, each a sentence. */
export const broken = (preset: GatewayName, question: BackendRequest, asked: Asked): readonly string[] => [
  ...unpromised(preset, question).map((name) => `the gateway is told ${name}, which is nobody's to know`),
  ...wrong(preset, question, asked),
];

/** Names of headers that are not promised; whatever they say, they are the client's, or for others. */
function unpromised(preset: GatewayName, { rawHeaders }: BackendRequest): readonly string[] {
  const known = [...Object.keys(gateways[preset].authRequestHeaders), "Cookie", "Host"];
  const allowed = known.map((name) => name.toLowerCase());
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  return [...new Set(names)].filter((name) => !allowed.includes(name.toLowerCase()));
}

const wrong = (preset: GatewayName, question: BackendRequest, asked: Asked): readonly string[] =>
  promised(preset, asked).flatMap(([header, value]) => {
    const lines = headersOf(question, header);
    const isKept =
      value instanceof RegExp
        ? lines.length === 1 && value.test(lines[0] ?? "")
        : JSON.stringify(lines) === JSON.stringify(value === null ? [] : [value]);
    return isKept
      ? []
      : [`the gateway is told ${header}: ${lines.join(" and ") || "nothing"}, not ${String(value)}`];
  });
