/** Where single sign-on sends whom: to the gateway's address, and back to the public one. */
import { describe, expect, test } from "vitest";
import type { Route } from "../../generator/inspect/nginx/effective.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import {
  asks,
  gateway,
  headersTo,
  hostname,
  linesOf,
  nginx,
  tls,
  viewsOf,
  withVersion,
} from "./sso-support.ts";
import { upstreamsOf } from "../../generator/inspect/nginx/backend.ts";

interface Asked {
  readonly server: string;
  readonly pass: string;
  readonly host: string;
  /** Name that the certificate must have; null without TLS. */
  readonly certified: string | null;
}

const plain = (server: string, path: string, host = server): Asked => ({
  server,
  pass: `http://frigate-gateway${path}`,
  host,
  certified: null,
});
const secure = (server: string, path: string, host: string, certified: string): Asked => ({
  server,
  pass: `https://frigate-gateway${path}`,
  host,
  certified,
});

const gatewayUrls: Readonly<Record<string, Asked>> = {
  "http://127.0.0.1:4180/oauth2/auth": plain("127.0.0.1:4180", "/oauth2/auth"),
  "http://auth.home/verify": plain("auth.home", "/verify"),
  "http://auth:1/": plain("auth:1", "/"),
  "http://auth:65535/a:b/c?groups=a,b&x=%20": plain("auth:65535", "/a:b/c?groups=a,b&x=%20"),
  "http://[::1]:4180/auth": plain("[::1]:4180", "/auth"),
  "http://[fd00::7]/auth": plain("[fd00::7]", "/auth"),
  "https://auth.example.com/verify": secure(
    "auth.example.com:443",
    "/verify",
    "auth.example.com",
    "auth.example.com",
  ),
  "https://auth.example.com:8443/verify": secure(
    "auth.example.com:8443",
    "/verify",
    "auth.example.com:8443",
    "auth.example.com",
  ),
  "http://unix:/run/gateway.sock:/auth": plain("unix:/run/gateway.sock", "/auth", hostname),
  "http://unix:/run/a_b/gateway-1.sock:/auth?x=1:2": plain(
    "unix:/run/a_b/gateway-1.sock",
    "/auth?x=1:2",
    hostname,
  ),
};

interface Public {
  readonly what: string;
  readonly options: string;
  readonly others: string;
  readonly url: string;
}

const publicUrls: readonly Public[] = [
  { what: "plain http", options: "", others: "", url: `http://${hostname}` },
  ...["forceSSL", "onlySSL", "addSSL"].map((how) => ({
    what: how,
    options: "",
    others: tls(how),
    url: `https://${hostname}`,
  })),
  {
    what: "a port of its own",
    options: 'publicUrl = "https://cams.example.com:8443";',
    others: "",
    url: "https://cams.example.com:8443",
  },
  {
    what: "http in spite of TLS",
    options: 'publicUrl = "http://[::1]:81";',
    others: tls("onlySSL"),
    url: "http://[::1]:81",
  },
];

/** What Frigate looks for the camera in, by its version; a version without a number counts as the newest. */
const pathForFrigate = {
  "0.17.2": "http://frigate$frigate_uri",
  "0.18.0": "http://frigate$frigate_uri",
  "0.18.1": "$frigate_uri",
  "0-unstable-2026-01-01": "$frigate_uri",
  dev: "$frigate_uri",
} as const;
const versions = Object.keys(pathForFrigate);

