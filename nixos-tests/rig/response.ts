/** Reads HTTP/1.1 responses from bytes as they come in. */

export interface Response {
  readonly status: number;
  /** As sent: order, case and repetitions kept. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Values of all headers of that name. */
export const allOf = (response: Response, name: string): readonly string[] =>
  response.headers.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

/** Value of the first one; null without one. */
export const valueOf = (response: Response, name: string): string | null => allOf(response, name)[0] ?? null;

export const jsonOf = (response: Response): unknown => JSON.parse(response.body.toString("utf8"));

export interface Read {
  readonly response: Response;
  /** What came after the response: of a websocket, the first frames. */
  readonly rest: Buffer;
}

/**
 * Reads the final response; interim ones (100, 103) are passed over, 101 is final. Null while bytes are missing.
 * @param method of the request: an answer to HEAD has no body
 * @param ended whether the peer has closed, which ends a body without a length
 */
export function readResponse(bytes: Buffer, method: string, ended: boolean): Read | null {
  const endOfHead = bytes.indexOf("\r\n\r\n");
  if (endOfHead === -1) return null;
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, endOfHead).split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
  if (Number.isNaN(status)) throw new Error(`not a status line: ${statusLine}`);
  const headers = lines.map((line) => splitHeader(line));
  const behind = bytes.subarray(endOfHead + 4);
  if (status < 200 && status !== 101) return readResponse(behind, method, ended);
  const head: Response = { status, headers, body: Buffer.alloc(0) };
  const isEmpty = method === "HEAD" || status === 101 || status === 204 || status === 304;
  const body = isEmpty ? { body: head.body, rest: behind } : readBody(head, behind, ended);
  return body === null ? null : { response: { ...head, body: body.body }, rest: body.rest };
}

function splitHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

interface Body {
  readonly body: Buffer;
  readonly rest: Buffer;
}

function readBody(head: Response, bytes: Buffer, ended: boolean): Body | null {
  if (valueOf(head, "Transfer-Encoding")?.toLowerCase() === "chunked") return readChunks(bytes);
  const length = valueOf(head, "Content-Length");
  if (length === null) return ended ? { body: bytes, rest: Buffer.alloc(0) } : null;
  const count = Number(length);
  return bytes.length < count ? null : { body: bytes.subarray(0, count), rest: bytes.subarray(count) };
}

/** RFC 9112 §7.1; trailers are read over. */
function readChunks(bytes: Buffer): Body | null {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const endOfSize = bytes.indexOf("\r\n", position);
    if (endOfSize === -1) return null;
    const size = Number.parseInt(bytes.toString("latin1", position, endOfSize), 16);
    const start = endOfSize + 2;
    if (size === 0) {
      const end = bytes.indexOf("\r\n", start);
      return end === -1 ? null : { body: Buffer.concat(chunks), rest: bytes.subarray(end + 2) };
    }
    if (bytes.length < start + size + 2) return null;
    chunks.push(bytes.subarray(start, start + size));
    position = start + size + 2;
  }
}
