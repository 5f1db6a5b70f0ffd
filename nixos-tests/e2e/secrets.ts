/** The secrets of a host, which are not in its configuration. */
import { randomBytes } from "node:crypto";

export interface Secrets {
  /** What the file of that path holds, as `openssl rand -hex 32` fills it: with a line break. */
  file(path: string): string;
  /** What the environment file holds, by the flag it stands for. */
  readonly environment: { readonly "client-secret": string; readonly "cookie-secret": string };
}

/** Secrets of a new host; a file has the same ones for whoever reads it. */
export function makeSecrets(): Secrets {
  const files = new Map<string, string>();
  return {
    file: (path) => {
      const text = files.get(path) ?? `${randomBytes(32).toString("hex")}\n`;
      files.set(path, text);
      return text;
    },
    environment: {
      "client-secret": randomBytes(24).toString("hex"),
      "cookie-secret": randomBytes(16).toString("hex"),
    },
  };
}
