/** A file that an nginx.conf includes, read on its own: a site, with `server` and `upstream` at the top. */
import { directivesNamed, directivesOf, type Directive, type NginxFile } from "../nginx/parse.ts";

/** What stands above `http`. */
const MAIN = /^(?:events|user|pid|worker_\w+|load_module|daemon|env|rtmp|mail)$/;

/** Puts what belongs into `http` there, and servers of `stream` into `stream`; a whole nginx.conf stays as it is. */
export function inPlace(file: NginxFile): NginxFile {
  const top = directivesOf(file.body);
  const isWhole = top.some(({ name }) => name === "http" || name === "stream");
  const [first] = top.filter(({ name }) => name === "server" || name === "upstream");
  if (isWhole || first === undefined) return file;
  const inside = top.filter(({ name }) => !MAIN.test(name));
  const shared = inside.filter(({ name }) => name !== "server");
  const servers = inside.filter(({ name }) => name === "server");
  const block = (name: string, directives: readonly Directive[]): Directive => ({
    ...first,
    name,
    args: [],
    block: [...shared, ...directives],
  });
  return {
    ...file,
    body: [
      ...top.filter(({ name }) => MAIN.test(name)),
      block(
        "http",
        servers.filter((server) => !isOfStream(server)),
      ),
      ...(servers.some(isOfStream) ? [block("stream", servers.filter(isOfStream))] : []),
    ],
  };
}

/** A server of `stream` has `proxy_pass` in itself. */
const isOfStream = ({ block }: Directive): boolean => directivesNamed(block, "proxy_pass").length > 0;
