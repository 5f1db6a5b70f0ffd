/** Programs that are let in by address, beyond what they are let in for. */
import type { Asker } from "../askers.ts";
import { askersOf } from "../askers.ts";
import type { Subject } from "../subject.ts";
import { attack, type Attack } from "./attack.ts";
import { showShot, type Shot } from "./shot.ts";

const hasClients = ({ clients }: Subject): boolean => clients.length > 0;

const clientsOf = (subject: Subject): readonly Asker[] =>
  askersOf(subject).filter(({ paths }) => paths !== undefined);

/** Each begins with a path of the client's own, and comes to another one. */
const ends = [
  "x",
  "_x/y",
  "/../../exports/garden.mp4",
  "/..%2f..%2fexports/garden.mp4",
  "/%2e%2e/%2e%2e/exports/garden.mp4",
  "/../../../exports/garden.mp4",
  "/../users",
  "/..%2fusers",
  "%2f..%2fusers",
  "%2f..%2f..%2fexports/garden.mp4",
  "/../../review",
  "%00/../../exports/garden.mp4",
  ";/../../exports/garden.mp4",
  "\\..\\..\\exports\\garden.mp4",
];

const startsOther = (path: string): readonly string[] => [
  `/exports/garden.mp4?x=${path}`,
  `/exports/garden.mp4#${path}`,
  `/exports/..${path}/../../exports/garden.mp4`,
  `//exports//garden.mp4?${path}`,
  `http://a?${path}/exports/garden.mp4`,
];

const beyond = attack(
  "a named client beyond its paths",
  2,
  async ({ standing, shoot, found, isOver }) => {
    for (const by of clientsOf(standing.subject)) {
      const paths = by.paths ?? [];
      for (const path of paths.flatMap((start) => [
        ...ends.map((end) => `${start}${end}`),
        ...startsOther(start),
      ])) {
        if (isOver()) return;
        const shot: Shot = { by, path };
        const { said } = await shoot(shot);
        if (said.kind === "answer" && said.response.body.toString("utf8").includes("export of the")) {
          found(`${showShot(shot)} was shown an export`);
        }
      }
    }
  },
  hasClients,
);

export const namedClients: readonly Attack[] = [beyond];
