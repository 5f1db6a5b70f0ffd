/** Headers that say who somebody is, from those who may not say it. */
import { words } from "../../../generator/inspect/collections.ts";
import type { HeaderLine } from "../../rig/client.ts";
import { gateways } from "../../../generator/schema/gateways.ts";
import { nobody, person, type Asker } from "../askers.ts";
import { localAddress, names as people, type Standing } from "../subject.ts";
import { volley, type Attack } from "./attack.ts";
import { grand, outsiderAndViewer, targets } from "./people.ts";
import { marker, type Shot } from "./shot.ts";

/** Names of headers that name somebody, and those that name what they are. */
const userHeaders = [
  "Remote-User",
  "X-Forwarded-User",
  "X-Forwarded-Preferred-Username",
  "X-Auth-Request-User",
  ...Object.values(gateways).map(({ userHeader }) => userHeader),
];
const roleHeaders = [
  "Remote-Role",
  "Remote-Groups",
  "X-Forwarded-Groups",
  ...Object.values(gateways).flatMap(({ roleHeader }) => (roleHeader === null ? [] : [roleHeader])),
];
const unique = (list: readonly string[]): readonly string[] => [...new Set(list)];

/** A header line, or several, in the way of the table. */
interface Spelling {
  readonly name: string;
  readonly lines: (name: string, value: string) => readonly string[];
  /** Not the same header to a proxy that drops those it sends itself. */
  readonly another?: true;
}

const withUnderscores: Spelling = {
  name: "with underscores",
  lines: (name, value) => [`${name.replaceAll("-", "_")}: ${value}`],
  another: true,
};

const spellings: readonly Spelling[] = [
  { name: "as they are", lines: (name, value) => [`${name}: ${value}`] },
  { name: "in small letters", lines: (name, value) => [`${name.toLowerCase()}:${value}`] },
  { name: "in capitals", lines: (name, value) => [`${name.toUpperCase()}: ${value}`] },
  withUnderscores,
  { name: "twice", lines: (name, value) => [`${name}: ${value}`, `${name}: ${value}`] },
  { name: "behind an empty one", lines: (name, value) => [`${name}:`, `${name}: ${value}`] },
  { name: "before an empty one", lines: (name, value) => [`${name}: ${value}`, `${name}: `] },
  { name: "with a blank before the colon", lines: (name, value) => [`${name} : ${value}`], another: true },
  { name: "with a tab before the colon", lines: (name, value) => [`${name}\t: ${value}`], another: true },
  { name: "on the next line", lines: (name, value) => [`${name}:\r\n ${value}`] },
  { name: "in a folded line", lines: (name, value) => [`X-Fold: a\r\n ${name}: ${value}`] },
  { name: "behind a lone line feed", lines: (name, value) => [`X-Feed: a\n${name}: ${value}`] },
  {
    name: "behind a lone carriage return",
    lines: (name, value) => [`X-Return: a\r${name}: ${value}`],
    another: true,
  },
  { name: "with a zero byte", lines: (name, value) => [`${name}\0: ${value}`], another: true },
  { name: "with a dot", lines: (name, value) => [`${name.replace("-", ".")}: ${value}`], another: true },
  { name: "with bytes beyond ASCII", lines: (name, value) => [`${name}\xad: ${value}`], another: true },
];

/** What a proxy in front that is believed sends itself, it drops from what its clients send. */
const isOwn = (by: Asker, name: string): boolean =>
  by.headers.some(([own]) => own.toLowerCase() === name.toLowerCase());

function claims(by: Asker, { lines, another }: Spelling): readonly string[] {
  const open = (name: string): boolean => another === true || !isOwn(by, name);
  return [
    ...unique(userHeaders)
      .filter(open)
      .flatMap((name) => lines(name, `${people.admin}-${marker}`)),
    ...unique(roleHeaders)
      .filter(open)
      .flatMap((name) => [...lines(name, grand.join(",")), ...lines(name, grand.join("|"))]),
  ];
}

