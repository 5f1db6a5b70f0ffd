/** Files for every route that serves some. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { directories } from "../../generator/schema/frigate.ts";
import type { Directory, Route } from "../../generator/schema/routes.ts";
import { sampleFiles } from "./sample-path.ts";

/** The user interface, by path. */
const webFiles = {
  "index.html": "<title>Frigate</title>",
  "login.html": "<title>Login</title>",
  "assets/app.js": "export {};",
  "fonts/inter.woff2": "font",
  "locales/en/common.json": "{}",
  "site-abc123.webmanifest": "{}",
};

/** What Frigate has recorded, of two cameras. */
const stateFiles = {
  "recordings/2024-05-01/10/front_door/00.00.mp4": "recording of the front door",
  "recordings/2024-05-01/10/garden/00.00.mp4": "recording of the garden",
  "clips/front_door-1.jpg": "picture of the front door",
  "clips/garden-1.jpg": "picture of the garden",
  "clips/previews/front_door/1.mp4": "preview of the front door",
  "clips/previews/garden/1.mp4": "preview of the garden",
  "exports/front_door.mp4": "export of the front door",
  "exports/garden.mp4": "export of the garden",
  "frigate.db": "database",
};

const cacheFiles = { "stream/index.m3u8": "#EXTM3U", "secret.mp4": "in the making" };

/** A recording that can be played: two seconds, 32 pixels wide (H.264). */
const video = fileURLToPath(new URL("recording.mp4", import.meta.url));

/** Where the recording of a camera is that can be played, below the directory of recordings. */
export const recordingOf = (camera: string): string => `2024-05-01/11/${camera}/00.00.mp4`;

/** Without the vod module, /vod/ serves files from nginx's default root. */
const vodFiles = {
  "vod/front_door/start/1/end/2/index.m3u8": "#EXTM3U",
  "vod/garden/start/1/end/2/index.m3u8": "#EXTM3U",
};

/** Frigate's recordings in the surroundings. */
export const recordingsIn = (directory: string): string => join(directory, directories.state, "recordings");

/** Lays the files where the configuration of {@link runnable} looks for them. */
export function layOutFiles(directory: string, webRoot: string): void {
  write(join(directory, webRoot), { ...samplesIn("web"), ...webFiles });
  write(join(directory, directories.state), { ...samplesIn("state"), ...stateFiles });
  write(join(directory, directories.cache), { ...samplesIn("cache"), ...cacheFiles });
  write(join(directory, "html"), vodFiles);
  for (const camera of ["front_door", "garden"]) {
    const file = join(recordingsIn(directory), recordingOf(camera));
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(video, file);
  }
}

/** What stands in the file that a route's sample names: of a private one, what proof/attacks/judge-response.ts looks for. */
const contents = {
  public: "sample",
  protected: "recording of the sample",
  internal: "in the making",
} as const satisfies Record<Route["access"], string>;

const samplesIn = (directory: Directory): Readonly<Record<string, string>> =>
  Object.fromEntries(sampleFiles(directory).map(({ path, route }) => [path, contents[route.access]]));

function write(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
