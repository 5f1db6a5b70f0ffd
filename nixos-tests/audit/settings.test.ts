/** Ordinary settings of the rest of nginx that open or lock a sound configuration: each is found, by the rule for it. */
import { expect, test } from "vitest";
import { auditFile } from "../../generator/inspect/audit/audit.ts";
import { onDisk, readIncludes } from "../../generator/inspect/audit/includes.ts";
import type { RuleId, Severity } from "../../generator/schema/audit-rules.ts";
import { fromRoot } from "../support/files.ts";

/** Where lines are added: at the top, in `http`, in the server that asks the gateway, in Frigate's, or beside it. */
type Place = "main" | "http" | "identity" | "frigate";

/** A gateway that is asked by a server on a unix socket, and Frigate's API, files, websocket and the gateway's pages. */
function findings(
  added: Partial<Readonly<Record<Place, string>>>,
  asking: "identity" | "deciding" = "identity",
) {
  const text = `${added.main ?? ""}
    http {
      include parts/http.conf;
      include parts/gateway.conf;
      include parts/verdicts.conf;
      proxy_cache_path /var/cache/nginx keys_zone=answers:1m;
      limit_req_zone $binary_remote_addr zone=each:10m rate=10r/s;
      limit_conn_zone $binary_remote_addr zone=connections:10m;
      ${added.http ?? ""}
      server { include parts/${asking}.conf; ${added.identity ?? ""} }
      server {
        listen 443 ssl;
        listen 127.0.0.1:5000;
        server_name frigate.example.com;
        error_page 418 /418;
        include parts/question-of-identity.conf;
        include parts/recordings.conf;
        location /api/ {
          proxy_pass http://frigate-api/;
          include parts/asked.conf;
          proxy_cache_key $request_uri|$user|$role;
        }
        location /oauth2/ {
          proxy_pass http://gateway;
          absolute_redirect off;
          proxy_set_header Host frigate.example.com;
          proxy_set_header Cookie $http_cookie;
          proxy_set_header X-Forwarded-Host "";
          proxy_set_header X-Forwarded-Method "";
          proxy_set_header X-Forwarded-Proto https;
          proxy_set_header X-Forwarded-Uri $request_uri;
        }
        ${added.frigate ?? ""}
      }
    }`;
  const { file } = readIncludes(text, fromRoot("nixos-tests/audit/fixtures/settings.nginx.conf"), onDisk);
  return auditFile(file).findings.filter(({ rule }) => rule !== "own-calls-refused");
}

test("without them nothing is found", () => {
  expect(findings({})).toEqual([]);
  expect(findings({}, "deciding")).toEqual([]);
});

const neighbour = (lines: string): string =>
  `server { listen 443 ssl; server_name files.example.com; ${lines} }`;
const proxied = (to: string): string => neighbour(`location / { proxy_pass http://${to}; }`);

const settings: readonly (readonly [Severity, RuleId, Partial<Record<Place, string>>])[] = [
  ["high", "error-page-lets-in", { http: "root /var/www; error_page 502 503 504 =200 /down.html;" }],
  ["high", "error-page-lets-in", { identity: "error_page 500 =204 /50x.html;" }],
  [
    "critical",
    "error-page-lets-in",
    { http: "proxy_intercept_errors on; error_page 403 404 =200 /index.html;" },
  ],
  ["critical", "error-page-lets-in", { http: "root /var/www; error_page 401 =200 /welcome.html;" }],
  ["medium", "error-page-locks-out", { http: "error_page 401 https://auth.example.com/;" }],
  ["medium", "error-page-locks-out", { http: "error_page 403 = /missing.html;" }],
  ["medium", "error-page-locks-out", { http: "error_page 401 =200 /missing.html;" }],
  ["critical", "cache-key-without-identity", { http: "proxy_cache answers;" }],
  [
    "critical",
    "cache-key-without-identity",
    { identity: "proxy_cache answers; proxy_cache_key $http_cookie;" },
  ],
  [
    "medium",
    "stale-auth-answer",
    { http: "proxy_cache answers; proxy_cache_key $http_cookie; proxy_cache_use_stale error http_403;" },
  ],
  ["high", "underscored-headers", { http: neighbour("ignore_invalid_headers off;") }],
  ["high", "underscored-headers", { http: neighbour("underscores_in_headers on;") }],
  ["medium", "limit-without-address", { http: "limit_req zone=each burst=20;" }],
  ["medium", "limit-without-address", { http: "limit_req_dry_run on; limit_conn connections 5;" }],
  ["medium", "auth-basic-in-question", { http: "auth_basic house;" }],
  ["critical", "satisfy-any", { http: "satisfy any; allow all;" }],
  ["critical", "satisfy-any", { identity: "satisfy any; allow unix:; deny all;" }],
  ["medium", "satisfy-any", { frigate: "satisfy any; auth_basic house;" }],
  [
    "medium",
    "foreign-websocket",
    { frigate: socket("include parts/asked.conf; satisfy any; allow 127.0.0.1; deny all;") },
  ],
  [
    "critical",
    "everybody-trusted",
    { http: "set_real_ip_from 0.0.0.0/0;", frigate: "satisfy any; allow 10.0.0.1; deny all;" },
  ],
  ["critical", "internal-port-exposed", { http: proxied("127.0.0.1:5000") }],
  ["critical", "internal-port-exposed", { http: proxied("localhost:5000/") }],
  [
    "critical",
    "internal-port-exposed",
    { http: `upstream cameras { server 127.0.0.1:5000; } ${proxied("cameras")}` },
  ],
  [
    "critical",
    "internal-port-exposed",
    { main: "stream { server { listen 8554; proxy_pass 127.0.0.1:5000; } }" },
  ],
  [
    "critical",
    "internal-port-exposed",
    { main: "stream { upstream api { server localhost:5001; } server { listen 9; proxy_pass api; } }" },
  ],
  ["critical", "client-chosen-upstream", { http: proxied("$http_x_target") }],
  ["critical", "client-chosen-upstream", { http: proxied("$arg_host:$arg_port") }],
  ["critical", "client-chosen-upstream", { http: proxied("$http_host:5001") }],
  [
    "critical",
    "client-chosen-upstream",
    { http: "server { server_name ~^(?<name>.+)$; location / { proxy_pass http://$name:5000; } }" },
  ],
  [
    "critical",
    "client-chosen-upstream",
    { http: `server { listen 80; location / { proxy_pass http://$host; } }` },
  ],
];

