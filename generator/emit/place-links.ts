/** Links between docs/options.md and docs/routes.md: an anchor for each place and group, and who changes what. */
import {
  isGroup,
  placeGroups,
  settingChanges,
  type Change,
  type Place,
  type PlaceGroup,
  type SettingName,
} from "../schema/places.ts";
import { code, headingAnchor } from "../markdown.ts";
import type { OptionChange } from "./option-changes.ts";

/** nginx's modifiers in words; prefixes have none. */
const modifiers: readonly (readonly [string, string])[] = [
  ["= ", "exact-"],
  ["^~ ", "prefix-"],
  ["~* ", "regex-"],
  ["~ ", "regex-"],
  ["@", "named-"],
];

/** Anchor in docs/routes.md: `route-exact-api-login`, `identity-exact-auth`, `group-every-protected-route`. */
export function anchorOf(name: Place | PlaceGroup): string {
  if (isGroup(name)) return `group-${dashed(name)}`;
  const inIdentity = name.startsWith("identity ");
  const matcher = inIdentity ? name.slice("identity ".length) : name;
  const [sign, word] = modifiers.find(([start]) => matcher.startsWith(start)) ?? ["", ""];
  const words = dashed(matcher.slice(sign.length));
  return `${inIdentity ? "identity" : "route"}-${word}${words === "" ? "start" : words}`;
}

const dashed = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** What a place is called in prose: locations as nginx writes them, everything else in words. */
export function titleOf(name: Place | PlaceGroup): string {
  if (isGroup(name) || name === "virtual host" || name === "pages of the gateway") return name;
  return name.startsWith("identity ")
    ? `${code(name.slice("identity ".length))} of the identity server`
    : code(name);
}

/** A link to a place; `page` is where docs/routes.md is, empty within it. */
export const linkTo = (name: Place | PlaceGroup, page = ""): string =>
  `[${titleOf(name)}](${page}#${anchorOf(name)})`;

/** The line `changes` of an option in docs/options.md. */
export function changesInWords(path: string, change: Change): string {
  const settings = path === "settings" ? Object.entries(settingChanges).flatMap(ofSetting) : [];
  return [inWords(change), ...settings].join("; ");
}

function inWords(change: Change): string {
  if ("noRoute" in change) return `no route, but ${change.noRoute}`;
  return change.map((name) => linkTo(name, "routes.md")).join(", ");
}

const ofSetting = ([name, change]: [string, Change]): readonly string[] =>
  "noRoute" in change ? [] : [`with ${code(name)}: ${inWords(change)}`];

/** Links to those of the options, and of the settings, that name a place, or a group, itself; in the order of the schema. */
export function changedBy(place: Place | PlaceGroup, options: readonly OptionChange[]): readonly string[] {
  const names = (change: Change): boolean => !("noRoute" in change) && change.includes(place);
  const settings = Object.entries(settingChanges) as readonly (readonly [SettingName, Change])[];
  return [
    ...options.filter(({ changes }) => names(changes)).map(({ path }) => optionLink(path, path)),
    ...settings
      .filter(([, change]) => names(change))
      .map(([setting]) => optionLink("settings", `settings.${setting}`)),
  ];
}

const optionLink = (option: string, shown: string): string =>
  `[${code(shown)}](options.md#${headingAnchor(`services.frigate.${option}`)})`;

/** The groups that have a place. */
export const groupsOf = (place: Place): readonly PlaceGroup[] =>
  (Object.keys(placeGroups) as readonly PlaceGroup[]).filter((name) =>
    placeGroups[name].places.some((one) => one === place),
  );
