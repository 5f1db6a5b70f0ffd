/**
 * What Frigate has changed in and around its own nginx since 0.18, and what this module does about it. Sources are pull requests
 * and advisories of https://github.com/blakeblackshear/frigate; N/ as in frigate.ts.
 */

export interface FrigateChange {
  /** Release that brought it. */
  readonly version: `0.${number}.${number}`;
  readonly change: string;
  readonly source: string;
  /** `here` is what the module has of it; `not here` says why it has nothing. */
  readonly verdict: { readonly here: string } | { readonly notHere: string };
}

/** In the order of the releases. */
export const frigateChanges: readonly FrigateChange[] = [
  {
    version: "0.18.0",
    change: "go2rtc's own API is no longer passed on",
    source: "#22735",
    verdict: { here: "/api/go2rtc/api is there before 0.18 only" },
  },
  {
    version: "0.18.0",
    change: "signing out is public",
    source: "#23678",
    verdict: { here: "for every version, as the cookie of a renewed session would undo it" },
  },
  {
    version: "0.18.0",
    change: "/auth refuses other cameras' files and streams",
    source: "frigate/api/media_auth.py",
    verdict: {
      here: "with single sign-on, Frigate is asked about these routes when a role is limited to cameras",
    },
  },
  {
    version: "0.18.0",
    change: "the internal port can be set, and must differ from the external one",
    source: "frigate/config/network.py",
    verdict: {
      here: "nginx.internalListen follows settings.networking.listen.internal, and an assertion says what fits",
    },
  },
  {
    version: "0.18.0",
    change: "HTTP/2 for every client",
    source: "N/nginx.conf",
    verdict: { notHere: "the virtual host has NixOS' option http2, which is on with TLS" },
  },
  {
    version: "0.18.1",
    change: "/auth is told the path of a request, and no URL with the client's Host in it",
    source: "GHSA-935r-r3xx-6gmw, #24602",
    verdict: {
      here: "the path alone from 0.18.1 on; before, a URL with a fixed host, as 0.18.0 reads `//` as one",
    },
  },
  {
    version: "0.18.1",
    change: "a camera whose name collides with a path no longer passes the check for administrators",
    source: "GHSA-x2ch-x8hv-75xf",
    verdict: { notHere: "the check is Frigate's own; the public paths match exactly here" },
  },
  {
    version: "0.18.1",
    change: "notifications are checked",
    source: "GHSA-6hh9-gv48-g8q6",
    verdict: { notHere: "nothing of it is in nginx" },
  },
  {
    version: "0.18.3",
    change: "no warning about a variable without a value",
    source: "#24682",
    verdict: { notHere: "every variable that is read here has a value: maps and auth_request_set give one" },
  },
  {
    version: "0.18.3",
    change: "newer nginx and modules",
    source: "#25009",
    verdict: { notHere: "they come from nixpkgs" },
  },
];
