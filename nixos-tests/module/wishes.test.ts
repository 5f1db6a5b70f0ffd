/** What people's own configurations ask of the module, each with the value that is right for it. */
import { describe, expect, test } from "vitest";
import { valueOf } from "../support/evaluate.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { gateway, hostname, nginx, proxy, tls, virtualHost } from "./sso-support.ts";

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const confOf = (configuration: string): string =>
    String(valueOf(nixpkgs, configuration, "result.nginxConf"));
  const settingsOf = (configuration: string): unknown =>
    valueOf(nixpkgs, configuration, "result.frigateSettings");

  const certificate = 'sslCertificate = "/cert.pem"; sslCertificateKey = "/key.pem";';

  test.each([
    [
      "Frigate's own port",
      "port = 8971; ssl = true;",
      `onlySSL = true; ${certificate}`,
      `https://${hostname}:8971/`,
    ],
    ["the usual port", "port = 443; ssl = true;", `onlySSL = true; ${certificate}`, `https://${hostname}/`],
    ["another port without TLS", "port = 8080;", "", `http://${hostname}:8080/`],
  ])("people return to the port that the host listens on: %s", (_what, listener, more, address) => {
    const host = virtualHost(`listen = [ { addr = "0.0.0.0"; ${listener} } ]; ${more}`);
    expect(confOf(nginx(gateway, host))).toContain(`return 302 ${address};`);
  });

  test("a port that all hosts of this nginx have", () => {
    const everywhere = `${tls("onlySSL")} services.nginx.defaultSSLListenPort = 8443;`;
    expect(confOf(nginx(gateway, everywhere))).toContain(`return 302 https://${hostname}:8443/;`);
  });

  test("a role with a capital is told to Frigate, and compared without regard to case", () => {
    const outdoor = nginx(
      `${gateway} reverseProxy.roleHeader = "X-Roles";`,
      'services.frigate.settings.auth.roles.Outdoor = [ "front" ];',
    );
    expect(confOf(outdoor)).toMatch(/~\*\(\?:\^\|,\)\\\\?s\*Outdoor.* "?Outdoor"?;/);
    // Frigate would look for `outdoor` otherwise, find none, and take the default role.
    expect(settingsOf(outdoor)).toMatchObject({
      proxy: { header_map: { role_map: { Outdoor: ["Outdoor"], admin: ["admin"], viewer: ["viewer"] } } },
    });
  });

  test("a proxy that comes through a unix socket is believed, and no address is", () => {
    const conf = confOf(
      nginx(proxy.replace(/trustedAddresses = \[[^\]]*\]/, 'trustedAddresses = [ "unix:" ]')),
    );
    expect(conf).toMatch(/geo \$realip_remote_addr \$frigate_proxy_is_near \{\s*default 0;\s*\}/);
    expect(conf).toMatch(/map \$realip_remote_addr \$frigate_proxy_is_trusted \{\s*unix: 1;/);
  });

  test("Frigate's own word for no role refuses whoever has none", () => {
    const none = nginx(gateway, 'services.frigate.settings.proxy.default_role = "none";');
    const role = (conf: string) => /map \S+ \$frigate_gateway_role \{\s*default (\S+);/.exec(conf)?.[1];
    expect(role(confOf(none))).toBe('""');
    expect(role(confOf(nginx(gateway)))).not.toBe('""');
    expect(valueOf(nixpkgs, none, "result.assertions")).toEqual([]);
  });

  test("a header with quotes in it", () => {
    const conf = confOf(nginx(`responseHeaders.Alt-Svc = "h3=\\":443\\"; ma=86400";`));
    expect(conf).toContain('add_header Alt-Svc "h3=\\":443\\"; ma=86400" always;');
  });

  test("no page of the gateway's where none is wanted", () => {
    const conf = (more: string) => confOf(nginx(`preset = "oauth2-proxy"; ${more}`, tls("forceSSL")));
    expect(conf("")).toContain("location /oauth2/ {");
    expect(conf("publicLocations = { };")).not.toContain("location /oauth2/ {");
  });
});
