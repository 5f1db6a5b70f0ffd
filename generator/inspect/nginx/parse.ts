// Own parser, not npm's nginx-conf 2.1.0: that one joins all arguments to one string, keeps no positions, and opens
// a string at a quote inside a word (`b'c`), where nginx sees a plain character.
import { tokenize, type Token } from "./tokens.ts";
import { NginxSyntaxError, type Argument, type Item, type NginxFile, type Position } from "./tree.ts";

export * from "./tree.ts";
export { fromTree, type TreeDirective } from "./from-tree.ts";
export { printNginx, quoteArgument } from "./print.ts";

type Word = Extract<Token, { kind: "word" }>;

/** A block whose `}` has not come yet. */
interface OpenBlock {
  readonly body: Item[];
  readonly name: string;
  readonly args: readonly Argument[];
  readonly opened: Position;
}

/**
 * Reads the text of an nginx.conf. Only syntax: whether a directive exists, and where it may stand, is not asked.
 * A comment between the words of a directive is kept in front of that directive.
 * @throws NginxSyntaxError
 */
export function parseNginx(text: string, file = "nginx.conf"): NginxFile {
  const body: Item[] = [];
  // An explicit stack: text nested ten thousand levels deep must not end in a RangeError.
  const open: OpenBlock[] = [];
  let words: Word[] = [];

  const current = (): Item[] => open.at(-1)?.body ?? body;
  for (const token of tokenize(text, file)) {
    switch (token.kind) {
      case "word":
        words.push(token);
        break;
      case "comment":
        current().push({ kind: "comment", text: token.text, position: token.position });
        break;
      case ";":
        current().push({ kind: "directive", ...directiveHead(words, token), block: null });
        words = [];
        break;
      case "{": {
        const { name, args, position } = directiveHead(words, token);
        open.push({ body: [], name, args, opened: position });
        words = [];
        break;
      }
      case "}": {
        if (words.length > 0) throw new NginxSyntaxError(token.position, `unexpected "}"`, `";" or "{"`);
        const block = open.pop();
        if (block === undefined) throw new NginxSyntaxError(token.position, `unexpected "}"`, "a directive");
        const { name, args, opened } = block;
        current().push({ kind: "directive", name, args, block: block.body, position: opened });
        break;
      }
      case "end":
        refuseOpenEnd(token.position, words, open);
        break;
      default:
        token satisfies never;
    }
  }
  return { file, body };
}

function directiveHead(
  words: readonly Word[],
  end: Token,
): { name: string; args: Argument[]; position: Position } {
  const [first, ...rest] = words;
  if (first === undefined)
    throw new NginxSyntaxError(end.position, `unexpected "${end.kind}"`, "a directive");
  const args = rest.map(({ raw, value }) => ({ raw, value }));
  return { name: first.value, args, position: first.position };
}

function refuseOpenEnd(end: Position, words: readonly Word[], open: readonly OpenBlock[]): void {
  if (words.length > 0) throw new NginxSyntaxError(end, "unexpected end of file", `";" or "{"`);
  const block = open.at(-1);
  if (block === undefined) return;
  const { name, opened } = block;
  throw new NginxSyntaxError(end, "unexpected end of file", `"}" for "${name}" (line ${opened.line})`);
}
