/** A certificate nobody has to trust. */
import { words } from "../../generator/inspect/collections.ts";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { RigProblem } from "./surroundings.ts";
import { scratchDirectory } from "./scratch.ts";

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

const made = new Map<string, Certificate>();

/**
 * A self-signed certificate for a host and its key, as files; for each host the same ones for the whole process.
 * @throws RigProblem when there is no `openssl`.
 */
export function selfSigned(host = "frigate.example.com"): Certificate {
  const files = made.get(host) ?? make(scratchDirectory(), host);
  made.set(host, files);
  return files;
}

function make(directory: string, host: string): Certificate {
  const files = { certificate: join(directory, "cert.pem"), key: join(directory, "key.pem") };
  const how = words("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2");
  const name = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
  const places = ["-keyout", files.key, "-out", files.certificate];
  const result = spawnSync("openssl", [...how, ...name, ...places], { encoding: "utf8" });
  if (result.status !== 0)
    throw new RigProblem(`openssl made no certificate: ${result.stderr ?? result.error}`);
  return files;
}
