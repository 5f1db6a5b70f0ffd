/**
 * Whether a role that is limited to some cameras may have the file or stream at an address, as Frigate 0.18 sees it.
 * Sources: frigate/api/media_auth.py, and the go2rtc paths in frigate/api/auth.py.
 */
import { camerasOf, type FrigateConfig } from "./frigate-config.ts";

/** Whose a path is: of nobody in particular, of one camera, or of more than a limited role may see. */
type Owner =
  { readonly of: "nobody" } | { readonly of: "camera"; readonly camera: string } | { readonly of: "several" };

const nobody: Owner = { of: "nobody" };
const several: Owner = { of: "several" };
const camera = (name: string | null): Owner => (name === null ? several : { of: "camera", camera: name });

const mediaRoots = ["clips", "recordings", "exports"];

/** Whether a file may not be fetched. Without an address everything may. */
export function forbidsMedia(config: FrigateConfig, url: string | null, role: string | null): boolean {
  if (url === null || url === "") return false;
  const path = unquote(splitUrl(url).path || url);
  const segments = path.split("/");
  const named = segments.filter((segment) => segment !== "");
  // "." and ".." would be judged as written, but served as nginx understands them: refused, even to administrators.
  if (segments.includes(".") || segments.includes("..")) return mediaRoots.includes(named[0] ?? "");
  const cameras = camerasOf(config, role);
  if (cameras === null) return false;
  const owner = ownerOf(config, named);
  switch (owner.of) {
    case "nobody":
      return false;
    case "several":
      return true;
    case "camera":
      return !cameras.includes(owner.camera);
    default:
      return owner satisfies never;
  }
}

function ownerOf(config: FrigateConfig, [root, ...rest]: readonly string[]): Owner {
  switch (root) {
    case "recordings":
      return ownerOfRecording(rest);
    case "clips":
      return ownerOfClip(config, rest);
    case "exports":
      return rest.length === 1 ? camera(config.exports[rest[0] ?? ""] ?? null) : several;
    default:
      return nobody;
  }
}

/** recordings/DAY/HOUR/CAMERA/…; a list of days is nobody's, the list of an hour shows every camera. */
function ownerOfRecording([day, hour, name]: readonly string[]): Owner {
  if (day === undefined || hour === undefined) return nobody;
  return name === undefined ? several : camera(name);
}

function ownerOfClip(config: FrigateConfig, [first, second, ...more]: readonly string[]): Owner {
  if (first === "thumbs" || first === "previews") return camera(second ?? null);
  if (first === "review" && second !== undefined) {
    return second.startsWith("thumb-")
      ? camera(cameraBefore(config, second.slice("thumb-".length)))
      : several;
  }
  return first !== undefined && second === undefined && more.length === 0
    ? camera(cameraBefore(config, first))
    : several;
}

/** The camera whose name and a dash begin the file's name; of several, the longest. */
function cameraBefore(config: FrigateConfig, file: string): string | null {
  const names = Object.keys(config.cameras).filter((name) => file.startsWith(`${name}-`));
  return names.sort((one, other) => other.length - one.length)[0] ?? null;
}

const streamPaths = ["/live/mse/api/ws", "/live/webrtc/api/ws", "/api/go2rtc/webrtc"];

/** Whether a live stream may not be watched. Only these very paths are looked at. */
export function forbidsStream(config: FrigateConfig, url: string | null, role: string | null): boolean {
  const { path, query } = splitUrl(url ?? "");
  const cameras = camerasOf(config, role);
  if (!streamPaths.includes(path) || cameras === null) return false;
  const sources = valuesIn(query, "src");
  const isAllowed = (stream: string): boolean =>
    Object.entries(config.cameras).some(
      ([name, streams]) => cameras.includes(name) && (name === stream || streams.includes(stream)),
    );
  return sources.length === 0 || !sources.every(isAllowed);
}

/** Path and query as Python's urlparse finds them, `;parameters` of the last segment taken off the path. */
export function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const [, scheme, behind = ""] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(.*)$/s.exec(url.replace(/[\t\r\n]/g, "")) ?? [];
  const [beforeFragment = ""] = behind.split("#");
  const [beforeQuery = "", ...query] = beforeFragment.replace(/^\/\/[^/?]*/, "").split("?");
  const hasParameters = scheme === undefined || /^https?$/i.test(scheme);
  const path = hasParameters ? beforeQuery.replace(/;[^/]*$/, "") : beforeQuery;
  return { path, query: query.join("?") };
}

/** Percent-encoding undone, once; what is no UTF-8 becomes U+FFFD. */
const unquote = (text: string): string =>
  text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"),
  );

/** The values of a name in a query, empty ones left out. */
function valuesIn(query: string, name: string): readonly string[] {
  const plain = (text: string): string => unquote(text.replaceAll("+", " "));
  return query
    .split("&")
    .map((pair) => pair.split("="))
    .filter(([key = "", ...value]) => plain(key) === name && value.join("=") !== "")
    .map(([, ...value]) => plain(value.join("=")));
}
