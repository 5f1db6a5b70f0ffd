/**
 * `docs/gateways/`: a page for each gateway that is known by name, and a list of them. What the schema knows is written
 * anew each time; the notes between the marks are written by hand, and stay.
 */
import { assign, blank, list, literal, set, text, type Assignment, type Binding } from "../nix/ast.ts";
import { markdownTable } from "../markdown.ts";
import { printNix } from "../nix/print.ts";
import { gateways, type Gateway, type GatewayName } from "../schema/gateways.ts";
import { gatewayVariables } from "../schema/vocabulary.ts";
import { defaultsOf } from "./gateways.ts";
import { markedPart } from "./marks.ts";

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
    `\`${name}\``,
    `\`${gateway.userHeader}\``,
    gateway.roleHeader === null ? "–" : `\`${gateway.roleHeader}\``,
    signInInShort(gateway),
  ]);
  return [
    "# Gateways",
    "A gateway signs people in; nginx asks it about every request. For those that are known by name, the option " +
      "`services.frigate.nginx.preset` fills in how it is asked and what it answers. Each has a page here.",
    markdownTable(["gateway", "`preset`", "user", "groups", "who has no session"], rows),
    kept,
  ];
}

function signInInShort({ signIn }: Gateway): string {
  switch (signIn.kind) {
    case "page":
      return `goes to \`${signIn.url}\``;
    case "elsewhere":
      return "goes to the page in `signIn.url`";
    case "answer":
      return "goes where the gateway says";
    case "none":
      return "is refused";
    default:
      return signIn satisfies never;
  }
}

function gatewayPage(name: GatewayName, gateway: Gateway, kept: string): readonly string[] {
  return [
    `# ${gateway.title}`,
    `What to write for Frigate behind [${gateway.title}](${gateway.website}):`,
    nixCode(configuration(name, gateway)),
    ...(gateway.roleHeader === null
      ? [`${gateway.title} tells no groups, so the roles go by user here.`]
      : []),
    kept,
    `## What ${gateway.title} is asked`,
    ...asked(gateway),
    "## What it answers",
    bullets(answers(gateway)),
    "## Where people go",
    bullets(ways(gateway)),
    "## What the preset fills in",
    nixCode([assign("services.frigate.nginx", set(...defaultsOf(gateway)))]),
    "Each of these can be set to something else, see [the options](../options.md).",
    `Source: ${gateway.source}.`,
  ];
}

/** What a user writes: the preset, what no preset can know, and roles. */
function configuration(name: GatewayName, gateway: Gateway): readonly Binding[] {
  const { signIn } = gateway;
  const ours = assign(
    "services.frigate.nginx",
    set(
      assign("preset", text(name)),
      ...(signIn.kind === "elsewhere" ? [assign("signIn.url", text(signIn.example))] : []),
      ...roles(gateway),
    ),
  );
  // Session cookies are kept from plain HTTP; a gateway without sign-in has none.
  return signIn.kind === "none" ? [ours] : [ours, blank, certificate];
}

const certificate = assign(
  ["services", "nginx", "virtualHosts", "frigate.example.com"],
  set(assign("enableACME", literal(true)), assign("forceSSL", literal(true))),
);

function roles({ roleHeader, userHeader }: Gateway): readonly Assignment[] {
  if (roleHeader !== null) {
    const groups = set(
      assign("admin", list(text("frigate_admins"))),
      assign("viewer", list(text("frigate_users"))),
    );
    return [assign("reverseProxy.roleMap", groups)];
  }
  const byUser = set(assign("roleHeader", text(userHeader)), assign("roleMap.admin", list(text("alice"))));
  return [assign("reverseProxy", byUser)];
}

function asked({ authRequestHeaders, authRequestUrl, httpsOnly }: Gateway): readonly string[] {
  const headers = Object.entries(authRequestHeaders).map(
    ([header, value]) => `\`${header}\`: ${inWords(value)}`,
  );
  return [
    `\`GET ${authRequestUrl}\` with the browser's cookies, no body, and these headers, whatever a client sends under their names:`,
    bullets(headers),
    ...(httpsOnly === true
      ? [
          "It judges `https` addresses only: Frigate's virtual host, or a proxy in front of it, needs a certificate.",
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
  const { judgesAlike, roleHeader, splitCookie, userHeader } = gateway;
  return [
    `\`${userHeader}\` names the user. A yes without it is taken for a no.`,
    ...(roleHeader === null ? [] : [`\`${roleHeader}\` lists the groups, ${listed(gateway)}.`]),
    ...(splitCookie === undefined
      ? []
      : [
          `A session too large for one cookie comes in two, the second called \`${splitCookie}_1\`; both are passed on.`,
        ]),
    judgesAlike === true
      ? "The answer does not depend on the address asked for, and `authCache` remembers it for all of them."
      : "The answer may depend on the address asked for, and `authCache` remembers it for that address.",
  ];
}

const listed = ({ quotesRoles, separator }: Gateway): string =>
  `separated by \`${separator}\`${quotesRoles === true ? ", each in double quotes" : ""}`;

function ways({ publicLocations, signIn, signOutUrl }: Gateway): readonly string[] {
  return [
    signInWords(signIn),
    ...(signIn.kind === "none" ? [] : [signOutWords(signOutUrl)]),
    ...Object.entries(publicLocations).map(
      ([path, server]) =>
        `\`${path}\` on Frigate's host is the gateway's at \`${server}\`, and open to everybody.`,
    ),
  ];
}

function signInWords(signIn: Gateway["signIn"]): string {
  switch (signIn.kind) {
    case "page":
      return `Who has no session is sent to \`${signIn.url}\` on Frigate's host, with the address to return to in \`${signIn.redirectParameter}\`.`;
    case "elsewhere":
      return `Who has no session is sent to the page in \`signIn.url\`, which has to be set, with the address to return to in \`${signIn.redirectParameter}\`.`;
    case "answer":
      return `Who has no session is sent where the header \`${signIn.header}\` of the answer says.`;
    case "none":
      return "Nobody is sent anywhere. Who is not known is refused.";
    default:
      return signIn satisfies never;
  }
}

const signOutWords = (signOutUrl: string | null): string =>
  signOutUrl === null
    ? "The page to sign out on is on another host: set `signOutUrl` to it, or Frigate's sign-out link leads straight back in."
    : `Frigate's sign-out link leads to \`${signOutUrl}\`.`;

const nixCode = (bindings: readonly Binding[]): string =>
  `\`\`\`nix\n${printNix({ header: [], body: set(...bindings) })}\`\`\``;

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");
