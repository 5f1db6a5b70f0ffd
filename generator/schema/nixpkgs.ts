/** What goes into nixpkgs, and what it finds there: places, known texts, release notes, commit message. */

/** A file of nixpkgs that is replaced as a whole. */
export interface ReplacedFile {
  /** Path from the top of nixpkgs. */
  readonly path: string;
  /** Empty for a file that is new; else fingerprints (see generator/inspect/nixpkgs/checkout.ts) of the texts it may be replaced in, and where each is from. */
  readonly known: Readonly<Record<string, string>>;
}

/** The module, and its test in a virtual machine. */
export const replacedFiles = {
  module: {
    path: "nixos/modules/services/video/frigate.nix",
    known: {
      // Read in a tree that sorts attributes, Swarsel/nixpkgs@4aa6836.
      "45207477722330cc8decc25f908814757ed4e279f3a6156de5d0d300b0f19ff6":
        "nixos-unstable of August 2026, with Frigate 0.17",
    },
  },
  test: {
    path: "nixos/tests/frigate.nix",
    known: {
      a18ebf041739f68a1ed3e444117f5b0f9826effe8194f779de4995ddf1c83475:
        "NixOS/nixpkgs@4e899fe8bcfaea13f7c88a553e69e7e53b1323d0",
    },
  },
} as const satisfies Record<string, ReplacedFile>;

/** Directory for the parts of the module, which are new. */
export const partsDirectory = "nixos/modules/services/video/frigate";

/** Directory of the release notes; the newest one has the highest number. */
export const releaseNotes = {
  directory: "nixos/doc/manual/release-notes",
  name: /^rl-(\d{4})\.section\.md$/,
  /** What stands in a section without entries. */
  placeholder: "- Create the first release note entry in this section!",
} as const;

/** An entry, and the section it belongs to. */
export interface ReleaseNote {
  /** End of the anchor of the section's heading. */
  readonly section: "incompatibilities" | "notable-changes";
  readonly text: string;
}

/** In the words of the manual: CommonMark, one sentence to a line. */
export const releaseNoteEntries: readonly ReleaseNote[] = [
  {
    section: "incompatibilities",
    text: `- \`services.frigate\` has every nginx location at the top level of its virtual host, where {option}\`services.nginx.virtualHosts.<name>.locations\` reaches it.
  Sign-in, sign-out and the sockets of go2rtc match exactly and have other names for it, such as \`= /api/login\` and \`= /live/mse/api/ws\`.
  Definitions of \`/api/stats\`, \`/api/version\` and \`/api/vod/\` that bring their own \`auth_request\` have to be reduced to what they add.
  The variables \`$user\`, \`$role\`, \`$groups\`, \`$email\` and \`$name\` are called \`$frigate_user\`, \`$frigate_role\` and so on.
  \`services.nginx.recommendedGzipSettings\` is no longer set, and nothing listens on the RTMP port 1935 any more.`,
  },
  {
    section: "notable-changes",
    text: `- \`services.frigate\` can leave signing in to a forward-auth server such as oauth2-proxy, Authelia or authentik, or to a reverse proxy in front of nginx, and takes users and roles from there.
  Programs can be let in by address and path.
  See {option}\`services.frigate.nginx.preset\`, {option}\`services.frigate.nginx.reverseProxy.trustedAddresses\` and {option}\`services.frigate.nginx.clients\`.`,
  },
];

/** By the conventions of nixpkgs: what is changed, without a full stop; then why. */
export const commitMessage = `nixos/frigate: add single sign-on, make every nginx location an option

Users and roles can come from a forward-auth server or from a trusted
reverse proxy. Every protected location asks it, Frigate's own listener
does not, and what a client claims to be is dropped.

Locations no longer exist as text inside of /api/, so the options of the
virtual host reach all of them. Remembered API answers are kept apart by
role and user: so far an administrator's answer could be shown to a
viewer for some seconds.
`;