const spoofed = spellings.map((spelling): Attack =>
  volley(`identity headers ${spelling.name}`, 2, (standing) =>
    outsiderAndViewer(standing).flatMap((by) =>
      targets.map((target): Shot => ({ ...target, by, lines: claims(by, spelling) })),
    ),
  ),
);

/** Until Host is read, nginx goes by the rules of the host that the handshake names, or of the default one. */
const beforeHost = volley("identity headers with underscores, before Host", 2, (standing) =>
  outsiderAndViewer(standing).flatMap((by) =>
    targets.map((target): Shot => ({
      ...target,
      by: { ...by, serverName: "" },
      hosts: [],
      lines: [...claims(by, withUnderscores), ["Host", standing.rig.hostname]],
    })),
  ),
);

/** Just the role, and just `admin`: where it is taken for granted, the user is somebody already. */
const roleAlone = volley("Remote-Role alone", 2, (standing) => {
  const lines: readonly HeaderLine[] = [["Remote-Role", "admin"]];
  const by = person(standing.subject, "viewer");
  return targets.map((target): Shot => ({ ...target, by, lines }));
});

/** A header named like a cookie or a token of the gateway's does not stand in for it. */
const inOtherPlaces = volley("a session in other places", 2, ({ subject }) => {
  const session = person(subject, "admin").headers.filter(([name]) => name === "Cookie");
  return session.flatMap(([, value]) =>
    [
      [`X-Cookie: ${value}`],
      [`X-Original-URL: https://${marker}/?${value}`],
      [`Set-Cookie: ${value}`],
      [`Cookie2: ${value}`],
      [`Cookie : ${value}`],
      [`Proxy-Authorization: Bearer ${value.replace(/^[^=]*=/, "")}`],
      [`X-Authorization: Bearer ${value.replace(/^[^=]*=/, "")}`],
    ].map((lines): Shot => ({ by: nobody, path: "/api/profile", lines })),
  );
});

/** Addresses of those who are let in or believed, said by somebody else. */
const addressHeaders = words(`
  X-Forwarded-For X-Real-IP X-Client-IP True-Client-IP CF-Connecting-IP X-Frigate-Address Remote-Addr
`);
const addresses = volley("somebody else's address", 2, ({ subject }: Standing) => {
  const { authority, clients } = subject;
  const trusted = [
    "127.0.0.1",
    "::1",
    ...(authority.kind === "proxy" ? [authority.address] : []),
    ...clients.map(({ address }) => address),
  ].flatMap((address) => [...new Set([address, localAddress(address)])]);
  const own: readonly HeaderLine[] =
    authority.kind === "proxy"
      ? [
          [authority.userHeader, people.admin],
          [authority.roleHeader, "admins"],
        ]
      : [];
  return trusted.flatMap((address) =>
    ["/api/profile", "/api/metrics"].map((path): Shot => ({
      by: nobody,
      path,
      lines: [
        ...own,
        ...addressHeaders.map((name): HeaderLine => [name, address]),
        ["Forwarded", `for=${address};host=127.0.0.1`],
      ],
    })),
  );
});

/** nginx joins two lines of a name with a comma since 1.23, and a proxy may have done so before it: nobody is called that. */
const joined = volley(
  "a name that two headers may have made",
  2,
  ({ subject }) => {
    const { authority } = subject;
    if (authority.kind !== "proxy") return [];
    const { known, headers, ...proxy } = person(subject, "viewer");
    const others = headers.filter(([name]) => name !== authority.userHeader);
    return ["bob, alice", "bob,alice", ",bob", "bob,"].flatMap((name) =>
      targets.map((target): Shot => ({
        ...target,
        by: {
          ...proxy,
          name: `a proxy for "${name}"`,
          known: null,
          headers: [...others, [authority.userHeader, name]],
        },
      })),
    );
  },
  // With a secret in place of addresses, Frigate is told what the headers say.
  ({ authority }) => authority.kind === "proxy" && authority.secret === undefined,
);

export const identityHeaders: readonly Attack[] = [
  ...spoofed,
  beforeHost,
  joined,
  roleAlone,
  inOtherPlaces,
  addresses,
];
