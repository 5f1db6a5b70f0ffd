/** The colours of the report, for light and dark, and which of them must be told from which. */

const light = {
  page: "#f6f6f3",
  surface: "#ffffff",
  sunken: "#f0f0ec",
  line: "#dcdcd6",
  control: "#767b82",
  text: "#1d2024",
  muted: "#565c64",
  link: "#1b4f8f",
  focus: "#1b4f8f",
  protected: "#17512e",
  "protected-back": "#e2f1e6",
  public: "#744000",
  "public-back": "#fbedd6",
  internal: "#444a52",
  "internal-back": "#e8eaed",
  critical: "#8d1423",
  "critical-back": "#fbe4e6",
  high: "#8a3206",
  "high-back": "#fce8dc",
  medium: "#684c00",
  "medium-back": "#f9efcb",
  low: "#3a4a60",
  "low-back": "#e6ecf4",
  before: "#6d2a2a",
  "before-back": "#fbf0ee",
  after: "#1c4f31",
  "after-back": "#ecf6ee",
  chosen: "#ffffff",
  "chosen-back": "#1b4f8f",
} as const;

export type Colour = keyof typeof light;

const dark = {
  page: "#15171a",
  surface: "#1d2024",
  sunken: "#25292e",
  line: "#363b42",
  control: "#868d96",
  text: "#e7e8ea",
  muted: "#a6adb6",
  link: "#8fbcf5",
  focus: "#8fbcf5",
  protected: "#9fdcb2",
  "protected-back": "#1d3626",
  public: "#f2c583",
  "public-back": "#3c2d14",
  internal: "#c1c7ce",
  "internal-back": "#31363c",
  critical: "#ffb0b6",
  "critical-back": "#4a1c21",
  high: "#ffbd97",
  "high-back": "#46260f",
  medium: "#f0d581",
  "medium-back": "#3b3110",
  low: "#b6cbe8",
  "low-back": "#26313f",
  before: "#f0b9b3",
  "before-back": "#33211f",
  after: "#a8dbb8",
  "after-back": "#1c2d22",
  chosen: "#10161d",
  "chosen-back": "#8fbcf5",
} as const satisfies Record<Colour, `#${string}`>;

export const palettes = { light, dark };

const surfaces = ["page", "surface", "sunken"] as const;

/** Text, and what it stands on: at least 4.5 to 1 (WCAG 2.2, 1.4.3). */
export const readable: readonly (readonly [text: Colour, back: Colour])[] = [
  ...(["text", "muted", "link"] as const).flatMap((text) => surfaces.map((back) => [text, back] as const)),
  ...(
    [
      "protected",
      "public",
      "internal",
      "critical",
      "high",
      "medium",
      "low",
      "before",
      "after",
      "chosen",
    ] as const
  ).map((text) => [text, `${text}-back`] as const),
];

/** Edges of controls and the focus ring, and what they stand on: at least 3 to 1 (WCAG 2.2, 1.4.11). */
export const visible: readonly (readonly [edge: Colour, back: Colour])[] = (
  ["control", "focus"] as const
).flatMap((edge) => surfaces.map((back) => [edge, back] as const));

/** The colours as custom properties, dark where the reader's system is. */
export const paletteStyle = (): string =>
  `:root {\n${properties(light)}}\n@media (prefers-color-scheme: dark) {\n:root {\n${properties(dark)}}\n}\n`;

const properties = (palette: Readonly<Record<Colour, string>>): string =>
  Object.entries(palette)
    .map(([name, value]) => `--${name}: ${value};\n`)
    .join("");
