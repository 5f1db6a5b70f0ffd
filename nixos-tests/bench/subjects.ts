/** The configurations that are compared. */
import { nginxTree } from "../../generator/evaluate/configuration.ts";
import { knownIncludes, resolveIncludes } from "../../generator/evaluate/nginx/include.ts";
import type { NginxFile } from "../../generator/evaluate/nginx/parse.ts";
import { loadReference, type Reference } from "../nginx/reference.ts";
import { exampleNamed } from "../proof/configurations.ts";
import { subjectOf } from "../proof/subject.ts";
import { mutation } from "../rig/mutate.ts";

export const letters = ["a", "b", "c", "d", "e"] as const;
export type Letter = (typeof letters)[number];

export interface Subject {
  readonly letter: Letter;
  readonly name: string;
  readonly tree: () => NginxFile;
}

const reference = (name: Reference) => (): NginxFile =>
  resolveIncludes(loadReference(name), knownIncludes).file;

/** Frigate's version in the references. */
const version = "0.17";

const ours = (more: string): NginxFile =>
  nginxTree(subjectOf({ ...exampleNamed("kanidm-oauth2-proxy"), more }, version).rendered());

const unasked = mutation(({ name, ...rest }) => (name === "auth_request" ? null : { name, ...rest }));

export const subjects: readonly Subject[] = [
  { letter: "a", name: "no auth (d without `auth_request`)", tree: () => unasked(ours("{ }")) },
  { letter: "b", name: "upstream's module (Frigate signs people in)", tree: reference("upstream-default") },
  { letter: "c", name: "the forum's overrides (oauth2-proxy)", tree: reference("seed-override") },
  { letter: "d", name: "ours, oauth2-proxy asked every time", tree: () => ours("{ }") },
  {
    letter: "e",
    name: 'ours, `authCache = "5s"`',
    tree: () => ours('{ services.frigate.nginx.authCache = "5s"; }'),
  },
];
