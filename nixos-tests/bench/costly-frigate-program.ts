/** The process of `costly-frigate.ts`. It sends its port to the process that has started it. */
import { createServer, type ServerResponse } from "node:http";
import { listen, portOf } from "../rig/ports.ts";
import { costs } from "./costly-frigate.ts";
import { answers, authHeaders, uncounted } from "./frigate-answers.ts";
import { processorClock, spin, startBurning } from "./processor-time.ts";

const counts = { auth: 0, frigate: 0 };

function authenticate(response: ServerResponse): void {
  counts.auth += 1;
  burn(costs.auth);
  response.writeHead(202, { ...authHeaders, "Content-Length": 0 }).end();
}

function answer(response: ServerResponse, name: keyof typeof answers): void {
  counts.frigate += 1;
  burn(costs[name]);
  const { type, text } = answers[name];
  response.writeHead(200, { "Content-Type": type, "Content-Length": text.length }).end(text);
}

const server = createServer(({ url = "/" }, response) => {
  const [path = "/"] = url.split("?");
  if (path === uncounted) response.end(JSON.stringify(counts));
  else if (path === "/auth") authenticate(response);
  else if (path.endsWith("/thumbnail.jpg")) answer(response, "thumbnail");
  else if (path === "/events") answer(response, "events");
  else response.writeHead(404).end();
});
// nginx keeps its connections, and one that is closed while it asks again is an error.
server.keepAliveTimeout = 0;
await listen(server);
// Last, so that what starting costs is no part of an answer.
const burn = startBurning(spin, processorClock);
process.send?.(portOf(server));
