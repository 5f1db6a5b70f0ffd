/** Configurations in which options can be seen to do something, and for every option another value than it has there. */
import type { OptionName, SettingName } from "../../generator/schema/option-routes.ts";

const robot = '{ robot = { addresses = [ "192.0.2.9" ]; paths = [ "/api/metrics" ]; user = "robot"; }; }';
const other =
  '{ other = { addresses = [ "192.0.2.7" ]; paths = [ "/api" ]; user = "other"; role = "admin"; methods = [ "POST" ]; }; }';

/** A NixOS module as Nix text: what is set below services.frigate, and whatever else. */
const host = (options: string, others = ""): string => `{ services.frigate = { ${options} }; ${others} }`;

/** NixOS modules, as Nix text. */
export const bases = {
  plain: host(""),
  clients: host(`nginx.clients = ${robot};`),
  "trusted address": host('nginx.reverseProxy.trustedAddresses = [ "192.0.2.1" ];'),
  proxy: host(`
    nginx.reverseProxy = {
      userHeader = "X-User"; roleHeader = "X-Roles"; trustedAddresses = [ "192.0.2.1" ];
    };
    nginx.signIn.url = "https://auth.example.com/in";`),
  gateway: host(`
    nginx = {
      preset = "oauth2-proxy"; authCache = "5s"; authRequestHeaders.X-Asked = "$frigate_url"; clients = ${robot};
      responseHeaders.X-Frame-Options = "DENY"; reverseProxy.roleMap = { admin = [ "admins" ]; viewer = [ "family" ]; };
    };
    settings.proxy.auth_secret = "secret";`),
  kanidm: host(
    `
    nginx.kanidm = {
      enable = true; domain = "idm.example.com";
      clientSecretFile = "/run/secrets/client"; cookieSecretFile = "/run/secrets/cookie";
    };
    nginx.publicUrl = "https://frigate.example.com";`,
    `services.kanidm = {
      server.enable = true;
      provision.enable = true;
      provision.groups = { frigate_admins = { }; frigate_users = { }; family = { }; others = { }; };
    };`,
  ),
} as const satisfies Record<string, string>;

export type Base = keyof typeof bases;

/** Where a value is tried, and the value as Nix text in which `pkgs` is there. */
export type Trial = readonly [base: Base, value: string];

const inEach = (names: readonly Base[], ...values: readonly string[]): readonly Trial[] =>
  names.flatMap((base) => values.map((value): Trial => [base, value]));

