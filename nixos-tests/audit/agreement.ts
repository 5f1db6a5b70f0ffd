/**
 * What the audit finds in configurations that are not ours, and what shows it at run time: the same configurations in a
 * real nginx, put to the attacks of nixos-tests/proof (docs/comparison.md).
 */
import type { ForeignName } from "../proof/foreign.ts";

/**
 * What shows a hole: attacks that find something, rows of the access matrix that are wrong (they may be for more than one
 * reason), or why nothing can.
 */
export interface Shown {
  readonly attacks?: readonly string[];
  readonly matrix?: readonly string[];
  readonly because?: string;
}

const aboutCaches = [
  "answers kept for somebody else",
  "answers kept for somebody of a similar name",
  "answers kept for a role somebody had",
  "answers kept for a request of an attacker's shape",
];

const aboutAddresses = ["a Host of the client's choice", "an address with a host of its own"];

const aboutCameras = ["another camera's files", "a face, in a path with a blank", "another camera's streams"];

const aboutHeaders = [
  "identity headers as they are",
  "identity headers in small letters",
  "identity headers in capitals",
  "identity headers with underscores",
  "identity headers with underscores, before Host",
  "identity headers twice",
  "identity headers behind an empty one",
  "identity headers before an empty one",
  "identity headers behind a lone line feed",
  "identity headers with a dot",
  "identity headers with bytes beyond ASCII",
];

const vod =
  "Debian's nginx has no vod module; nixos-tests/runtime/vod.test.ts shows it in an nginx that has one.";
const duplicates =
  "oauth2-proxy answers without Remote-User and Remote-Role, so the first of each pair is empty and not sent. A gateway that answers with them, such as Authelia, makes it two.";

/** What the forum's overrides leave as upstream has it. */
const inBoth: Readonly<Record<string, Shown>> = {
  "cache-key-without-identity": { attacks: aboutCaches },
  "mapping-cache-without-role": { because: vod },
  "public-prefix": {
    attacks: ["behind the beginning of a public path"],
    matrix: ["/api/login_cam/recordings"],
  },
  "unchecked-camera-path": {
    attacks: ["another camera's streams"],
    matrix: ["/live/mse/api/ws/?src=front_door"],
  },
  "redirect-to-client-host": { attacks: ["a directory's own redirect"] },
  "sign-out-undone": { matrix: ["= /api/logout"] },
  "rtmp-open": { attacks: ["streams over RTMP"] },
  "public-cache-header": {
    because: "It takes a shared cache in front of nginx, which the attacks come without.",
  },
};

/** By configuration and rule. */
export const agreement: Readonly<Record<ForeignName, Readonly<Record<string, Shown>>>> = {
  upstream: {
    ...inBoth,
    "client-chosen-address": {
      attacks: [...aboutAddresses, ...aboutCameras, "internal locations", "a way out of the sign-in page"],
    },
    "lost-proxy-headers": { matrix: ["/api/stats", "/api/version", "/api/vod/"] },
    "foreign-websocket": {
      because: "It takes a browser on Frigate's own machine, that shows another site's page.",
    },
  },
  "forum post": {
    ...inBoth,
    "constant-identity": {
      attacks: [
        ...aboutHeaders,
        "Remote-Role alone",
        "X-Server-Port of the internal listener",
        "another address in headers",
        "Authorization of any shape",
        "headers called hop-by-hop",
        "upgrades, ranges and expectations",
        "paths in every spelling, as somebody",
        "line breaks in the path",
        "paths beyond every measure",
        "every method",
        "bodies while the question is asked",
        "requests within requests",
        "a remembered yes, with other credentials",
        "a remembered yes, for something else",
        "headers of the answer by the path",
        "cookies of the client's choice",
        "websockets with a session",
        "a gateway's answers that can be read in two ways",
        "one person's session with another's headers",
        "a renewed session, out of the cache",
      ],
      matrix: ["/api/users", "/ws"],
    },
    "frigate-not-asked": {
      attacks: [
        ...aboutCameras,
        "another camera's files, with headers about another address",
        "a remembered answer that names nobody",
        "a gateway's answers that name nobody",
        "answers of Frigate's that are no yes",
      ],
      matrix: ["/recordings/2024-05-01/10/garden/00.00.mp4", "/exports/garden.mp4"],
    },
    "auth-forwards-headers": {
      attacks: [
        ...aboutHeaders,
        "headers between nginx and those it asks",
        "internal locations",
        "headers beyond every measure",
      ],
    },
    "gateway-believes-client": {
      attacks: [
        ...aboutAddresses,
        "protected paths in every spelling",
        "headers between nginx and those it asks",
        "a way out of the sign-in page",
      ],
      matrix: ["/oauth2/"],
    },
    "auth-forwards-body": { attacks: ["bodies while the question is asked"] },
    "replaced-server-auth": {
      because:
        "Both questions go to oauth2-proxy, which answers them alike: that one of them is not asked cannot be seen from outside. It is a hole where the two do not agree.",
    },
    "error-page-trap": { matrix: ["/api/", "/api/stats"] },
    "own-calls-refused": { matrix: ["/vod/"] },
    "duplicate-proxy-header": { because: duplicates },
  },
};
