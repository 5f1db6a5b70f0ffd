/** Whatever text an option of single sign-on is given: it is refused, or it changes exactly its own value and nothing else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { directivesOf, valuesOf, type Item, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { printExpr } from "../../generator/nix/print.ts";
import { text } from "../../generator/nix/ast.ts";
import { gatewayVariables } from "../../generator/schema/vocabulary.ts";
import { ofEach } from "../support/evaluate.ts";
import { nginx, renderEach } from "./sso-support.ts";
import { gatewayMode, proxyMode, type Mode, type Values } from "./sso-values.ts";

const nixpkgs = findNixpkgs(undefined);
const nix = (value: string): string => printExpr(text(value));

interface Option {
  readonly name: string;
  /** Nix text for services.frigate.nginx. */
  readonly setting: (value: string) => string;
  readonly fine: readonly string[];
  /** What stands between blanks in nginx.conf may hold no blank either. */
  readonly quoted?: true;
  /** A key of a map, in which `$`, quotes and backslashes are escaped or mean nothing. */
  readonly escaped?: true;
}

const url = ["http://127.0.0.1:4180/oauth2/auth", "https://[::1]/a?b=c", "http://unix:/run/a.sock:/b"];
const client = (part: string) => (value: string) => {
  const parts: Record<string, string> = { user: '"x"', addresses: '[ "192.0.2.9" ]', paths: '[ "/x" ]' };
  return `clients.robot = { ${Object.entries({
    ...parts,
    [part]: part === "user" ? nix(value) : `[ ${nix(value)} ]`,
  })
    .map(([name, expression]) => `${name} = ${expression};`)
    .join(" ")} };`;
};

const options: readonly Option[] = [
  { name: "authRequestUrl", setting: (value) => `authRequestUrl = ${nix(value)};`, fine: url },
  {
    name: "names of authRequestHeaders",
    setting: (value) => `authRequestHeaders.${nix(value)} = "x";`,
    fine: ["X-A", "Host"],
  },
  {
    name: "authRequestHeaders",
    setting: (value) => `authRequestHeaders.X-A = ${nix(value)};`,
    fine: ["a b", "$frigate_url", "x$frigate_host$frigate_port;"],
    quoted: true,
  },
  {
    name: "names of publicLocations",
    setting: (value) => `publicLocations.${nix(value)} = "http://x";`,
    fine: ["/oauth2/", "/a.b~c"],
  },
  {
    name: "publicLocations",
    setting: (value) => `publicLocations."/x/" = ${nix(value)};`,
    fine: ["http://127.0.0.1:4180", "http://unix:/run/a.sock"],
  },
  {
    name: "publicUrl",
    setting: (value) => `publicUrl = ${nix(value)};`,
    fine: ["https://a.example.com:8443"],
  },
  ...["userHeader", "roleHeader"].map((name) => ({
    name,
    setting: (value: string) => `reverseProxy.${name} = ${nix(value)};`,
    fine: ["X-Forwarded-User"],
  })),
  {
    name: "separator",
    setting: (value) => `reverseProxy.separator = ${nix(value)};`,
    fine: [",", "|", "\\", '"', "$"],
    escaped: true,
  },
  {
    name: "groups of roleMap",
    setting: (value) => `reverseProxy.roleMap.admin = [ ${nix(value)} ];`,
    fine: ["admins", 'a "b" \\c $d'],
    quoted: true,
    escaped: true,
  },
  {
    name: "roles of roleMap",
    setting: (value) => `reverseProxy.roleMap.${nix(value)} = [ ];`,
    fine: ["admin", "a_1"],
  },
  { name: "defaultRole", setting: (value) => `reverseProxy.defaultRole = ${nix(value)};`, fine: ["viewer"] },
  {
    name: "trustedAddresses",
    setting: (value) => `reverseProxy.trustedAddresses = [ ${nix(value)} ];`,
    fine: ["192.0.2.0/24", "fd00::/8"],
  },
  // Names of clients are in sso-holes.test.ts.
  { name: "users of clients", setting: client("user"), fine: ["home assistant", "a;b"], quoted: true },
  { name: "paths of clients", setting: client("paths"), fine: ["/api/metrics"] },
  { name: "addresses of clients", setting: client("addresses"), fine: ["192.0.2.9", "2001:db8::/32"] },
  {
    name: "roles of clients",
    setting: (value) => `clients.robot = { user = "x"; role = ${nix(value)}; };`,
    fine: ["viewer"],
  },
  {
    name: "signIn.url",
    setting: (value) => `signIn.url = ${nix(value)};`,
    fine: ["/oauth2/start", "https://a.b/c?d=e"],
  },
  {
    name: "redirectParameter",
    setting: (value) => `signIn.redirectParameter = ${nix(value)};`,
    fine: ["rd"],
  },
  { name: "signOutUrl", setting: (value) => `signOutUrl = ${nix(value)};`, fine: ["/oauth2/sign_out"] },
  { name: "authCache", setting: (value) => `authCache = ${nix(value)};`, fine: ["5s", "10m"] },
  {
    name: "allowedHosts",
    setting: (value) => `allowedHosts = [ ${nix(value)} ];`,
    fine: ["nvr.example.com", "nvr-1"],
  },
];

