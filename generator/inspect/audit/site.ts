/** A file that an nginx.conf includes, read on its own: a site with `server` or `upstream` at the top, or locations. */
import { directivesNamed, directivesOf, type Directive, type NginxFile } from "../nginx/parse.ts";

/** What stands above `http`. */
const MAIN = /^(?:events|user|pid|worker_\w+|load_module|daemon|env|rtmp|mail)$/;

/** Puts what belongs into `http` there, and servers of `stream` into `stream`; a whole nginx.conf stays as it is. */
export function inPlace(file: NginxFile): NginxFile {
  const top = directivesOf(file.body);
  if (top.some(({ name }) => name === "http" || name === "stream")) return file;
  const [first] = top.filter(({ name }) => name === "server" || name === "upstream");
  if (first === undefined) return inServer(file, top);
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

function inServer(file: NginxFile, top: readonly Directive[]): NginxFile {
  const first = top.find(({ name }) => name === "location");
  if (first === undefined) return file;
  const server: Directive = { ...first, name: "server", args: [], block: top };
  return { ...file, body: [{ ...server, name: "http", block: [server] }] };
}

/** A server of `stream` has `proxy_pass` in itself. */
const isOfStream = ({ block }: Directive): boolean => directivesNamed(block, "proxy_pass").length > 0;
