/** What single sign-on fills in: Frigate's settings, by version, and the options of a known gateway. */
import { describe, expect, test } from "vitest";
import { gateways, type Gateway, type GatewayName } from "../../generator/schema/gateways.ts";
import type { Json } from "../../generator/inspect/evaluate/nix.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { ofEach } from "../support/evaluate.ts";
import { client, gateway, hostname, nginx, proxy, tls, withVersion } from "./sso-support.ts";

type Settings = Readonly<Record<string, Json>>;

const off = { enabled: false };
const withRoles = (role: string) => ({
  header_map: { user: "remote-user", role: "remote-role" },
  default_role: role,
});
const nameOnly = { header_map: { user: "remote-user" } };
const settings = (text: string): string => `services.frigate.settings = { ${text} };`;

/** `auth` and `proxy` of Frigate's settings; null where they are not there. */
const filled: readonly (readonly [what: string, configuration: string, auth: Json, proxy: Json])[] = [
  ["nothing without an option of ours", nginx(""), null, null],
  ["nothing for clients: Frigate's own sign-in stays", nginx(client), null, null],
  ["a gateway", nginx(gateway), off, withRoles("viewer")],
  ["a proxy", nginx(proxy), off, withRoles("viewer")],
  ["0.15 knows no roles", withVersion("0.15.2", gateway), off, nameOnly],
  ["0.16 does", withVersion("0.16.0", gateway), off, withRoles("viewer")],
  ["0.18, too", withVersion("0.18.0", proxy), off, withRoles("viewer")],
  ["a default role", nginx(`${gateway} reverseProxy.defaultRole = "admin";`), off, withRoles("admin")],
  [
    "where to sign out",
    nginx(`${gateway} signOutUrl = "/out";`),
    off,
    { ...withRoles("viewer"), logout_url: "/out" },
  ],
  [
    "where to sign out, before roles",
    withVersion("0.15.2", `${proxy} signOutUrl = "https://auth.example.com/out";`),
    off,
    { ...nameOnly, logout_url: "https://auth.example.com/out" },
  ],
  ["signing out of nowhere in particular", nginx('signOutUrl = "/out";'), null, null],
  [
    "next to what the user says",
    nginx(gateway, settings('auth = { enabled = false; session_length = 60; }; proxy.separator = "|";')),
    { enabled: false, session_length: 60 },
    { ...withRoles("viewer"), separator: "|" },
  ],
  [
    "the user's spelling",
    nginx(gateway, settings('proxy.header_map.user = "Remote-User";')),
    off,
    { header_map: { user: "Remote-User", role: "remote-role" }, default_role: "viewer" },
  ],
];

/** The options below services.frigate.nginx that a preset may fill in, and another value for each. */
const otherSettings = {
  authRequestUrl: '"https://auth.example.com/other"',
  "reverseProxy.userHeader": '"X-Other-User"',
  "reverseProxy.roleHeader": '"X-Other-Roles"',
  "reverseProxy.separator": '";"',
  "signIn.url": '"/other/in"',
  "signIn.redirectParameter": '"other"',
  signOutUrl: '"/other/out"',
} as const;

type Option = keyof typeof otherSettings;
const options = Object.keys(otherSettings) as readonly Option[];

/** What gateways.ts says of them. */
function filledIn({ signIn, ...gatewayFacts }: Gateway): Readonly<Record<Option, Json>> {
  return {
    authRequestUrl: gatewayFacts.authRequestUrl,
    "reverseProxy.userHeader": gatewayFacts.userHeader,
    "reverseProxy.roleHeader": gatewayFacts.roleHeader,
    "reverseProxy.separator": gatewayFacts.separator,
    "signIn.url": signIn.kind === "page" ? signIn.url : null,
    "signIn.redirectParameter": "redirectParameter" in signIn ? signIn.redirectParameter : "rd",
    signOutUrl: gatewayFacts.signOutUrl,
  };
}

const names = Object.keys(gateways) as readonly GatewayName[];
const read = `
  let inherit (result.internals.config.services.frigate) nginx; in
  { ${options.map((option) => `"${option}" = nginx.${option};`).join(" ")} inherit (nginx) authRequestHeaders publicLocations; }
`;

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const found = ofEach(
    nixpkgs,
    filled.map(([, configuration]) => configuration),
    "result.frigateSettings",
  );

  test.each(filled.map((row, index) => [...row, found[index]] as const))(
    "settings: %s",
    (_what, _configuration, auth, proxyPart, result) => {
      const { auth: itsAuth = null, proxy: itsProxy = null } = result as Settings;
      expect({ auth: itsAuth, proxy: itsProxy }).toEqual({ auth, proxy: proxyPart });
    },
  );

  test.each(names)("preset %s: what is known of it, and each value can be another", (name) => {
    const { authRequestHeaders, publicLocations }: Gateway = gateways[name];
    const known = { ...filledIn(gateways[name]), authRequestHeaders, publicLocations };
    const preset = (text: string): string => nginx(`preset = "${name}"; ${text}`);
    const changed = options.map((option) => preset(`${option} = ${otherSettings[option]};`));
    const [plain, ...results] = ofEach(nixpkgs, [preset(""), ...changed], read);
    expect(plain).toEqual(known);
    options.forEach((option, index) => {
      expect(results[index], option).toEqual({
        ...known,
        [option]: JSON.parse(otherSettings[option]) as string,
      });
    });
  });

  test("presets: headers and locations one by one, or all of them", () => {
    const [one, all, fewer] = ofEach(
      nixpkgs,
      [
        nginx('preset = "authentik"; authRequestHeaders = { Host = "auth.example.com"; X-Mine = "1"; };'),
        '{ lib, ... }: { services.frigate.nginx = { preset = "authentik"; authRequestHeaders = lib.mkForce { X-Mine = "1"; }; publicLocations = lib.mkForce { }; }; }',
        nginx('preset = "oauth2-proxy"; publicLocations."/oauth2/" = "http://192.0.2.5:4180";'),
      ],
      "{ inherit (result.internals.config.services.frigate.nginx) authRequestHeaders publicLocations; }",
    ) as readonly Readonly<Record<string, Json>>[];
    expect(one?.["authRequestHeaders"]).toEqual({
      ...gateways.authentik.authRequestHeaders,
      Host: "auth.example.com",
      "X-Mine": "1",
    });
    expect(all).toEqual({ authRequestHeaders: { "X-Mine": "1" }, publicLocations: {} });
    expect(fewer?.["publicLocations"]).toEqual({ "/oauth2/": "http://192.0.2.5:4180" });
  });

  test("a preset beside options that are all set says nothing more", () => {
    const everything = options.map((option) => `${option} = ${otherSettings[option]};`).join(" ");
    const [own, preset] = ofEach(
      nixpkgs,
      [nginx(everything), nginx(`preset = "tinyauth"; authRequestHeaders = { };${everything}`)],
      `${read} // { inherit (result) frigateSettings; }`,
    ) as readonly Readonly<Record<string, Json>>[];
    expect(preset).toEqual({ ...own, authRequestHeaders: { "X-Original-URL": "$frigate_url" } });
  });

  test("publicUrl follows the virtual host", () => {
    const urls = ofEach(
      nixpkgs,
      [
        nginx(""),
        ...["forceSSL", "onlySSL", "addSSL"].map((how) => nginx("", tls(how))),
        nginx('publicUrl = "https://home:8443";'),
      ],
      "result.internals.config.services.frigate.nginx.publicUrl",
    );
    const secure = `https://${hostname}`;
    expect(urls).toEqual([`http://${hostname}`, secure, secure, secure, "https://home:8443"]);
  });
});
