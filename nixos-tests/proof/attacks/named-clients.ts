/** Programs that are let in by address, beyond what they are let in for. */
import { askersOf, nobody, type Asker } from "../askers.ts";
import type { Subject } from "../subject.ts";
import { attack, volley, type Attack } from "./attack.ts";
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
  async ({ standing, shoot, found }) => {
    for (const by of clientsOf(standing.subject)) {
      const paths = by.paths ?? [];
      for (const path of paths.flatMap((start) => [
        ...ends.map((end) => `${start}${end}`),
        ...startsOther(start),
      ])) {
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

/** What nginx looks up is "1 GET /path" for a client's address, so a path can look like the whole of it. */
const spelled = volley(
  "a named client's rights, in the path of somebody else",
  2,
  ({ subject }) =>
    clientsOf(subject).flatMap((client) =>
      (client.paths ?? []).flatMap((own): readonly Shot[] => {
        const rights = [" 1 GET ", "\n1 GET ", "1 GET "].map((text) => `${encodeURIComponent(text)}${own}/x`);
        return [
          ...rights.flatMap((right) =>
            ["/clips/", "/api/", "/"].map((path) => ({ by: nobody, path: `${path}x${right}` })),
          ),
          // Clients may look, and nothing else.
          ...rights.map((right) => ({
            by: client,
            path: `${own}/x${right}`,
            method: "POST",
            body: "x",
            refused: true as const,
          })),
        ];
      }),
    ),
  hasClients,
);

export const namedClients: readonly Attack[] = [beyond, spelled];
