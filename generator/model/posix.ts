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

/** What both read alike, one after the other: `[…]`, an escape, a parenthesis, one quantifier, or a character. */
const parts =
  /\[\^?\]?(?:\[:[a-z]+:\]|[^\][]|\[(?![.:=]))*\]|\\[\\^$.[\]|()*+?{}]|\((?!\?)|[*+?}](?![?+*])|[^\\[(*+?}]/gy;

/**
 * An expression that matches the same whole texts. Nix counts bytes where JavaScript counts characters, so a counted
 * `.` or `[^…]` differs outside ASCII.
 * @throws Error for what means nothing, or something else, in one of the two
 */
export function posixExpression(expression: string): RegExp {
  const found = expression.match(parts) ?? [];
  if (found.join("") !== expression) throw new Error(`not understood as a POSIX expression: ${expression}`);
  return new RegExp(`^(?:${found.map(inJavaScript).join("")})$`, "su");
}

/** Inside `[…]` a backslash is a plain character, and `]` is one in first place. */
function inJavaScript(part: string): string {
  const [, negation, members] = /^\[(\^?)(.+)\]$/s.exec(part) ?? [];
  if (members === undefined) return part === "]" ? "\\]" : part;
  const converted = members.replace(/\[:([a-z]+):\]|[\\\][^]/g, (text, name: string | undefined) => {
    if (name === undefined) return `\\${text}`;
    const range = classes[name];
    if (range === undefined) throw new Error(`no such character class: ${text}`);
    return range;
  });
  return `[${negation}${converted}]`;
}
