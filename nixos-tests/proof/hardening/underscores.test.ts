/** Claims spelled with underscores: another host's rules for headers hold until nginx knows which host is asked for. */
import { describe, expect, test } from "vitest";
import { sendRaw } from "../../rig/client.ts";
import { person } from "../askers.ts";
import type { Standing } from "../subject.ts";
import { evaluated, http, standing } from "./support.ts";

/** A host with certificate of its own, whose name makes it the default one. */
const another = (text: string): string => `services.nginx.virtualHosts."files.example.com" = {
  onlySSL = true; sslCertificate = "/etc/ssl/files.pem"; sslCertificateKey = "/etc/ssl/files.key";
  extraConfig = "${text}";
};`;

const settings = {
  "at another host": another("ignore_invalid_headers off;"),
  "for all hosts": http("underscores_in_headers on;"),
  "for all hosts, by what is invalid": http("ignore_invalid_headers off;"),
};

/** More than Frigate reads: nginx looks for what it leaves out by a hash that is another one for names it holds invalid. */
const claims = ["User", "Role", "Groups", "Email", "Name"].map((what) => `Remote_${what}`);

/** A websocket by bob, Host last, in a connection that names no host. */
async function claim({ rig, subject }: Standing, path: string): Promise<number> {
  const lines = [
    `GET ${path} HTTP/1.1`,
    ...claims.map((name) => `${name}: admin`),
    ...person(subject, "viewer").headers.map(([name, value]) => `${name}: ${value}`),
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    `Host: ${rig.hostname}`,
  ];
  const { status } = await sendRaw({ ...rig.target("public"), tls: "" }, `${lines.join("\r\n")}\r\n\r\n`);
  return status;
}

describe.each(Object.entries(settings))("%s", (_, text) => {
  // frigate/comms/ws.py and output/ws_auth.py read a header as WSGI has it, where `_` and `-` are one.
  test.each(["/ws", "/live/jsmpeg/front_door"])(
    "%s as a viewer: the backend hears of no other role",
    (path) =>
      standing({ name: "kanidm-oauth2-proxy", settings: text }, async (stand) => {
        expect(await claim(stand, path)).toBe(101);
        const headers = stand.rig.frigate.proxied().flatMap(({ rawHeaders }) => rawHeaders);
        const named = headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
        expect(named).toContain("remote-role");
        expect(named.filter((name) => name.startsWith("remote_"))).toEqual([]);
      }),
  );
});

describe("a proxy in front that is believed", () => {
  const own = (text: string): string =>
    `services.nginx.virtualHosts."frigate.example.com".extraConfig = "${text}";`;
  const places = {
    ...{ another, http, own },
    "behind the hosts": (text: string) => `services.nginx.appendHttpConfig = "${text}";`,
  };
  const table = Object.entries(places).flatMap(([place, put]) =>
    ["underscores_in_headers on;", "ignore_invalid_headers off;"].map(
      (text) => [text, place, put(text)] as const,
    ),
  );

  test.each(table)("%s (%s): is refused, as nginx reads either spelling", (text, _, settings) => {
    const [directive = ""] = text.split(" ");
    expect(evaluated("outer-proxy", settings).assertions.join("\n")).toContain(directive);
  });

  test.each(["underscores_in_headers off;", "ignore_invalid_headers on;"])(
    "%s is nginx's own default",
    (text) => {
      expect(evaluated("outer-proxy", http(text)).assertions).toEqual([]);
    },
  );

  test("with a gateway nobody's headers are believed", () => {
    expect(evaluated("kanidm-oauth2-proxy", http("underscores_in_headers on;")).assertions).toEqual([]);
  });
});
