/**
 * ts-morph, by `require`: importing it makes Node look through the whole TypeScript compiler for the names it exports, which
 * takes longer than reading the schema.
 */
import { createRequire } from "node:module";
import type * as morph from "ts-morph";

const loaded = createRequire(import.meta.url)("ts-morph") as typeof morph;

export const Node = loaded.Node;
export type Node = morph.Node;
export const Project = loaded.Project;
/** TypeScript's own syntax tree and parser. */
export const ts = loaded.ts;
