/** How groups become roles: what the options say, and that the map in the rendered configuration says the same. */
import { request } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { posixExpression } from "../../generator/model/posix.ts";
import { patterns } from "../../generator/schema/vocabulary.ts";
import {
  inHttp,
  printNginx,
  valuesOf,
  type Directive,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";
import { lookupsOf, type Lookup } from "../../generator/inspect/nginx/lookups.ts";
import { printExpr } from "../../generator/nix/print.ts";
import { assign, list, set, text, type Expr } from "../../generator/nix/ast.ts";
import { temporaryPaths } from "../rig/conf.ts";
import { startNginx, type RunningNginx } from "../rig/nginx.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { gateway, nginx, renderEach } from "./sso-support.ts";
import { bytesOf, lookUp } from "./sso-tables.ts";

interface Mapping {
  readonly separator: string;
  readonly roleMap: Readonly<Record<string, readonly string[]>>;
  readonly defaultRole: string;
  /** Roles of Frigate's besides admin and viewer. */
  readonly customRoles: readonly string[];
  /** Vouch Proxy puts every entry in double quotes. */
  readonly quoted: boolean;
}

/** What design §3 and the options' descriptions say. */
function roleOf(header: string, mapping: Mapping): string {
  const entries = header.split(mapping.separator).map(trimmed).flatMap(unquoted(mapping.quoted));
  const isMapped = Object.keys(mapping.roleMap).length > 0;
  const groupsOf = (role: string) => (isMapped ? (mapping.roleMap[role] ?? []) : [role]);
  const inOrder = ["admin", "viewer", ...mapping.customRoles.toSorted()];
  // Names of roles are compared without regard to case, as Frigate does; administrators' is not.
  const same = (entry: string, group: string): boolean =>
    entry === group || (!isMapped && group !== "admin" && lowered(entry) === lowered(group));
  return (
    inOrder.find((role) => groupsOf(role).some((group) => entries.some((entry) => same(entry, group)))) ??
    mapping.defaultRole
  );
}

/** As nginx' expressions do, which know ASCII only. */
const lowered = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const trimmed = (entry: string): string => entry.replace(/^[\t-\r ]+|[\t-\r ]+$/g, "");

/** An entry without the quotes it must have is nobody's group. */
const unquoted =
  (quoted: boolean) =>
  (entry: string): readonly string[] => {
    if (!quoted) return [entry];
    return /^".*"$/s.test(entry) && entry.length > 1 ? [entry.slice(1, -1)] : [];
  };

const family: Mapping = {
  separator: ",",
  roleMap: {
    admin: ["admins", "spn@idm.example.com"],
    viewer: ["home users"],
    kids: ["the.kids"],
    aunts: ["aunts"],
  },
  defaultRole: "viewer",
  customRoles: ["kids", "aunts"],
  quoted: false,
};
const direct: Mapping = { ...family, roleMap: {}, customRoles: ["kids"], defaultRole: "viewer" };
const strict: Mapping = { ...family, defaultRole: "aunts" };
const piped: Mapping = { ...family, separator: "|" };
const quoted: Mapping = { ...family, quoted: true, defaultRole: "aunts" };
const nobody: Mapping = { ...family, roleMap: { admin: [] }, defaultRole: "kids" };

/** The meaning, case by case. */
const examples: readonly (readonly [what: string, mapping: Mapping, header: string, role: string])[] = [
  ["a group", family, "admins", "admin"],
  ["blanks around it", family, "x , admins\t", "admin"],
  ["blanks within it", family, "home users,x", "viewer"],
  ["more blanks within it", strict, "home  users", "aunts"],
  ["admin before the others", family, "the.kids,home users,admins", "admin"],
  ["viewer before the others", family, "aunts,the.kids,home users", "viewer"],
  ["the others by the alphabet", family, "the.kids,aunts", "aunts"],
  ["no group", strict, "", "aunts"],
  ["commas alone", strict, ",,", "aunts"],
  ["another group", strict, "admin", "aunts"],
  ["part of a name", strict, "admins2,xadmins,the.kids.x", "aunts"],
  ["a dot is a dot", strict, "theXkids", "aunts"],
  ["another case", strict, "Admins,HOME USERS", "aunts"],
  ["another separator", strict, "admins|x", "aunts"],
  ["authentik's separator", piped, "x|admins", "admin"],
  ["a comma in a name", piped, "x,admins|y", "viewer"],
  ["a name with a realm", family, "a,spn@idm.example.com", "admin"],
  ["no map: roles by name", direct, "viewer,admin", "admin"],
  ["no map: a role of one's own", direct, "kids", "kids"],
  ["no map: in capitals", direct, "Admin,KIDS", "kids"],
  ["no map: a role that Frigate does not have", direct, "aunts", "viewer"],
  ["a map without groups maps nobody", nobody, "admin,viewer", "kids"],
  ["quotes", quoted, '"x","admins"', "admin"],
  ["quotes that are missing", quoted, "x,admins", "aunts"],
  ["half of the quotes", quoted, '"admins,x"', "aunts"],
  ["blanks within the quotes", quoted, '" admins"', "aunts"],
];

const configuration = ({ separator, roleMap, defaultRole, customRoles, quoted: quotes }: Mapping): string => {
  const nix = (value: Expr): string => printExpr(value);
  const texts = (values: readonly string[]): Expr => list(...values.map((value) => text(value)));
  const map = set(...Object.entries(roleMap).map(([role, groups]) => assign([role], texts(groups))));
  const roles = customRoles.map((role) => `services.frigate.settings.auth.roles."${role}" = [ "front" ];`);
  const vouch = 'preset = "vouch-proxy"; signIn.url = "https://vouch.example.com/login";';
  return nginx(
    `${quotes ? vouch : gateway} reverseProxy = {
       roleHeader = "X-Groups"; separator = ${nix(text(separator))}; defaultRole = "${defaultRole}"; roleMap = ${nix(map)};
     };`,
    roles.join(" "),
  );
};

const isGroup = posixExpression(patterns.groupName.expression);
const isSeparator = posixExpression(patterns.separator.expression);
const tricky = [..."\\\"'$^.*+?()[]{}|/-,;:#~@&<>=! aAzZ0_é日"];

const separator = fc.oneof(
  fc.constant(","),
  fc.constantFrom(...tricky.filter((char) => isSeparator.test(char))),
);
const group = fc
  .oneof(
    fc.constantFrom(
      "admins",
      "frigate_users",
      "spn@idm.example.com",
      "cn=a,ou=b",
      "role:x/y",
      "\\d+",
      "[a-z]*",
      "a|b",
      "(?i)x",
      "\\z",
    ),
    fc.string({ unit: fc.constantFrom(...tricky), minLength: 1, maxLength: 6 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
  )
  .filter((name) => isGroup.test(name) && Buffer.from(name).toString() === name);
const customRole = fc.constantFrom("kids", "aunts", "a_1", "zoo", "default", "0");

const mapping: fc.Arbitrary<Mapping> = fc
  .record({ separator, quoted: fc.boolean(), customRoles: fc.uniqueArray(customRole, { maxLength: 3 }) })
  // Quotes between quotes would mean two things.
  .filter(({ separator: between, quoted: quotes }) => !(quotes && between === '"'))
  .chain(({ separator: between, quoted: quotes, customRoles }) => {
    const roles = ["admin", "viewer", ...customRoles];
    const groups = fc.array(
      group.filter((name) => !name.includes(between)),
      { maxLength: 3 },
    );
    return fc.record({
      separator: fc.constant(between),
      quoted: fc.constant(quotes),
      customRoles: fc.constant(customRoles),
      defaultRole: fc.constantFrom(...roles),
      roleMap: fc.dictionary(fc.constantFrom(...roles), groups, { noNullPrototype: true }),
    });
  });

/** Headers of groups that count, of those that nearly do, and of others. */
function headerFor({
  separator: between,
  roleMap,
  customRoles,
  quoted: quotes,
}: Mapping): fc.Arbitrary<string> {
  const counting = [...Object.values(roleMap).flat(), "admin", "viewer", ...customRoles];
  const near = fc
    .tuple(fc.constantFrom(...counting), fc.constantFrom(...tricky))
    .map(([name, char]) => [
      name + char,
      char + name,
      name.toUpperCase(),
      name.slice(1),
      name.replace(/[^\w]/, char),
    ]);
  const name = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...counting) },
    { weight: 2, arbitrary: near.chain((names) => fc.constantFrom(...names)) },
    { weight: 1, arbitrary: group },
  );
  const blanks = fc.constantFrom("", "", " ", "\t", "  ");
  const quote = quotes ? fc.constantFrom('"', '"', '"', "") : fc.constantFrom("", "", "", '"');
  const entry = fc.tuple(blanks, quote, name, quote, blanks).map((parts) => parts.join(""));
  return fc.array(entry, { maxLength: 4 }).map((entries) => entries.join(between));
}

