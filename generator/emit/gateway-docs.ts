/**
 * `docs/gateways/`: a page for each gateway that is known by name, and a list of them. What the schema knows is written
 * anew each time; the notes between the marks are written by hand, and stay.
 */
import { assign, set } from "../nix/ast.ts";
import { code, markdownTable } from "../markdown.ts";
import { printExpr } from "../nix/print.ts";
import { gateways, type Gateway, type GatewayName } from "../schema/gateways.ts";
import { gatewayVariables } from "../schema/vocabulary.ts";
import { defaultsOf } from "./gateways.ts";
import { markedPart } from "../marks.ts";

const directory = "docs/gateways";
const opening = "<!-- notes: written by hand -->";
const closing = "<!-- /notes -->";
const heading =
  "<!-- Written by `npm run generate` from generator/schema/gateways.ts, except for the notes. -->";

const entries = Object.entries(gateways) as readonly (readonly [GatewayName, Gateway])[];

/** A file of the project: path from its root, and its whole text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/**
 * The pages, with the notes that `currentText` has of them; a page that is not there yet (empty text) gets marks without
 * notes.
 * @throws UserProblem when a page has lost the marks between which its notes stand.
 */
export function gatewayDocs(currentText: (path: string) => string): readonly Page[] {
  const written = (name: string, frame: (notes: string) => readonly string[]): Page => {
    const path = `${directory}/${name}.md`;
    return { path, text: `${[heading, ...frame(notes(path, currentText(path)))].join("\n\n")}\n` };
  };
  return [
    written("README", indexPage),
    ...entries.map(([name, gateway]) => written(name, (kept) => gatewayPage(name, gateway, kept))),
  ];
}

function notes(path: string, current: string): string {
  if (current === "") return `${opening}\n${closing}`;
  const { start, end } = markedPart(path, current, [opening, closing]);
  return current.slice(start, end);
}

function indexPage(kept: string): readonly string[] {
  const rows = entries.map(([name, gateway]) => [
    `[${gateway.title}](${name}.md)`,
    code(name),
    code(gateway.userHeader),
    gateway.roleHeader === null ? "–" : code(gateway.roleHeader),
    signInWords(gateway.signIn).short,
  ]);
  return [
    "# Gateways",
    "A gateway signs people in; nginx asks it about every request. For those that are known by name, the option " +
      "`services.frigate.nginx.preset` sets how it is asked and what it answers. Each has a page here.",
    markdownTable(["gateway", "`preset`", "user", "groups", "a browser without a session"], rows),
    kept,
  ];
}

function gatewayPage(name: GatewayName, gateway: Gateway, kept: string): readonly string[] {
  return [
    `# ${gateway.title}`,
    `What to write for Frigate behind [${gateway.title}](${gateway.website}):`,
    nixCode(configuration(name, gateway)),
    ...(gateway.roleHeader === null ? [`${gateway.title} names no groups, so roles go by user here.`] : []),
    kept,
    `## What ${gateway.title} is asked`,
    ...asked(gateway),
    "## What it answers",
    bullets(answers(gateway)),
    "## Where people go",
    bullets(ways(gateway)),
    "## What the preset sets",
    nixCode(printExpr(set(assign("services.frigate.nginx", set(...defaultsOf(gateway)))))),
    "Each of these can be set to something else, see [the options](../options.md).",
    `Source: ${gateway.source}.`,
  ];
}

/** What a user writes: the preset, what no preset can know, and roles. */
function configuration(name: GatewayName, { roleHeader, signIn, userHeader }: Gateway): string {
  const roles =
    roleHeader === null
      ? ["reverseProxy = {", `  roleHeader = "${userHeader}";`, '  roleMap.admin = [ "alice" ];', "};"]
      : [
          "reverseProxy.roleMap = {",
          '  admin = [ "frigate_admins" ];',
          '  viewer = [ "frigate_users" ];',
          "};",
        ];
  const lines = [
    `preset = "${name}";`,
    ...(signIn.kind === "elsewhere" ? [`signIn.url = "${signIn.example}";`] : []),
    ...roles,
  ];
  const ours = ["services.frigate.nginx = {", ...lines.map((line) => `  ${line}`), "};"];
  // Browsers keep session cookies from plain HTTP; a gateway without sign-in has none.
  const all = signIn.kind === "none" ? ours : [...ours, "", ...certificate];
  return ["{", ...all.map((line) => (line === "" ? "" : `  ${line}`)), "}"].join("\n");
}

