import { tokenize } from "./tokens.ts";
import { NginxSyntaxError, type Argument, type Item, type NginxFile, type Position } from "./tree.ts";

/** A directive in the reference JSON: name and arguments keep their quotes; `block` only where there is one. */
export interface TreeDirective {
  readonly directive: string;
  readonly args: readonly string[];
  readonly block?: readonly TreeDirective[];
}

/**
 * Reads a directive tree as JSON into the type parseNginx gives. Positions have line 0 and no comments come along.
 * @throws NginxSyntaxError when the JSON has another shape, or an argument is not one word of nginx's
 */
export function fromTree(json: unknown, file = "nginx.json"): NginxFile {
  return { file, body: readBlock(json, { file, line: 0, column: 0 }) };
}

function readBlock(json: unknown, position: Position): readonly Item[] {
  if (!Array.isArray(json)) throw new NginxSyntaxError(position, "not a list", "a list of directives");
  return json.map((entry: unknown) => readDirective(entry, position));
}

function readDirective(json: unknown, position: Position): Item {
  if (!isTreeDirective(json)) {
    throw new NginxSyntaxError(
      position,
      `not a directive: ${JSON.stringify(json)}`,
      "{ directive, args, block? }",
    );
  }
  return {
    kind: "directive",
    // A map's keys are directives to the parser, and may be quoted.
    name: readArgument(json.directive, position).value,
    args: json.args.map((raw) => readArgument(raw, position)),
    block: json.block === undefined ? null : readBlock(json.block, position),
    position,
  };
}

function isTreeDirective(json: unknown): json is TreeDirective {
  if (typeof json !== "object" || json === null) return false;
  const { directive, args } = json as Partial<Record<keyof TreeDirective, unknown>>;
  return (
    typeof directive === "string" &&
    Array.isArray(args) &&
    args.every((arg: unknown) => typeof arg === "string")
  );
}

function readArgument(raw: string, position: Position): Argument {
  const [word, semicolon] = tokenize(`${raw};`, position.file);
  if (word?.kind === "word" && word.raw === raw && semicolon?.kind === ";") return { raw, value: word.value };
  throw new NginxSyntaxError(
    position,
    `not one word: ${JSON.stringify(raw)}`,
    "an argument as nginx spells it",
  );
}