const page = 'signIn.url = "/in"; publicLocations."/in/" = "http://127.0.0.1:9091";';

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const ofUrl = viewsOf(
    nixpkgs,
    Object.fromEntries(Object.keys(gatewayUrls).map((url) => [url, nginx(asks(url))])),
  );
  const ofPublic = viewsOf(
    nixpkgs,
    Object.fromEntries(
      publicUrls.map(({ what, options, others }) => [what, nginx(`${gateway} ${page} ${options}`, others)]),
    ),
  );
  const ofPage = viewsOf(nixpkgs, {
    gateway: nginx(gateway),
    elsewhere: nginx(
      `${gateway} signIn = { url = "https://auth.example.com/in?a=b"; redirectParameter = "back"; };`,
    ),
  });

  const ofVersion = viewsOf(
    nixpkgs,
    Object.fromEntries(
      ["", gateway].flatMap((options) =>
        versions.map((version) => [version + options, withVersion(version, options)]),
      ),
    ),
  );

  test.each(Object.entries(pathForFrigate))("Frigate %s is told %s, whoever asks it", (version, told) => {
    for (const options of ["", gateway])
      expect(headersTo(ofVersion(version + options).host.get("= /auth"))["X-Original-URL"]).toBe(told);
  });

  test.each(Object.entries(gatewayUrls))("gateway %s", (url, asked) => {
    const { file, identity } = ofUrl(url);
    const route = identity.get("= /gateway");
    expect(upstreamsOf(file).get("frigate-gateway")).toEqual([asked.server]);
    expect(linesOf(route, "proxy_pass")).toEqual([asked.pass]);
    expect(headersTo(route)["Host"]).toBe(asked.host);
    const one = (value: string | null): readonly string[] => (value === null ? [] : [value]);
    const tlsLine = (value: string): readonly string[] => one(asked.certified === null ? null : value);
    expect(linesOf(route, "proxy_ssl_name")).toEqual(one(asked.certified));
    expect(linesOf(route, "proxy_ssl_server_name")).toEqual(tlsLine("on"));
    expect(linesOf(route, "proxy_ssl_verify")).toEqual(tlsLine("on"));
    expect(linesOf(route, "proxy_ssl_trusted_certificate")).toEqual(
      tlsLine("/etc/ssl/certs/ca-certificates.crt"),
    );
  });

  test.each(publicUrls)("public address: $what", ({ what, url }) => {
    const { host: routes, tables } = ofPublic(what);
    const back = encodeURIComponent(`${url}/`);
    const { host, protocol } = new URL(url);
    const routeAt = (matcher: string): Route | undefined => routes.get(matcher);
    expect(linesOf(routeAt("= /login"), "return")).toEqual([`302 ${url}/in?rd=${back}`]);
    expect(linesOf(routeAt("@frigate_sign_in"), "set_escape_uri")).toEqual([
      `$frigate_return ${url}$request_uri`,
    ]);
    expect(linesOf(routeAt("@frigate_sign_in"), "return")).toEqual([`302 ${url}/in?rd=$frigate_return`]);
    expect(tables.get("frigate_directions")?.entries).toContainEqual(["401", `${url}/in?rd=${back}`]);
    expect(headersTo(routeAt("= /auth"))).toMatchObject({
      "X-Frigate-Url": `${url}$frigate_uri`,
      "X-Original-URL": "http://frigate$frigate_uri",
    });
    const headers = headersTo(routeAt("/in/"));
    const expected = { Host: host, "X-Forwarded-Host": host, "X-Forwarded-Proto": protocol.slice(0, -1) };
    expect(headers).toMatchObject(expected);
  });

  test("a sign-in page elsewhere, with a query of its own; or where the answer says", () => {
    const start = "https://auth.example.com/in?a=b&back=";
    expect(linesOf(ofPage("elsewhere").host.get("@frigate_sign_in"), "return")).toEqual([
      `302 ${start}$frigate_return`,
    ]);
    expect(linesOf(ofPage("elsewhere").host.get("= /login"), "return")).toEqual([
      `302 ${start}${encodeURIComponent(`http://${hostname}/`)}`,
    ]);
    expect(linesOf(ofPage("gateway").host.get("@frigate_sign_in"), "return")).toEqual([
      "302 $frigate_sign_in",
    ]);
    expect(linesOf(ofPage("gateway").host.get("= /login"), "return")).toEqual([`302 http://${hostname}/`]);
  });
});