const mappings = [
  ...new Set(examples.map(([, one]) => one)),
  ...fc.sample(mapping, { numRuns: 30, seed: 4 }),
];

const rendered = new Map(
  everyNixpkgs.map(([name, nixpkgs]) => [name, renderEach(nixpkgs, mappings.map(configuration))]),
);

const mapOf = (file: NginxFile, variable: string): Directive | undefined =>
  inHttp(file, "map").find((map) => valuesOf(map)[1] === variable);

describe.each(everyNixpkgs)("with the %s", (name, nixpkgs) => {
  const files = rendered.get(name) ?? [];
  const fileOf = (one: Mapping): NginxFile => {
    const file = files[mappings.indexOf(one)];
    if (file == null) throw new Error(`refused: ${configuration(one)}`);
    return file;
  };
  const tableOf = (one: Mapping): Lookup => {
    const table = lookupsOf(fileOf(one)).get("frigate_gateway_role");
    if (table === undefined) throw new Error("no map of roles");
    return table;
  };

  test.each(examples)("%s", (_what, one, header, role) => {
    expect(roleOf(header, one)).toBe(role);
    expect(lookUp(tableOf(one), header)).toBe(role);
  });

  test("the header's groups are looked up, and nothing else", () => {
    for (const one of mappings) expect(tableOf(one).source).toBe("$frigate_gateway_groups");
  });

  test("whatever groups and headers are called", () => {
    for (const one of mappings) {
      const table = tableOf(one);
      const agrees = fc.property(headerFor(one), (header) => {
        expect(lookUp(table, header), JSON.stringify([one, header])).toBe(roleOf(header, one));
      });
      fc.assert(agrees, { numRuns: 100, seed: 5 });
    }
  });

  test("a proxy's groups are looked up in the same way", () => {
    const believed = configuration(family).replace(
      gateway,
      'reverseProxy.userHeader = "X-User"; reverseProxy.trustedAddresses = [ "192.0.2.1" ];',
    );
    const [file] = renderEach(nixpkgs, [believed]);
    const table = file == null ? undefined : lookupsOf(file).get("frigate_proxy_role");
    expect(table).toEqual({ ...tableOf(family), source: "$http_x_groups" });
  });
});

