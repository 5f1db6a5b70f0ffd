/** What is asked for: how a page of Frigate asks, and how large the answers are. */

/** One kind of request; where there are several paths, they are asked for in turn. */
export interface Load {
  readonly name: LoadName;
  /** For people. */
  readonly what: string;
  readonly paths: readonly string[];
  /** Length of the answer. */
  readonly bytes: number;
  /** No target is about it: it is measured no more than {@link fewRuns} times. */
  readonly aside?: true;
}

export const fewRuns = 3;

export const loadNames = ["json", "json-new", "thumbnails", "segments", "asset"] as const;
export type LoadName = (typeof loadNames)[number];

const numbered = (count: number, path: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => path(index));

const text = (bytes: number): string => "0123456789abcdef".repeat(Math.ceil(bytes / 16)).slice(0, bytes);

const json = `${JSON.stringify({ events: text(2000) })}\n`;

export const bodies = {
  json: { text: json },
  thumbnail: { text: text(8 * 1024) },
  segments: {
    text: text(256 * 1024),
    paths: numbered(60, (index) => `vod/front_door/start/1/end/2/seg-${index + 1}-v1.m4s`),
  },
  asset: { text: text(32 * 1024), path: "assets/bench.js" },
} as const;

export const loads: readonly Load[] = [
  {
    name: "json",
    what: "JSON API call, the same again (remembered for five seconds)",
    paths: ["/api/events?limit=1"],
    bytes: bodies.json.text.length,
  },
  {
    name: "json-new",
    what: "JSON API call, another each time (Frigate answers)",
    // Far more than are asked for in five seconds.
    paths: ["/api/events?limit=NUMBER"],
    bytes: bodies.json.text.length,
  },
  {
    name: "thumbnails",
    what: "grid of 200 thumbnails",
    paths: numbered(200, (index) => `/api/events/1714557600.${100000 + index}-abcdef/thumbnail.jpg`),
    bytes: bodies.thumbnail.text.length,
  },
  {
    name: "segments",
    what: "HLS segments of 256 KiB",
    paths: bodies.segments.paths.map((path) => `/${path}`),
    bytes: bodies.segments.text.length,
    aside: true,
  },
  {
    name: "asset",
    what: "static asset of 32 KiB",
    paths: [`/${bodies.asset.path}`],
    bytes: bodies.asset.text.length,
    aside: true,
  },
];

/** In a path: a number that was not there before. */
export const numberMark = "NUMBER";
