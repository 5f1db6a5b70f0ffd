/** Answers that were kept for somebody, asked for by somebody else. */
import { words } from "../../../generator/inspect/collections.ts";
import type { HeaderLine } from "../../rig/client.ts";
import { askersOf, nobody, person, type Asker } from "../askers.ts";
import { attack, type Attack, type Range } from "./attack.ts";
import { shownIn } from "./judge-response.ts";
import { anybody } from "./people.ts";
import { showShot, type Shot } from "./shot.ts";

/** Lists, and a camera's picture and recordings: not each of their locations has a cache of its own. */
const paths = words(`
  /api/profile /api/stats /api/users /api/events?limit=1 /api/front_door/latest.jpg
  /api/vod/front_door/start/1/end/2
`);
const bypass: HeaderLine = ["X-Cache-Bypass", "1"];

let count = 0;
/** With a query nobody has asked for before: what is kept of earlier questions plays no part. */
const fresh = (path: string): string => `${path}${path.includes("?") ? "&" : "?"}fresh=${(count += 1)}`;

const ask = async ({ shoot }: Range, shot: Shot): Promise<string> => {
  const { said } = await shoot({ ...shot, cached: true });
  return said.kind === "answer" ? shownIn(said.response) : said.kind;
};

/** One fills the cache, the other asks for the same: the answer is as if the first had not been there. */
const acrossPeople = attack("answers kept for somebody else", 3, async (range) => {
  const { standing, found } = range;
  const { subject } = standing;
  const people: readonly Asker[] = [
    person(subject, "admin"),
    person(subject, "viewer"),
    person(subject, "gardener"),
    nobody,
    ...askersOf(subject).filter(({ listener }) => listener === "internal"),
  ];
  for (const path of paths) {
    const alone = new Map<Asker, string>();
    for (const by of people) alone.set(by, await ask(range, { by, path: fresh(path), lines: [bypass] }));
    for (const first of people) {
      for (const second of people.filter((one) => one !== first)) {
        const address = fresh(path);
        // Every other time past the cache, which fills it all the same.
        await ask(range, { by: first, path: address, lines: count % 2 === 0 ? [] : [bypass] });
        for (const lines of [[], [bypass]]) {
          if ((await ask(range, { by: second, path: address, lines })) !== alone.get(second)) {
            found(
              `${showShot({ by: second, path, lines })} is answered otherwise once ${first.name} has asked`,
            );
          }
        }
      }
    }
  }
});

/** Names that look like the end of another key, where a key has its parts side by side. */
const pairsOfNames = [
  { first: "viewerbob", role: "admin", second: "bob", more: "admin" },
  { first: "bob|viewer", role: "admin", second: "bob", more: "" },
  { first: "bob:admin", role: "viewer", second: "bob", more: "" },
  { first: "bob admin", role: "viewer", second: "bob", more: "" },
  { first: "bob\\nadmin", role: "viewer", second: "bob", more: "" },
  { first: "bob%0aadmin", role: "viewer", second: "bob", more: "" },
  { first: "bobadmin", role: "viewer", second: "bob", more: "" },
  { first: "Bob", role: "admin", second: "bob", more: "" },
  { first: "viewer", role: "admin", second: "admin", more: "" },
] as const;

const names = attack("answers kept for somebody of a similar name", 3, async (range) => {
  const { standing } = range;
  for (const { first, role, second, more } of pairsOfNames) {
    for (const path of ["/api/profile", "/api/stats"]) {
      const address = fresh(path);
      await ask(range, { by: anybody(standing, first, role), path: address });
      await ask(range, { by: anybody(standing, second, "viewer"), path: `${address}${more}` });
      const back = fresh(path);
      await ask(range, { by: anybody(standing, second, "viewer"), path: back });
      await ask(range, { by: anybody(standing, first, role), path: back });
    }
  }
});

/** The same person with another role from now on: what they saw before is not theirs any more. */
const demoted = attack("answers kept for a role somebody had", 3, async (range) => {
  const { standing } = range;
  for (const path of ["/api/profile", "/api/users", "/api/config"]) {
    const address = fresh(path);
    await ask(range, { by: anybody(standing, "eve", "admin"), path: address });
    await ask(range, { by: anybody(standing, "eve", "viewer"), path: address });
  }
});

/** Whatever a cache may take for part of the key, and what it may be filled with. */
const poisoned = attack("answers kept for a request of an attacker's shape", 3, async (range) => {
  const { standing, found } = range;
  const { subject, rig } = standing;
  const viewer = person(subject, "viewer");
  const admin = person(subject, "admin");
  const shapes: readonly Partial<Shot>[] = [
    { method: "HEAD" },
    { lines: [["Range", "bytes=0-0"]] },
    { lines: [["X-HTTP-Method-Override", "POST"]] },
    { lines: [["X-Forwarded-Host", "evil.example"]] },
    { hosts: ["evil.example"] },
    { hosts: [rig.hostname.toUpperCase()] },
    { lines: [["Origin", "https://evil.example"]] },
    { lines: [["Accept-Encoding", "x"]] },
    { method: "GET", body: "x=1" },
  ];
  for (const shape of shapes) {
    const path = fresh("/api/stats");
    const usual = await ask(range, { by: admin, path: fresh("/api/stats") });
    await ask(range, { ...shape, by: viewer, path });
    await ask(range, { ...shape, by: admin, path });
    if ((await ask(range, { by: admin, path })) !== usual) {
      found(`${showShot({ ...shape, by: viewer, path })} changes what the next one is answered`);
    }
  }
});

export const caches: readonly Attack[] = [acrossPeople, names, demoted, poisoned];
