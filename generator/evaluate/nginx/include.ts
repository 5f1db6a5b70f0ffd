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

  const resolveBody = (body: readonly Item[], within: readonly string[]): readonly Item[] =>
    body.flatMap((item) => {
      if (item.kind === "comment") return [item];
      if (item.name === "include") return resolveInclude(item, within);
      return [item.block === null ? item : { ...item, block: resolveBody(item.block, within) }];
    });

  const resolveInclude = (include: Directive, within: readonly string[]): readonly Item[] => {
    const path = include.args[0]?.value;
    const text = path === undefined ? null : lookup(path);
    if (path === undefined || text === null) {
      unresolved.push(include);
      return [include];
    }
    if (within.includes(path)) {
      throw new NginxSyntaxError(include.position, `"${path}" includes itself`, "includes that end");
    }
    return resolveBody(parseNginx(text, path).body, [...within, path]);
  };

  return { file: { ...file, body: resolveBody(file.body, []) }, unresolved };
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
