/**
 * The forward-auth gateways that are known by name: what each one is asked, what it answers, and where people sign in.
 * Sources are the projects' code and documentation, as named with each entry; numbers are those of their releases.
 */

export interface Gateway {
  readonly title: string;
  readonly website: string;
  /** Files the facts were read in. */
  readonly source: string;
  /** Endpoint on the port the gateway has when nothing else is set. */
  readonly authRequestUrl: string;
  /** Besides cookies; `$frigate_…` as in vocabulary.ts. */
  readonly authRequestHeaders: Readonly<Record<string, string>>;
  readonly userHeader: string;
  readonly roleHeader: string | null;
  readonly separator: string;
  /** Every entry of the role header stands in double quotes. */
  readonly quotesRoles?: true;
  readonly signIn: SignIn;
  readonly signOutUrl: string | null;
  /** The gateway's own pages on Frigate's host. */
  readonly publicLocations: Readonly<Record<string, string>>;
  /** The answer does not depend on the address asked for. */
  readonly judgesAlike?: true;
  /** Cookie whose second part is called like it with `_1` behind, once it is too large for one. */
  readonly splitCookie?: string;
  /** Knows users by the address that they come from, so that a page of any site could act for them. */
  readonly knowsByAddress?: true;
  /** Refuses to judge addresses without TLS. */
  readonly httpsOnly?: true;
}

/** Where a browser without a session goes. */
export type SignIn =
  | { readonly kind: "page"; readonly url: string; readonly redirectParameter: string }
  /** A page on another host, which the user has to name. */
  | { readonly kind: "elsewhere"; readonly redirectParameter: string; readonly example: string }
  /** The gateway says so itself. */
  | { readonly kind: "answer"; readonly header: "Location" | "X-Tinyauth-Location" }
  | { readonly kind: "none" };

export const gateways = {
  "oauth2-proxy": {
    title: "oauth2-proxy",
    website: "https://oauth2-proxy.github.io/oauth2-proxy/",
    source: "oauthproxy.go, pkg/middleware/headers.go, pkg/app/redirect/director.go, pkg/cookies (7.15)",
    authRequestUrl: "http://127.0.0.1:4180/oauth2/auth",
    authRequestHeaders: {
      Authorization: "$frigate_authorization",
      Host: "$frigate_host",
      "X-Forwarded-Host": "$frigate_host",
      "X-Forwarded-Proto": "$frigate_scheme",
      "X-Forwarded-Uri": "$frigate_uri",
      "X-Real-IP": "$frigate_address",
    },
    userHeader: "X-Auth-Request-Preferred-Username",
    roleHeader: "X-Auth-Request-Groups",
    separator: ",",
    signIn: { kind: "page", url: "/oauth2/start", redirectParameter: "rd" },
    // Not back to Frigate: whoever is still signed in at the provider would be let straight in again.
    signOutUrl: "/oauth2/sign_out?rd=%2Foauth2%2Fsign_in",
    publicLocations: { "/oauth2/": "http://127.0.0.1:4180" },
    judgesAlike: true,
    splitCookie: "_oauth2_proxy",
  },
  authelia: {
    title: "Authelia",
    website: "https://www.authelia.com/",
    source: "internal/handlers/handler_authz*.go, internal/server/handlers.go (4.39)",
    authRequestUrl: "http://127.0.0.1:9091/api/authz/auth-request",
    authRequestHeaders: {
      "X-Forwarded-For": "$frigate_address",
      "X-Original-Method": "$frigate_method",
      "X-Original-URL": "$frigate_url",
    },
    userHeader: "Remote-User",
    roleHeader: "Remote-Groups",
    separator: ",",
    signIn: { kind: "answer", header: "Location" },
    signOutUrl: null,
    publicLocations: {},
    httpsOnly: true,
  },
  authentik: {
    title: "authentik",
    website: "https://goauthentik.io/",
    source: "internal/outpost/proxyv2/application/mode_forward.go, src/outpost/proxy (2026)",
    authRequestUrl: "http://127.0.0.1:9000/outpost.goauthentik.io/auth/nginx",
    authRequestHeaders: {
      Authorization: "$frigate_authorization",
      Host: "$frigate_host",
      "X-Original-URL": "$frigate_url",
    },
    userHeader: "X-authentik-username",
    roleHeader: "X-authentik-groups",
    separator: "|",
    signIn: { kind: "page", url: "/outpost.goauthentik.io/start", redirectParameter: "rd" },
    signOutUrl: "/outpost.goauthentik.io/sign_out",
    publicLocations: { "/outpost.goauthentik.io/": "http://127.0.0.1:9000" },
  },
  tinyauth: {
    title: "tinyauth",
    website: "https://tinyauth.app/",
    source: "internal/controller/proxy_controller.go (5.1)",
    authRequestUrl: "http://127.0.0.1:3000/api/auth/nginx",
    authRequestHeaders: { "X-Original-URL": "$frigate_url" },
    userHeader: "Remote-User",
    roleHeader: "Remote-Groups",
    separator: ",",
    signIn: { kind: "answer", header: "X-Tinyauth-Location" },
    signOutUrl: null,
    publicLocations: {},
  },
  "vouch-proxy": {
    title: "Vouch Proxy",
    website: "https://github.com/vouch/vouch-proxy",
    source: "handlers/validate.go, handlers/login.go, pkg/responses/responses.go (0.45)",
    authRequestUrl: "http://127.0.0.1:9090/validate",
    authRequestHeaders: { Host: "$frigate_host" },
    userHeader: "X-Vouch-User",
    roleHeader: "X-Vouch-IdP-Claims-Groups",
    separator: ",",
    quotesRoles: true,
    signIn: { kind: "elsewhere", redirectParameter: "url", example: "https://vouch.example.com/login" },
    signOutUrl: null,
    publicLocations: {},
    judgesAlike: true,
  },
  voidauth: {
    title: "VoidAuth",
    website: "https://voidauth.app/",
    source: "server/util/proxyAuth.ts, server/routes/api.ts (1.14)",
    authRequestUrl: "http://127.0.0.1:3000/api/authz/auth-request",
    authRequestHeaders: { "X-Original-URL": "$frigate_url" },
    userHeader: "Remote-User",
    roleHeader: "Remote-Groups",
    separator: ",",
    signIn: { kind: "answer", header: "Location" },
    signOutUrl: null,
    publicLocations: {},
    httpsOnly: true,
  },
  tailscale: {
    title: "Tailscale",
    website: "https://tailscale.com/",
    source: "cmd/nginx-auth/nginx-auth.go",
    authRequestUrl: "http://unix:/run/tailscale-nginx-auth/tailscale-nginx-auth.sock:/auth",
    authRequestHeaders: { "Remote-Addr": "$frigate_address", "Remote-Port": "$frigate_port" },
    userHeader: "Tailscale-Login",
    roleHeader: null,
    separator: ",",
    signIn: { kind: "none" },
    signOutUrl: null,
    publicLocations: {},
    judgesAlike: true,
    knowsByAddress: true,
  },
} as const satisfies Record<string, Gateway>;

export type GatewayName = keyof typeof gateways;
