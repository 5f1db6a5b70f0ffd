import { parseNginx } from "./parse.ts";
import { NginxSyntaxError, type Directive, type Item, type NginxFile } from "./tree.ts";

/** Gives the text of an included file, or null where it cannot be had. */
export type IncludeLookup = (path: string) => string | null;

export interface ResolvedIncludes {
  readonly file: NginxFile;
  /** The `include` directives left in place because the lookup knew no text for them. */
  readonly unresolved: readonly Directive[];
}

/**
 * Replaces every `include` by the text the lookup gives, at any depth. The path is handed over as written, globs and
 * relative paths included: what they mean is for the lookup to know.
 * @throws NginxSyntaxError for an included text that does not parse, or a file that includes itself
 */
export function resolveIncludes(file: NginxFile, lookup: IncludeLookup): ResolvedIncludes {
  const unresolved: Directive[] = [];
  const body = expandIncludes(file.body, (include) => {
    const path = include.args[0]?.value;
    const text = path === undefined ? null : lookup(path);
    if (path !== undefined && text !== null) return [{ path, text }];
    unresolved.push(include);
    return null;
  });
  return { file: { ...file, body }, unresolved };
}

/** A file that takes the place of an `include`. */
export interface IncludedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Puts the files that `find` gives in the place of every `include`, at any depth; where it gives null, the directive stays.
 * @param within paths of the files that are being read
 * @throws NginxSyntaxError for an included text that does not parse, or a file that includes itself
 */
export function expandIncludes(
  body: readonly Item[],
  find: (include: Directive) => readonly IncludedFile[] | null,
  within: readonly string[] = [],
): readonly Item[] {
  return body.flatMap((item): readonly Item[] => {
    if (item.kind === "comment") return [item];
    if (item.name !== "include")
      return [item.block === null ? item : { ...item, block: expandIncludes(item.block, find, within) }];
    const files = find(item);
    if (files === null) return [item];
    return files.flatMap(({ path, text }) => {
      if (within.includes(path))
        throw new NginxSyntaxError(item.position, `"${path}" includes itself`, "includes that end");
      return expandIncludes(parseNginx(text, path).body, find, [...within, path]);
    });
  });
}

/** The headers NixOS' `recommendedProxySettings` sends to a backend (nixos/modules/services/web-servers/nginx). */
const RECOMMENDED_PROXY_HEADERS = `
proxy_set_header Host $host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header X-Forwarded-Host $host;
proxy_set_header X-Forwarded-Server $hostname;
`;

/** Knows one file: the recommended proxy headers, under the names NixOS gives the file in the store. */
export const knownIncludes: IncludeLookup = (path) =>
  /recommended-proxy[^/]*\.conf$/.test(path) ? RECOMMENDED_PROXY_HEADERS : null;
