/**
 * What Kanidm and oauth2-proxy have to be told for Frigate. Sources: kanidm server/lib/src/idm/oauth2.rs (claims, PKCE,
 * refresh tokens), server/core/src/https/views/mod.rs (addresses); oauth2-proxy 7.15 providers/provider_data.go,
 * pkg/apis/options/cookie.go, pkg/encryption/utils.go.
 */

/** Written to module/kanidm-facts.nix. */
export const kanidmFacts = {
  /**
   * The claim that holds a person's roles in Frigate. Roles instead of groups: the `groups` claim lists every group of the
   * person, some of them twice, and outgrows what fits into a header.
   */
  roleClaim: "frigate_role",

  /**
   * Asked for at sign-in; Kanidm refuses who is in no group that has them all. `email` is left out: Kanidm gives that scope's
   * claim only to people with an address, and oauth2-proxy would turn everybody else away.
   */
  scopes: ["openid", "profile"],

  /** What oauth2-proxy takes for the e-mail address, which it wants of everybody: everybody has a name. */
  addressClaim: "preferred_username",

  /** Below Kanidm's origin, with the client's name behind: an issuer of its own for each client. */
  issuerPath: "/oauth2/openid/",

  /** Page of Kanidm that ends its session. There is no end-session endpoint of OpenID Connect. */
  signOutPath: "/ui/logout",

  /**
   * Secrets as oauth2-proxy wants them are made here: it takes a line break at the end of a file for part of the secret, which
   * kanidm-provision leaves off (update_oauth2_basic_secret in its src/client.rs).
   */
  secretsDirectory: "frigate-oauth2-proxy",

  /** Bytes of a cookie secret below which guessing becomes thinkable. */
  shortestCookieSecret: 16,

  /** oauth2-proxy that can be told whose X-Forwarded-* headers to believe. */
  trustedProxySince: "7.15.2",

  /**
   * Cookies of unfinished sign-ins that are kept. With one for all, two tabs spoil each other's sign-in; with one for each and no
   * limit, a wall display that reloads itself fills what nginx takes for headers, and everything is a 400.
   */
  unfinishedSignIns: 4,

  /** oauth2-proxy that knows that limit. */
  limitSince: "7.11.0",
} as const;