/** By option, below services.frigate. The values of what belongs to a list's elements are values of the whole list. */
export const optionTrials = {
  enable: [["gateway", "false"]],
  package: inEach(
    ["gateway"],
    'pkgs.frigate // { version = "0.15.2"; }',
    'pkgs.frigate // { version = "0.18.0"; }',
    'pkgs.frigate // { web = "/other/web"; }',
  ),
  checkConfig: [["gateway", "false"]],
  hostname: inEach(["plain", "proxy", "gateway"], '"cameras.example.com"'),
  preCheckConfig: [["gateway", '"true"']],
  vaapiDriver: [["gateway", '"iHD"']],

  "nginx.authCache": inEach(["gateway"], "null", '"7s"'),
  "nginx.authRequestHeaders": [["gateway", '{ X-Other = "$frigate_host"; }']],
  "nginx.authRequestUrl": inEach(["proxy", "gateway"], '"https://auth.example.com/ask"'),
  "nginx.clients": [["plain", robot], ["gateway", "{ }"], ...inEach(["proxy", "clients"], other)],
  "nginx.clients.<name>.addresses": inEach(["clients", "gateway"], '[ "192.0.2.7" ]'),
  "nginx.clients.<name>.methods": inEach(["clients", "gateway"], '[ "POST" ]'),
  "nginx.clients.<name>.paths": inEach(["clients", "gateway"], '[ "/api/stats" "/ws" ]'),
  "nginx.clients.<name>.role": inEach(["clients", "gateway"], '"admin"'),
  "nginx.clients.<name>.user": inEach(["clients", "gateway"], '"other"'),
  "nginx.internalListen": [...inEach(["plain", "gateway"], "null"), ["gateway", '"[::1]:5000"']],
  "nginx.preset": inEach(["plain"], '"oauth2-proxy"', '"tailscale"'),
  "nginx.publicLocations": [
    ["plain", '{ "/own/" = "http://192.0.2.5:4180"; }'],
    ["gateway", "{ }"],
  ],
  "nginx.publicUrl": inEach(["proxy", "gateway"], '"https://cameras.example.com:8443"'),
  "nginx.responseHeaders": [
    ["plain", '{ X-Other = "1"; }'],
    ["gateway", "{ }"],
  ],
  "nginx.reverseProxy.defaultRole": inEach(["proxy", "gateway"], '"admin"'),
  "nginx.reverseProxy.roleHeader": [["proxy", "null"], ...inEach(["proxy", "gateway"], '"X-Other-Roles"')],
  "nginx.reverseProxy.roleMap": inEach(["proxy", "gateway"], '{ admin = [ "others" ]; }'),
  "nginx.reverseProxy.separator": inEach(["proxy", "gateway"], '"|"'),
  "nginx.reverseProxy.trustedAddresses": inEach(["proxy", "gateway"], '[ "192.0.2.2" ]'),
  "nginx.reverseProxy.userHeader": [
    ["trusted address", '"X-User"'],
    ...inEach(["proxy", "gateway"], '"X-Other-User"'),
  ],
  "nginx.signIn.redirectParameter": inEach(["proxy", "gateway"], '"other"'),
  "nginx.signIn.url": [...inEach(["proxy", "gateway"], "null"), ["clients", '"https://auth.example.com/"']],
  "nginx.signOutUrl": [["gateway", '"/other/out"']],

  "nginx.kanidm.enable": [["kanidm", "false"]],
  "nginx.kanidm.clientId": [["kanidm", '"cameras"']],
  "nginx.kanidm.clientSecretFile": [["kanidm", '"/run/other"']],
  "nginx.kanidm.cookieSecretFile": [["kanidm", '"/run/other"']],
  "nginx.kanidm.domain": [["kanidm", '"id.example.com"']],
  "nginx.kanidm.provision": [["kanidm", "false"]],
  "nginx.kanidm.roles": inEach(["kanidm"], "{ }", '{ admin = [ "others" ]; viewer = [ "family" ]; }'),
  "nginx.kanidm.session.lifetime": [["kanidm", '"1h"']],
  "nginx.kanidm.session.refresh": [["kanidm", '"5m"']],
  "nginx.kanidm.users": [["kanidm", '[ "family" ]']],

  settings: [["plain", '{ ui.timezone = "UTC"; cameras = { }; }']],
  "settings.cameras": [["gateway", "{ }"]],
  "settings.cameras.<name>.ffmpeg.inputs": [["gateway", "[ ]"]],
  "settings.cameras.<name>.ffmpeg.inputs.*.path": [["gateway", '[ { path = "rtsp://192.0.2.2/"; } ]']],
  "settings.cameras.<name>.ffmpeg.inputs.*.roles": [
    ["gateway", '[ { path = "rtsp://192.0.2.1:554/rtsp"; roles = [ "audio" ]; } ]'],
  ],
  "settings.database.path": [["gateway", '"/var/lib/other.db"']],
  "settings.ffmpeg.path": [["gateway", '"/other/ffmpeg"']],
  "settings.mqtt.enabled": [["gateway", "true"]],
  "settings.mqtt.host": [["gateway", '"mqtt.example.com"']],
} as const satisfies Record<OptionName, readonly Trial[]>;

/** The same for settings of Frigate's that are no options, below services.frigate.settings. */
export const settingTrials = {
  "auth.enabled": [["plain", "false"]],
  "auth.roles": inEach(["proxy", "kanidm"], '{ gardener = [ "front" ]; }'),
  "networking.listen.internal": inEach(["plain", "gateway"], "5009"),
  "proxy.auth_secret": [...inEach(["proxy", "kanidm", "gateway"], '"other"'), ["gateway", "null"]],
} as const satisfies Record<SettingName, readonly Trial[]>;
