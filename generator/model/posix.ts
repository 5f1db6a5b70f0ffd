/** POSIX extended regular expressions, as Nix' `builtins.match` takes them, for JavaScript. */

/** The classes of the C locale. */
const classes: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  blank: " \\t",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  lower: "a-z",
  space: " \\t-\\r",
  upper: "A-Z",
  xdigit: "0-9A-Fa-f",
};

/**
 * An expression that matches the same whole texts. Nix counts bytes where JavaScript counts characters, so a counted
 * `.` or `[^…]` differs outside ASCII.
 * @throws Error for what means nothing, or something else, in one of the two
 */
export function posixExpression(expression: string): RegExp {
  let source = "";
  let rest = expression;
  const take = (pattern: RegExp): string | undefined => {
    const found = pattern.exec(rest)?.[0];
    rest = rest.slice(found?.length ?? 0);
    return found;
  };
  while (rest !== "") {
    const bracket = take(/^\[\^?\]?(\[:[a-z]+:\]|[^\][]|\[(?![.:=]))*\]/);
    if (bracket !== undefined) {
      source += bracketExpression(bracket);
      continue;
    }
    const plain = take(/^(\\[\\^$.[\]|()*+?{}]|\((?!\?)|[*+?}](?![?+*])|[^\\[(*+?}])/);
    if (plain === undefined) throw new Error(`not understood in a POSIX expression: ${rest}`);
    source += plain === "]" ? `\\${plain}` : plain;
  }
  return new RegExp(`^(?:${source})$`, "su");
}

/** `[…]`: a backslash is a plain character there, and `]` is one in first place. */
function bracketExpression(bracket: string): string {
  const [, negation = "", members = ""] = /^\[(\^?)([^]*)\]$/.exec(bracket) ?? [];
  const converted = members.replace(/\[:([a-z]+):\]|[\\\][^]/g, (part, name: string | undefined) => {
    if (name === undefined) return `\\${part}`;
    const range = classes[name];
    if (range === undefined) throw new Error(`no such character class: ${part}`);
    return range;
  });
  return `[${negation}${converted}]`;
}
