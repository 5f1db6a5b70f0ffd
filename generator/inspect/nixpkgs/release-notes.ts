/** Puts entries into the release notes of NixOS. */
import { releaseNotes, type ReleaseNote } from "../../schema/nixpkgs.ts";

/** The new text of the notes, or what is in the way, in a sentence without its end. */
export type Noted =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** Adds an entry at the top of its section; one that is there already stays where it is. */
export function withEntry(notes: string, { section, text }: ReleaseNote): Noted {
  if (notes.includes(`${text}\n`)) return { ok: true, text: notes };
  const found = sectionOf(notes, section);
  if (found === null) return { ok: false, problem: `there is no section with the anchor …-${section}` };
  const [subject = ""] = text.split(" ").slice(1);
  if (found.entries.includes(`\n- ${subject} `)) {
    return {
      ok: false,
      problem: `the section …-${section} has an entry about ${subject} already; join the two by hand`,
    };
  }
  const entries = found.entries.replace(`${releaseNotes.placeholder}\n`, "").replace(/^\n+/, "");
  return {
    ok: true,
    text: `${found.before}\n${text}\n${entries === "" ? "" : `\n${entries}`}${found.after}`,
  };
}

interface Section {
  /** All up to the heading and the comment below it, with the line break at its end. */
  readonly before: string;
  /** From the empty line above the first entry. */
  readonly entries: string;
  /** From the empty line above the next heading. */
  readonly after: string;
}

function sectionOf(notes: string, section: ReleaseNote["section"]): Section | null {
  const heading = new RegExp(
    `^## [^\\n]*\\{#sec-release-[\\d.]+-${section}\\}\\n(?:\\n<!--.*?-->\\n)?`,
    "ms",
  ).exec(notes);
  if (heading === null) return null;
  const start = heading.index + heading[0].length;
  const next = notes.indexOf("\n## ", start);
  const end = next === -1 ? notes.length : next;
  return { before: notes.slice(0, start), entries: notes.slice(start, end), after: notes.slice(end) };
}