const certificate = [
  'services.nginx.virtualHosts."frigate.example.com" = {',
  "  enableACME = true;",
  "  forceSSL = true;",
  "};",
];

function asked({ authRequestHeaders, authRequestUrl, httpsOnly }: Gateway): readonly string[] {
  const headers = Object.entries(authRequestHeaders).map(
    ([header, value]) => `${code(header)}: ${inWords(value)}`,
  );
  return [
    `\`GET ${authRequestUrl}\` with the browser's cookies, without a body, and with these headers, which a client cannot set:`,
    bullets(headers),
    ...(httpsOnly === true
      ? [
          "It checks `https` addresses only: Frigate's virtual host, or a proxy in front of it, needs a certificate.",
        ]
      : []),
  ];
}

/** A header's value with the words of the vocabulary in the place of variables. */
const inWords = (value: string): string =>
  value.replace(/\$frigate_(\w+)/g, (variable, name: string) =>
    isVariable(name) ? gatewayVariables[name] : variable,
  );

const isVariable = (name: string): name is keyof typeof gatewayVariables => name in gatewayVariables;

function answers(gateway: Gateway): readonly string[] {
  const { judgesAlike, quotesRoles, roleHeader, separator, splitCookie, userHeader } = gateway;
  const quotes = quotesRoles === true ? ", each in double quotes" : "";
  return [
    `${code(userHeader)} names the user. An answer without it lets nobody in.`,
    ...(roleHeader === null
      ? []
      : [`${code(roleHeader)} lists the groups, separated by ${code(separator)}${quotes}.`]),
    ...(splitCookie === undefined
      ? []
      : [
          `A session too large for one cookie comes in two, of which the second is ${code(`${splitCookie}_1`)}; both are passed on.`,
        ]),
    judgesAlike === true
      ? "The answer does not depend on the address asked for, so `authCache` keeps it for all of them."
      : "The answer may depend on the address asked for, so `authCache` keeps it for that address.",
  ];
}

function ways({ publicLocations, signIn, signOutUrl }: Gateway): readonly string[] {
  const signOut =
    signOutUrl === null
      ? "The page to sign out on is on another host. Set `signOutUrl` to it, or Frigate's sign-out link leads straight back in."
      : `Frigate's sign-out link leads to ${code(signOutUrl)}.`;
  return [
    signInWords(signIn).whole,
    ...(signIn.kind === "none" ? [] : [signOut]),
    ...Object.entries(publicLocations).map(
      ([path, server]) =>
        `${code(path)} on Frigate's host is the gateway's at ${code(server)}, and open to everybody.`,
    ),
  ];
}

/** Where a browser without a session goes, for a table and as a sentence. */
function signInWords(signIn: Gateway["signIn"]): { readonly short: string; readonly whole: string } {
  const without = "A browser without a session is sent";
  switch (signIn.kind) {
    case "page":
      return {
        short: `goes to ${code(signIn.url)}`,
        whole: `${without} to ${code(signIn.url)} on Frigate's host, with the address to return to in ${code(signIn.redirectParameter)}.`,
      };
    case "elsewhere":
      return {
        short: "goes to the page in `signIn.url`",
        whole: `${without} to the page in \`signIn.url\`, which has to be set, with the address to return to in ${code(signIn.redirectParameter)}.`,
      };
    case "answer":
      return {
        short: "goes where the gateway says",
        whole: `${without} where the header ${code(signIn.header)} of the answer says.`,
      };
    case "none":
      return {
        short: "is refused",
        whole: "There is no page to sign in on. Whoever the gateway does not know is refused.",
      };
    default:
      return signIn satisfies never;
  }
}

const nixCode = (text: string): string => `\`\`\`nix\n${text}\n\`\`\``;

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");
