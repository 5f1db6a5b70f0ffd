/** Nothing is found in what our module makes, and something as soon as one of its lines is gone. */
import { describe, expect, test } from "vitest";
import { auditFile } from "../../generator/inspect/audit/audit.ts";
import type { Directive, NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { mapDirectives } from "../rig/mutate.ts";
import { ourFiles, rendered } from "./configurations.ts";

test.each(ourFiles)("%s is clean", (file) => {
  const report = auditFile(rendered(file));
  expect(report).toMatchObject({ findings: [], doubts: [] });
  expect(report.locations).toBeGreaterThan(20);
});

describe("a line of ours that is lost is found", () => {
  const sso = rendered("examples/kanidm-oauth2-proxy.nix");
  const plain = rendered("examples/plain.nix");

  const valueOf = ({ args }: Directive, index = 0): string => args[index]?.value ?? "";
  const losing = (name: string, first?: string) => (file: NginxFile) =>
    mapDirectives(file, (one) =>
      one.name === name && (first === undefined || valueOf(one) === first) ? [] : [one],
    );
  const without = (first: string) => losing("proxy_set_header", first);

  test.each([
    ["auth_request", "unprotected-route", plain, losing("auth_request", "/auth")],
    ["auth_request with a gateway", "unprotected-route", sso, losing("auth_request", "/auth")],
    ["Remote-Role", "client-identity-header", plain, without("Remote-Role")],
    ["X-Original-URL", "client-chosen-address", plain, without("X-Original-URL")],
    ["Content-Length", "auth-forwards-body", plain, without("Content-Length")],
    ["proxy_pass_request_headers", "auth-forwards-headers", sso, losing("proxy_pass_request_headers")],
    ["proxy_cache_key", "cache-key-without-identity", plain, losing("proxy_cache_key")],
    ["set_escape_uri", "unencoded-return-address", sso, unescaped],
    ["absolute_redirect", "redirect-to-client-host", plain, losing("absolute_redirect")],
    ["X-Forwarded-Uri at the gateway's pages", "gateway-believes-client", sso, without("X-Forwarded-Uri")],
    ["the exact match of /api/login", "public-prefix", plain, asPrefix("/api/login")],
    ["the exact match of a stream", "unchecked-camera-path", plain, asPrefix("/live/mse/api/ws")],
    ["the block of /api/logout", "sign-out-undone", plain, withoutLocation("/api/logout")],
    ["the address of the internal listener", "unprotected-route", plain, listeningEverywhere],
  ] as const)("%s: %s", (_, rule, file, change) => {
    const findings = auditFile(change(file)).findings.map((finding) => finding.rule);
    expect(findings).toContain(rule);
  });

  function unescaped(file: NginxFile): NginxFile {
    return mapDirectives(file, (one) => [one.name === "set_escape_uri" ? { ...one, name: "set" } : one]);
  }

  function asPrefix(path: string) {
    return (file: NginxFile): NginxFile =>
      mapDirectives(file, (one) => [
        one.name === "location" && valueOf(one, 1) === path ? { ...one, args: one.args.slice(1) } : one,
      ]);
  }

  function withoutLocation(path: string) {
    return (file: NginxFile): NginxFile =>
      mapDirectives(file, (one) => (one.name === "location" && valueOf(one, 1) === path ? [] : [one]));
  }

  function listeningEverywhere(file: NginxFile): NginxFile {
    const everywhere = { raw: "5000", value: "5000" };
    return mapDirectives(file, (one) => [
      one.name === "listen" && valueOf(one) === "127.0.0.1:5000" ? { ...one, args: [everywhere] } : one,
    ]);
  }
});