describe("in a real nginx", () => {
  const [files = []] = rendered.values();
  let directory: string;
  let running: RunningNginx;

  beforeAll(async () => {
    directory = scratchDirectory();
    const maps = files.map((file, index) => {
      const map = file === null ? undefined : mapOf(file, "$frigate_gateway_role");
      if (map === undefined) throw new Error("no map of roles");
      const args = ["$http_x_groups", `$role_${index}`].map((word) => ({ raw: word, value: word }));
      return printNginx({ file: "", body: [{ ...map, args }] });
    });
    const locations = files.map((_, index) => `location = /${index} { return 200 $role_${index}; }`);
    const listen = `listen unix:${directory}/nginx.sock;`;
    const temporary = temporaryPaths.map((name) => `${name}_temp_path ${directory}/${name};\n`).join("");
    running = await startNginx({
      directory,
      directories: [],
      text: `pid ${directory}/nginx.pid;\ndaemon off;\nevents { }\nhttp {\naccess_log off;\n${temporary}${maps.join("")}server { ${listen} ${locations.join("\n")} }\n}\n`,
    });
  });
  afterAll(async () => {
    await running?.stop();
    removeScratch(directory);
  });

  const ask = (index: number, header: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { Host: "x", "X-Groups": bytesOf(header) };
      const question = request(
        { socketPath: `${directory}/nginx.sock`, path: `/${index}`, headers },
        (answer) => {
          answer.setEncoding("utf8");
          let body = "";
          answer.on("data", (part: string) => (body += part)).on("end", () => resolve(body));
        },
      );
      question.on("error", reject).end();
    });

  test("gets the same roles", async () => {
    const random = mappings.flatMap((one) =>
      fc.sample(headerFor(one), { numRuns: 10, seed: 6 }).map((header) => [one, header] as const),
    );
    for (const [one, header] of [...examples.map(([, one, header]) => [one, header] as const), ...random]) {
      const role = await ask(mappings.indexOf(one), header);
      expect(role, JSON.stringify([one, header])).toBe(roleOf(header, one));
    }
  });
});
