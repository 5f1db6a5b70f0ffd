/** The configurations that are compared. */
import { nginxTree } from "../../generator/inspect/evaluate/configuration.ts";
import type { NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { resolvedReference } from "../nginx/reference.ts";
import { exampleNamed, type ExampleName } from "../proof/configurations.ts";
import { subjectOf } from "../proof/subject.ts";
import { mutation } from "../rig/mutate.ts";

export const letters = ["a", "b", "c", "d", "e", "f"] as const;
export type Letter = (typeof letters)[number];

export interface Subject {
  readonly letter: Letter;
  readonly name: string;
  readonly tree: () => NginxFile;
}

/** Frigate's version in the references. */
const version = "0.17";

/** Evaluated when it is first asked for, and once. */
function ours(example: ExampleName, more: string): () => NginxFile {
  const subject = subjectOf({ ...exampleNamed(example), more }, version);
  return () => nginxTree(subject.rendered());
}

const remembered = '{ services.frigate.nginx.authCache = "5s"; }';

const signedOn = ours("kanidm-oauth2-proxy", "{ }");

const unasked = mutation(({ name, ...rest }) => (name === "auth_request" ? null : { name, ...rest }));

export const subjects: readonly Subject[] = [
  { letter: "a", name: "no auth (d without `auth_request`)", tree: () => unasked(signedOn()) },
  {
    letter: "b",
    name: "upstream's module (Frigate signs people in)",
    tree: () => resolvedReference("upstream-default"),
  },
  {
    letter: "c",
    name: "the forum's overrides (oauth2-proxy)",
    tree: () => resolvedReference("seed-override"),
  },
  { letter: "d", name: "ours, oauth2-proxy asked every time", tree: signedOn },
  {
    letter: "e",
    name: 'ours, `authCache = "5s"`',
    tree: ours("kanidm-oauth2-proxy", remembered),
  },
  {
    letter: "f",
    name: 'ours, Frigate signs people in, `authCache = "5s"`: (b) with `authCache`',
    tree: ours("plain", remembered),
  },
];
