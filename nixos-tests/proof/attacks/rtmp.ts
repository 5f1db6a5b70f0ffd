/** A door beside nginx's HTTP servers: RTMP, by which upstream's module still offers streams. https://rtmp.veriskope.com/docs/spec/ */
import { connect } from "node:net";
import { attack, type Attack } from "./attack.ts";

/** The port that upstream's configuration names. */
const rtmpPort = 1935;

const word = (text: string): Buffer => Buffer.concat([Buffer.from([2, 0, text.length]), Buffer.from(text)]);
const key = (text: string): Buffer => word(text).subarray(1);
const nothing = Buffer.from([5]);

function number(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

/** A command in one chunk, in AMF0, on a stream of the connection. */
function command(stream: number, ...parts: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  const header = Buffer.alloc(12);
  header.writeUInt8(3, 0);
  header.writeUIntBE(payload.length, 4, 3);
  header.writeUInt8(20, 7);
  header.writeUInt32LE(stream, 8);
  return Buffer.concat([header, payload]);
}

const app = Buffer.concat([Buffer.from([3]), key("app"), word("live"), Buffer.from([0, 0, 9])]);
const commands = Buffer.concat([
  command(0, word("connect"), number(1), app),
  command(0, word("createStream"), number(2), nothing),
  command(1, word("play"), number(0), nothing, word("front_door")),
]);

const handshakeLength = 1536;
const started = "NetStream.Play.Start";

/** Whether the server there begins to play a stream. */
const plays = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    let received = Buffer.alloc(0);
    let isGreeted = false;
    const socket = connect({ port, host: "127.0.0.1" });
    const finish = (isPlaying: boolean): void => {
      socket.destroy();
      resolve(isPlaying);
    };
    socket.setTimeout(10_000, () => finish(false));
    socket.on("error", () => finish(false)).on("close", () => finish(false));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (!isGreeted && received.length > 2 * handshakeLength) {
        isGreeted = true;
        socket.write(Buffer.concat([received.subarray(1, 1 + handshakeLength), commands]));
      }
      if (received.includes(started)) finish(true);
    });
    socket.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(handshakeLength)]));
  });

const streams = attack("streams over RTMP", 1, async ({ standing: { rig }, found }) => {
  const port = rig.ports.get(rtmpPort);
  if (port !== undefined && (await plays(port))) found("Anybody who reaches port 1935 may play front_door");
});

export const rtmp: readonly Attack[] = [streams];