/** Nix has no text with half a character or a zero byte in it. */
const isText = (value: string): boolean => !value.includes("\0") && Buffer.from(value).toString() === value;

/** Made of what nginx's syntax is made of, of anything at all, or something fine with a piece of that in it. */
const hostileFor = ({ fine }: Option): fc.Arbitrary<string> => {
  const syntax = fc.string({
    unit: fc.constantFrom(..."\"'\\${};#\n\r\t ~=ab:/1.[]|,"),
    minLength: 1,
    maxLength: 4,
  });
  const piece = fc.oneof(
    syntax,
    fc.constantFrom("$host", "${host}", "\\", ' "', "; return 200", "\u0085", "\u00a0", "\u2028"),
  );
  const spoilt = fc.tuple(fc.constantFrom(...fine), fc.nat(40), piece);
  return fc
    .oneof(
      { weight: 1, arbitrary: syntax },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
      {
        weight: 3,
        arbitrary: spoilt.map(([value, at, part]) => value.slice(0, at) + part + value.slice(at)),
      },
    )
    .filter(isText);
};

const variable = new RegExp(`\\$frigate_(${Object.keys(gatewayVariables).join("|")})`, "g");

/** What would end the word it stands in, or be more than itself in it. */
function isDangerous(value: string, { quoted, escaped }: Option): boolean {
  if (/[\x00-\x1f\x7f]/.test(value)) return true;
  if (escaped) return false;
  return /["$\\]/.test(value.replaceAll(variable, "")) || (!quoted && /[\s;{}'#]/.test(value));
}

describe("a type takes what is fine, and nothing that means something to nginx", () => {
  test.each(options.map((option, index) => [option.name, option, index] as const))(
    "%s",
    (_, option, index) => {
      const hostile = fc.sample(hostileFor(option), { numRuns: 90, seed: index + 10 });
      const values = [...option.fine, ...hostile];
      const settings = values.map((value) => nginx(option.setting(value)));
      const accepted = ofEach(
        nixpkgs,
        settings,
        "builtins.seq (builtins.deepSeq result.internals.config.services.frigate.nginx null) true",
      );
      expect(accepted.slice(0, option.fine.length)).toEqual(option.fine.map(() => true));
      expect(accepted).toContain(null);
      values.forEach((value, at) => {
        if (accepted[at] === true) expect(isDangerous(value, option), JSON.stringify(value)).toBe(false);
      });
    },
  );
});

/** The tree without the order of its directives, which names decide: every word that `replace` gives. */
function treeOf(body: readonly Item[] | null, replace: (word: string) => string): unknown {
  const directives = directivesOf(body).map((directive) => [
    [directive.name, ...valuesOf(directive)].map(replace),
    directive.block === null ? null : treeOf(directive.block, replace),
  ]);
  return directives.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/** Every mark in a word replaced, all at once: what takes a mark's place is never looked at again. */
function replacing(replacements: ReadonlyMap<string, string>): (word: string) => string {
  const marks = [...replacements.keys()].toSorted((one, other) => other.length - one.length);
  const literal = marks.map((mark) => mark.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const anyMark = new RegExp(literal.join("|"), "g");
  return (word) => word.replace(anyMark, (mark) => replacements.get(mark) ?? "");
}

function check<V extends Values>(mode: Mode<V>, count: number, seed: number): void {
  const drawn = fc.sample(mode.values, { numRuns: count, seed });
  const rendered = renderEach(
    nixpkgs,
    drawn.flatMap((values) => [mode.configuration(values), mode.configuration(mode.harmless(values))]),
  );
  drawn.forEach((values, index) => {
    const [file, harmless] = rendered.slice(2 * index, 2 * index + 2) as readonly (NginxFile | null)[];
    const said = JSON.stringify(values);
    if (file == null || harmless == null) throw new Error(`refused: ${said}`);
    const replacements = mode.replacements(values, mode.harmless(values));
    const expected = treeOf(harmless.body, replacing(replacements));
    expect(JSON.stringify(treeOf(harmless.body, (word) => word)), said).not.toBe(JSON.stringify(expected));
    expect(
      treeOf(file.body, (word) => word),
      said,
    ).toEqual(expected);
  });
}

describe("what a type takes stands in its own place, and changes nothing else", () => {
  test("all options of a gateway and clients at once", () => check(gatewayMode, 45, 1));
  test("all options of a proxy in front at once", () => check(proxyMode, 15, 2));
});
