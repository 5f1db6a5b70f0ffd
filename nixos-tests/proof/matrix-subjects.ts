/** Further configurations for the access matrix. */
import { configurations, type Configuration, type NamedClient } from "./subject.ts";

const exampleNamed = (name: string): Configuration => {
  const found = configurations.find(({ file }) => file === `examples/${name}.nix`);
  if (found === undefined) throw new Error(`there is no example ${name}`);
  return found;
};

/** A program that stands next to people who sign in with a gateway. */
const prometheus: NamedClient = {
  name: "prometheus",
  address: "192.0.2.9",
  paths: ["/api/metrics", "/api/stats"],
  user: "prometheus",
  role: "viewer",
};
const withPrometheus = `{ services.frigate.nginx.clients.prometheus = {
  addresses = [ "${prometheus.address}" ];
  paths = [ ${prometheus.paths.map((path) => `"${path}"`).join(" ")} ];
  user = "${prometheus.user}";
}; }`;

/** What no example has: each is one of them, with something added. */
export const furtherConfigurations: readonly Configuration[] = [
  {
    ...exampleNamed("outer-proxy"),
    name: "secret without addresses",
    authority: {
      kind: "proxy",
      address: "192.0.2.2",
      userHeader: "Remote-User",
      roleHeader: "Remote-Groups",
      secret: "open sesame",
    },
    more: `{ lib, ... }: { services.frigate = {
      nginx.reverseProxy.trustedAddresses = lib.mkForce [ ];
      settings.proxy.auth_secret = "open sesame";
    }; }`,
  },
  {
    ...exampleNamed("kanidm-oauth2-proxy"),
    name: "gateway that judges alike, remembered",
    more: '{ services.frigate.nginx.authCache = "1m"; }',
  },
  {
    ...exampleNamed("authelia"),
    name: "gateway that judges by address, remembered",
    more: '{ services.frigate.nginx.authCache = "1m"; }',
  },
  {
    ...exampleNamed("kanidm-oauth2-proxy"),
    name: "client next to a gateway",
    clients: [prometheus],
    more: withPrometheus,
  },
  {
    ...exampleNamed("outer-proxy"),
    name: "client next to a proxy",
    clients: [prometheus],
    more: withPrometheus,
  },
  {
    ...exampleNamed("plain"),
    name: "plain, without internal listener",
    internal: false,
    more: "{ services.frigate.nginx.internalListen = null; }",
  },
  {
    ...exampleNamed("kanidm-oauth2-proxy"),
    name: "gateway, without internal listener",
    internal: false,
    more: "{ services.frigate.nginx.internalListen = null; }",
  },
];
