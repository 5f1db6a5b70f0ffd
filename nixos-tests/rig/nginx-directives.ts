/** The directives that an nginx program knows, read from the program itself: it has no option that lists them. */
import { readFileSync } from "node:fs";

/** NGX_HTTP_MODULE of src/http/ngx_http_config.h: "HTTP" as a number. */
const HTTP_MODULE = 0x50545448n;
/** NGX_HTTP_MAIN_CONF and NGX_HTTP_SRV_CONF of the same file: where a directive is valid. */
const AT_HTTP_LEVEL = 0x02000000n;
const AT_SERVER_LEVEL = 0x04000000n;

/** A directive that is valid at http level. */
export interface KnownDirective {
  readonly name: string;
  /** Whether a server may say it, too: nothing else can be inherited by one. */
  readonly inServers: boolean;
}

/**
 * The directives of a program's http modules, or of a loadable module's, that are valid at http level. A module points at a table of
 * its directives (`ngx_module_t.commands`, followed by the module's type), which ends with an empty name
 * (src/core/ngx_module.h, src/core/ngx_conf_file.h).
 * @throws Error for a file that is no 64-bit little-endian ELF program.
 */
export function directivesOf(file: string): readonly KnownDirective[] {
  const program = new Program(readFileSync(file));
  return program
    .addressesOf(HTTP_MODULE)
    .flatMap((type) => tableAt(program, program.pointerAt(type - 8n)))
    .filter(({ where }) => (where & AT_HTTP_LEVEL) !== 0n)
    .map(({ name, where }) => ({ name, inServers: (where & AT_SERVER_LEVEL) !== 0n }));
}

/** Whether the file is a program that {@link directivesOf} can read, and not a script, for example. */
export const isProgram = (file: string): boolean => isElf(readFileSync(file));

const isElf = (bytes: Buffer): boolean => bytes.toString("latin1", 0, 6) === "\x7fELF\x02\x01";

interface Entry {
  readonly name: string;
  readonly where: bigint;
}

/** An entry has seven words: length and address of the name, where it is valid, and four more. */
function tableAt(program: Program, start: bigint): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = start; program.has(at); at += 56n) {
    const length = program.wordAt(at);
    if (length === 0n || length > 100n) break;
    const name = program.textAt(program.pointerAt(at + 8n), Number(length));
    if (!/^[a-z0-9_]+$/.test(name)) break;
    entries.push({ name, where: program.wordAt(at + 16n) });
  }
  return entries;
}

interface Segment {
  readonly address: bigint;
  readonly offset: bigint;
  readonly size: bigint;
}

/** An ELF file as it lies in memory. Layout: elf(5). */
class Program {
  readonly #bytes: Buffer;
  readonly #segments: readonly Segment[];
  /** What the loader writes, by address, where it does not add to what is there. */
  readonly #relocated: ReadonlyMap<bigint, bigint>;

  constructor(bytes: Buffer) {
    if (!isElf(bytes)) throw new Error("no 64-bit ELF program");
    this.#bytes = bytes;
    const headers = programHeaders(bytes);
    this.#segments = headers.filter(({ type }) => type === 1);
    const dynamic = headers.find(({ type }) => type === 2);
    this.#relocated = dynamic === undefined ? new Map() : this.#relocations(dynamic);
  }

  has(address: bigint): boolean {
    return this.#offsetOf(address) !== null;
  }

  wordAt(address: bigint): bigint {
    const offset = this.#offsetOf(address);
    return offset === null ? 0n : this.#bytes.readBigUInt64LE(offset);
  }

  pointerAt(address: bigint): bigint {
    return this.#relocated.get(address) ?? this.wordAt(address);
  }

  textAt(address: bigint, length: number): string {
    const offset = this.#offsetOf(address);
    return offset === null ? "" : this.#bytes.toString("latin1", offset, offset + length);
  }

  /** Addresses of words with the value. */
  addressesOf(value: bigint): readonly bigint[] {
    const found: bigint[] = [];
    for (const { address, size } of this.#segments) {
      for (let at = address + (-address & 7n); at + 8n <= address + size; at += 8n) {
        if (this.wordAt(at) === value) found.push(at);
      }
    }
    return found;
  }

  #offsetOf(address: bigint): number | null {
    const segment = this.#segments.find(
      (one) => address >= one.address && address + 8n <= one.address + one.size,
    );
    return segment === undefined ? null : Number(segment.offset + address - segment.address);
  }

  /** DT_RELA and DT_RELASZ: entries that need no symbol, R_X86_64_RELATIVE and R_AARCH64_RELATIVE, are addresses. */
  #relocations(dynamic: Segment): ReadonlyMap<bigint, bigint> {
    const entries = new Map<bigint, bigint>();
    for (let at = Number(dynamic.offset); at < Number(dynamic.offset + dynamic.size); at += 16) {
      entries.set(this.#bytes.readBigUInt64LE(at), this.#bytes.readBigUInt64LE(at + 8));
    }
    const start = entries.get(7n) ?? 0n;
    const count = Number((entries.get(8n) ?? 0n) / 24n);
    const rows = Array.from({ length: count }, (_, index) => start + BigInt(index) * 24n);
    const relative = rows.filter((row) => [8n, 1027n].includes(this.wordAt(row + 8n)));
    return new Map(relative.map((row) => [this.wordAt(row), this.wordAt(row + 16n)]));
  }
}

function programHeaders(bytes: Buffer): readonly (Segment & { readonly type: number })[] {
  const [start, size] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(54)];
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => start + index * size).map((at) => ({
    type: bytes.readUInt32LE(at),
    offset: bytes.readBigUInt64LE(at + 8),
    address: bytes.readBigUInt64LE(at + 16),
    size: bytes.readBigUInt64LE(at + 32),
  }));
}