function socket(lines: string): string {
  return `location /ws { proxy_pass http://frigate-mqtt-ws/; ${lines} proxy_set_header Upgrade $http_upgrade; }`;
}

test.each(settings)("%s: %s: %j", (severity, rule, added) => {
  expect(findings(added).map((finding) => [finding.severity, finding.rule])).toContainEqual([severity, rule]);
});

test.each([
  ["error-page-lets-in", "error_page 403 =200 /index.html;"],
  ["error-page-lets-in", "error_page 502 =200 /50x.html;"],
  ["error-page-locks-out", "error_page 401 /x;"],
  ["cache-key-without-identity", "proxy_cache answers;"],
  ["limit-without-address", "limit_req zone=each;"],
  ["auth-basic-in-question", "auth_basic house;"],
  ["satisfy-any", "satisfy any; allow all;"],
] as const)("%s, in a server that answers by itself: %s", (rule, identity) => {
  expect(findings({ identity }, "deciding").map((finding) => finding.rule)).toContain(rule);
});

test.each([
  [
    "a page that keeps the status",
    { http: "error_page 401 =401 /50x.html; error_page 500 502 503 504 /down.html;" },
  ],
  ["a page for somebody else", { frigate: "location /x { error_page 502 =200 /down.html; root /var/www; }" }],
  [
    "odd names that a websocket's location replaces",
    {
      http: "underscores_in_headers on;",
      frigate: socket(
        'include parts/asked.conf; proxy_set_header Remote_User ""; proxy_set_header Remote_Role "";',
      ),
    },
  ],
  ["a neighbour on another port", { http: "server { listen 8080; underscores_in_headers on; }" }],
  [
    "a name that does not choose the settings",
    { http: "server { listen 127.0.0.1:5000; server_name a; underscores_in_headers on; }" },
  ],
  ["a limit where clients come", { frigate: "limit_req zone=each; limit_conn connections 10;" }],
  ["old answers of the API", { frigate: "proxy_cache_use_stale error updating;" }],
  ["a password in front of the question", { frigate: "auth_basic house;" }],
  ["an address by header that decides nothing", { http: "set_real_ip_from 0.0.0.0/0;" }],
  ["that port of another machine", { http: neighbour("location / { proxy_pass http://192.168.1.9:5000; }") }],
  ["the port for people", { http: proxied("127.0.0.1:8971") }],
  [
    "a stream for this machine",
    { main: "stream { server { listen 127.0.0.1:9; proxy_pass 127.0.0.1:5000; } }" },
  ],
  [
    "a stream for some",
    { main: "stream { server { listen 9; allow 10.0.0.1; deny all; proxy_pass 127.0.0.1:5000; } }" },
  ],
  ["a port of its own, whatever the host", { http: proxied("$host:8080") }],
] as const)("%s is not found", (_, added) => {
  expect(findings(added)).toEqual([]);
});
