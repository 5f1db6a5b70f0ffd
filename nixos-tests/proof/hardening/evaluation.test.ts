/** What the module says of a configuration before anything runs. */
import { describe, expect, test } from "vitest";
import { evaluated } from "./support.ts";

describe("an address range that is everybody", () => {
  const nginx = "services.frigate.nginx";

  test.each(["0.0.0.0/0", "::/0"])("%s as a trusted proxy is warned about", (range) => {
    const trusted = `${nginx}.reverseProxy.trustedAddresses = [ "${range}" ];`;
    expect(evaluated("outer-proxy", trusted).warnings.join("\n")).toContain(range);
  });

  test.each(["0.0.0.0/0", "::/0"])("%s as a client is warned about", (range) => {
    const client = `${nginx}.clients.everybody = { addresses = [ "${range}" ]; paths = [ "/api" ]; user = "x"; };`;
    expect(evaluated("machine-clients", client).warnings.join("\n")).toContain(range);
  });

  test("addresses of a network are not", () => {
    expect(
      evaluated("outer-proxy", `${nginx}.reverseProxy.trustedAddresses = [ "192.0.2.0/24" ];`).warnings,
    ).toEqual([]);
  });
});

describe("a version of Frigate that nobody knows", () => {
  const conf = (version: string): string =>
    evaluated("plain", `services.frigate.package = pkgs.frigate // { version = "${version}"; };`).nginxConf;
  /** go2rtc's list of streams, passwords of cameras included: Frigate 0.18 answers it itself. */
  const streams = "location /api/go2rtc/api {";

  test.each(["dev", "0-unstable-2026-01-01", "unstable-2026-01-01"])("%s counts as the newest", (version) => {
    expect(conf(version)).not.toContain(streams);
  });

  test("one that is known does not", () => {
    expect(conf("0.17.2")).toContain(streams);
    expect(conf("0.18.3")).not.toContain(streams);
  });
});
