/** More than anybody sends. */
import type { HeaderLine } from "../../rig/client.ts";
import { volley, type Attack } from "./attack.ts";
import { outsiderAndViewer } from "./people.ts";
import { marker, type Shot } from "./shot.ts";

const many = (count: number, length: number): readonly HeaderLine[] =>
  Array.from({ length: count }, (_, index): HeaderLine => [`X-Many-${index}`, "a".repeat(length)]);

const lists: readonly (readonly (HeaderLine | string)[])[] = [
  [["Cookie", `x=${"a".repeat(3000)}`]],
  [["Cookie", `x=${"a".repeat(7500)}`]],
  [["Cookie", `x=${"a".repeat(20_000)}`]],
  [["Cookie", `x=${"a".repeat(64_000)}`]],
  Array.from({ length: 9 }, (_, index): HeaderLine => ["Cookie", `x${index}=${"a".repeat(900)}`]),
  [["Cookie", `${"x=1; ".repeat(1400)}y=2`]],
  many(90, 10),
  many(900, 1),
  many(2, 4000),
  [["Remote-User", "a".repeat(7000)]],
  [["Authorization", "a".repeat(7500)]],
  [[`X-${"a".repeat(7000)}`, marker]],
  [`${"a".repeat(70_000)}`],
  [":", ": value", "no colon at all", "   ", "\t: x"],
];

const headers = volley("headers beyond every measure", 5, (standing) =>
  outsiderAndViewer(standing).flatMap((by) =>
    ["/api/profile", "/recordings/2024-05-01/10/garden/00.00.mp4", "/"].flatMap((path) =>
      lists.map((lines): Shot => ({ by, path, lines })),
    ),
  ),
);

export const sizes: readonly Attack[] = [headers];
