/** A certificate nobody has to trust. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { RigProblem } from "./places.ts";
import { scratchDirectory } from "./scratch.ts";

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

let made: Certificate | null = null;

/**
 * A self-signed certificate and its key, as files; the same ones for the whole process.
 * @throws RigProblem when there is no `openssl`.
 */
export function selfSigned(): Certificate {
  made ??= make(scratchDirectory());
  return made;
}

function make(directory: string): Certificate {
  const files = { certificate: join(directory, "cert.pem"), key: join(directory, "key.pem") };
  const result = spawnSync(
    "openssl",
    [
      ...[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
      ],
      ...["-subj", "/CN=frigate.example.com", "-keyout", files.key, "-out", files.certificate],
    ],
    { encoding: "utf8" },
  );
  if (result.status !== 0)
    throw new RigProblem(`openssl made no certificate: ${result.stderr ?? result.error}`);
  return files;
}
