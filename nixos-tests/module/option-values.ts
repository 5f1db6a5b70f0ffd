/** Configurations in which options can be seen to do something, and values of options that no `@example` can give. */
import type { SettingName } from "../../generator/schema/places.ts";

/** A NixOS module as Nix text: what is set below services.frigate, and whatever else. No value is the @example of its option. */
const host = (options: string, others = ""): string => `{
  services.frigate = {
    enable = true;
    hostname = "nvr.example.com";
    settings.auth.roles.gardener = [ "front" ];
    settings.cameras.front.ffmpeg.inputs = [ { path = "rtsp://192.0.2.4/"; roles = [ "record" ]; } ];
    ${options}
  };
  ${others}
}`;

const clients =
  '{ prometheus = { addresses = [ "192.0.2.5" ]; paths = [ "/api/stats" "/ws" ]; user = "scraper"; role = "admin"; }; }';

/** NixOS modules, as Nix text. */
export const bases = {
  plain: host(""),
  clients: host(`nginx.clients = ${clients};`),
  "trusted address": host('nginx.reverseProxy.trustedAddresses = [ "192.0.2.9" ];'),
  proxy: host(`
    nginx.reverseProxy = {
      userHeader = "X-User"; roleHeader = "X-Roles"; trustedAddresses = [ "192.0.2.9" ];
    };
    nginx.signIn.url = "https://auth.example.com/in";`),
  gateway: host(`
    nginx = {
      preset = "oauth2-proxy"; authCache = "9s"; authRequestHeaders.X-Asked = "$frigate_url"; clients = ${clients};
      responseHeaders.X-Frame-Options = "DENY";
      reverseProxy = { userHeader = "X-User"; roleMap = { admin = [ "admins" ]; viewer = [ "staff" ]; }; };
    };`),
  "gateway over TLS": host(`
    nginx = {
      authRequestUrl = "https://login.example.net/ask"; reverseProxy.userHeader = "X-User";
      publicLocations."/oauth2/" = "https://login.example.net"; publicUrl = "https://nvr.example.com";
    };`),
  kanidm: host(
    `nginx.kanidm = {
      enable = true; domain = "id.example.com";
      clientSecretFile = "/run/secrets/client"; cookieSecretFile = "/run/secrets/cookie";
    };
    nginx.publicUrl = "https://nvr.example.com";`,
    `services.kanidm = {
      server.enable = true;
      provision.enable = true;
      provision.groups = { frigate_admins = { }; frigate_users = { }; family = { }; neighbours = { }; };
    };`,
  ),
} as const satisfies Record<string, string>;

export type Base = keyof typeof bases;

/** Enough for options that change no route, and for routes that another version of Frigate has. */
export const fewBases: readonly Base[] = [
  "trusted address",
  "proxy",
  "gateway",
  "gateway over TLS",
  "kanidm",
];

/** By option, below services.frigate, besides its `@example`. Nix text in which `pkgs` is there. */
export const furtherValues: Readonly<Partial<Record<string, readonly string[]>>> = {
  "nginx.allowedHosts": ['[ "nvr.lan" ]'],
  "nginx.kanidm.roles": ["{ }"],
  package: [
    'pkgs.frigate // { version = "0.15.2"; }',
    'pkgs.frigate // { version = "0.18.0"; }',
    'pkgs.frigate // { web = "/other/web"; }',
  ],
};

/** Values of settings of Frigate's that are no options, below services.frigate.settings. */
export const settingValues = {
  "auth.enabled": ["false"],
  "auth.roles": ['{ neighbour = [ "front" ]; gardener = [ "front" ]; }'],
  "networking.listen.internal": ["5009"],
  "proxy.auth_secret": ['"other"', "null"],
} as const satisfies Record<SettingName, readonly string[]>;
