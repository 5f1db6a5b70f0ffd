/** Reads an nginx.conf with all it includes, from files or from what `nginx -T` prints; positions name the right file. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { expandIncludes, knownIncludes, type IncludedFile } from "../nginx/include.ts";
import { proxyManagerIncludes } from "./proxy-manager.ts";
import { parseNginx, type Directive, type NginxFile } from "../nginx/parse.ts";

export interface ReadFiles {
  readonly file: NginxFile;
  /** Included files that could not be had, apart from those that hold nothing an audit looks at. */
  readonly unread: readonly string[];
}

/** Where files come from. */
export interface Source {
  /** Text of a file; null where there is none. */
  read(path: string): string | null;
  /** Paths that a pattern of nginx's `include` stands for, sorted. */
  match(pattern: string): readonly string[];
}

/** Tables of types and parameters for other protocols: nothing of them decides who gets in. */
const HARMLESS = /(?:^|\/)(?:mime\.types|(?:fastcgi|uwsgi|scgi)(?:_params|\.conf)|koi-(?:utf|win)|win-utf)$/;

/** Modules that are loaded, outside `http`. */
const isHarmless = (path: string): boolean =>
  HARMLESS.test(path) || /\/modules(?:-enabled)?\/[^/]*$/.test(path);

/**
 * Puts included files in place. A relative path starts at the directory of the main file, as nginx' own prefix for them
 * (ngx_conf_include).
 * @throws NginxSyntaxError for a text that does not parse, and for a file that includes itself
 */
export function readIncludes(text: string, path: string, source: Source): ReadFiles {
  const unread: string[] = [];
  const base = resolve(dirname(path));

  const find = (include: Directive): readonly IncludedFile[] => {
    const pattern = include.args[0]?.value ?? "";
    const named = isAbsolute(pattern) ? pattern : join(base, pattern);
    const paths = /[*?[]/.test(named) ? source.match(named) : [named];
    return paths.flatMap((one) => {
      const text = source.read(one) ?? knownIncludes(one) ?? proxyManagerIncludes(one);
      if (text !== null) return [{ path: one, text }];
      if (!isHarmless(one)) unread.push(one);
      return [];
    });
  };

  const body = expandIncludes(parseNginx(text, path).body, find, [resolve(path)]);
  return { file: { file: path, body }, unread: [...new Set(unread)] };
}

/** Files of this machine. */
export const onDisk: Source = {
  read: (path) => {
    try {
      return statSync(path).isFile() ? readFileSync(path, "utf8") : null;
    } catch {
      return null;
    }
  },
  match: (pattern) =>
    pattern
      .split("/")
      .slice(1)
      .reduce<readonly string[]>(
        (found, segment) => found.flatMap((directory) => below(directory, segment)),
        [""],
      )
      .toSorted(),
};

/** glob(3): a name that begins with a dot is meant only where it is written. */
function below(directory: string, segment: string): readonly string[] {
  if (!/[*?[]/.test(segment)) return [`${directory}/${segment}`];
  try {
    return readdirSync(directory === "" ? "/" : directory)
      .filter((name) => segment.startsWith(".") || !name.startsWith("."))
      .filter((name) => segmentExpression(segment).test(name))
      .map((name) => `${directory}/${name}`);
  } catch {
    return [];
  }
}

function segmentExpression(segment: string): RegExp {
  const text = segment.replace(
    /\[(!?)([^\]]+)\]|[*?]|[\\^$+.()|{}[\]]/g,
    (all, not?: string, set?: string) => {
      if (set !== undefined) return `[${not === "!" ? "^" : ""}${set.replaceAll("\\", "\\\\")}]`;
      return all === "*" ? "[^/]*" : all === "?" ? "[^/]" : `\\${all}`;
    },
  );
  try {
    return new RegExp(`^${text}$`, "s");
  } catch {
    return /^$/;
  }
}

const MARK = /^# configuration file (.+):$/m;

/** Whether a text is what `nginx -T` prints: every file of a configuration, each behind a line with its path. */
export const isDump = (text: string): boolean => MARK.test(text);

/**
 * The same from what `nginx -T` prints; the first file is the main one.
 * @throws NginxSyntaxError like {@link readIncludes}
 */
export function readDump(text: string): ReadFiles {
  const [, ...parts] = text.split(new RegExp(MARK.source, "m"));
  const files = new Map<string, string>();
  for (let index = 0; index + 1 < parts.length; index += 2) {
    files.set(parts[index] ?? "", (parts[index + 1] ?? "").replace(/^\r?\n/, ""));
  }
  const [main = "nginx.conf"] = files.keys();
  return readIncludes(files.get(main) ?? "", main, {
    read: (path) => files.get(path) ?? null,
    match: (pattern) => [...files.keys()].filter((path) => patternExpression(pattern).test(path)).toSorted(),
  });
}

const patternExpression = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split("/")
      .map((segment) => segmentExpression(segment).source.slice(1, -1))
      .join("/")}$`,
    "s",
  );
