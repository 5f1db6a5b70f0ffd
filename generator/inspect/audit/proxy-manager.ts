/**
 * What site files of Nginx Proxy Manager include from its image, as far as it decides who gets where. Source: its
 * docker/rootfs/etc/nginx/conf.d/include.
 */
import type { IncludeLookup } from "../nginx/include.ts";

const PROXY = `proxy_set_header Host $host;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Real-IP $remote_addr;
proxy_pass $forward_scheme://$server:$port$request_uri;
`;

/** "Cache Assets": pictures are kept by their address. */
const ASSETS = `location ~* ^.*\\.(css|js|jpe?g|gif|png|webp|woff|woff2|eot|ttf|svg|ico|css\\.map|js\\.map)$ {
proxy_cache public-cache;
proxy_cache_key $host$request_uri;
${PROXY}}
`;

const texts: ReadonlyMap<string, string> = new Map([
  ["proxy", PROXY],
  ["assets", ASSETS],
  ...[
    "acme-challenge",
    "block-exploits",
    "force-ssl",
    "http3",
    "letsencrypt-acme-challenge",
    "log-proxy",
    "ssl-cache",
    "ssl-ciphers",
  ].map((name) => [name, ""] as const),
]);

/** Texts of those files; null for others. */
export const proxyManagerIncludes: IncludeLookup = (path) =>
  texts.get(/(?:^|\/)conf\.d\/include\/([\w-]+)\.conf$/.exec(path)?.[1] ?? "") ?? null;
