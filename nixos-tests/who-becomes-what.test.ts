/** What the tools say of people: whether anybody has to sign in, and which role becomes of whom. */
import { describe, expect, test } from "vitest";
import { frigateOf, nginxTree } from "../generator/inspect/evaluate/configuration.ts";
import { showWay, waysToIdentity } from "../generator/inspect/evaluate/identity.ts";
import type { Json } from "../generator/inspect/evaluate/nix.ts";
import { ownSignIn } from "../generator/inspect/evaluate/own-sign-in.ts";
import { parseNginx } from "../generator/inspect/nginx/parse.ts";
import { reportPage } from "../generator/inspect/report/page.ts";
import { reportData, subjectOf } from "../generator/inspect/report/gather.ts";
import { routeTable } from "../generator/inspect/verbs/routes.ts";
import { base, renderText } from "./support/evaluate.ts";
import { clean } from "./report/samples.ts";

/** An nginx whose /auth passes on what `lines` say. */
const asking = (lines: string) =>
  parseNginx(`http { server { location = /auth { internal; proxy_pass http://frigate-api; ${lines} } } }`);
const passing = asking("");
const strict = asking(
  "proxy_pass_request_headers off; proxy_set_header X-Forwarded-User $http_x_forwarded_user;",
);
const secretShown = asking(
  'proxy_set_header X-Proxy-Secret "0123456789"; proxy_set_header Remote-User $ssl_client_s_dn;',
);

const off = { enabled: false };

describe("Frigate's own sign-in, by its settings (frigate/api/auth.py)", () => {
  test.each<
    [settings: Json, nginx: typeof passing, asks: boolean, words: string, becomes: readonly string[]]
  >([
    [{}, passing, true, "Frigate's own sign-in", []],
    [
      { auth: { enabled: true }, proxy: { default_role: "admin" } },
      passing,
      true,
      "Frigate's own sign-in",
      [],
    ],
    [
      { proxy: { auth_secret: "s" } },
      passing,
      true,
      "Frigate's own sign-in; only whoever shows the proxy secret comes in",
      [],
    ],
    [{ auth: off }, passing, false, "nobody is asked; everybody is viewer", []],
    [
      { auth: off, proxy: { default_role: "admin" } },
      passing,
      false,
      "nobody is asked; everybody is admin",
      [],
    ],
    [
      { auth: off, proxy: { default_role: "boss" } },
      passing,
      false,
      "nobody is asked; everybody is viewer",
      [],
    ],
    [
      { auth: { ...off, roles: { yard: ["garden"] } }, proxy: { default_role: "yard" } },
      passing,
      false,
      "nobody is asked; everybody is yard",
      [],
    ],
    [
      { auth: off, proxy: { auth_secret: "s", default_role: "admin" } },
      passing,
      false,
      "only whoever shows the proxy secret comes in; everybody is admin",
      [],
    ],
    [
      { auth: off, proxy: { auth_secret: "s" } },
      secretShown,
      false,
      "nobody is asked, as nginx itself shows the proxy secret; everybody is viewer",
      [],
    ],
    [
      { auth: off, proxy: { auth_secret: "s" } },
      strict,
      false,
      "nobody comes in, as nginx does not pass the proxy secret on; everybody is viewer",
      [],
    ],
    [
      {
        auth: off,
        proxy: {
          header_map: { user: "X-Forwarded-User", role: "x-groups", role_map: { admin: ["boss", "it"] } },
        },
      },
      passing,
      false,
      "nobody is asked; user from the header X-Forwarded-User of whoever asks; role from the header x-groups of whoever asks",
      ["group boss → admin", "group it → admin", "anybody else → viewer", "without a name → user viewer"],
    ],
    [
      { auth: off, proxy: { header_map: { user: "x-forwarded-user", role: "x-groups" } } },
      strict,
      false,
      "nobody is asked; user from the header x-forwarded-user of whoever asks; no role, as nginx does not pass x-groups on",
      ["everybody → viewer", "without a name → user viewer"],
    ],
    [
      { auth: off, proxy: { header_map: { user: "remote-user" }, default_role: "admin" } },
      secretShown,
      false,
      "nobody is asked; user from the header remote-user, where nginx writes $ssl_client_s_dn",
      ["everybody → admin", "without a name → user viewer"],
    ],
  ])("%j", (settings, nginx, asks, words, becomes) => {
    const said = ownSignIn(nginx, { settings, version: "0.17.1" });
    expect({ asks: said.asks, words: said.words.replace(" (settings.auth.enabled is false)", "") }).toEqual({
      asks,
      words,
    });
    expect(said.becomes.map((one) => `${one.who} → ${one.becomes}`)).toEqual(becomes);
  });

  test("a name is missing: anonymous before 0.17", () => {
    const settings = { auth: off, proxy: { header_map: { user: "x-user" } } };
    const said = (version: string) => ownSignIn(passing, { settings, version }).becomes.at(-1)?.becomes;
    expect(["0.15.2", "0.16.4", "0.17.0", "0.18.0"].map(said)).toEqual([
      "user anonymous",
      "user anonymous",
      "user viewer",
      "user viewer",
    ]);
  });

  test("an nginx.conf alone does not say", () => {
    expect(ownSignIn(passing, null)).toMatchObject({
      asks: true,
      words: expect.stringContaining("unless its settings"),
    });
  });
});

const rendered = (lines: string) => renderText(`{ imports = [ ${base} ]; ${lines} }`);

/** The ways without the first, which is Frigate's own. */
const waysOf = (lines: string) => {
  const host = rendered(lines);
  return waysToIdentity(nginxTree(host), frigateOf(host)).slice(1).flatMap(showWay);
};

describe("the tools", () => {
  test("routes and report say when nobody has to sign in", () => {
    const host = rendered(
      'services.frigate.settings = { auth.enabled = false; proxy.default_role = "admin"; };',
    );
    expect(routeTable(host)).toMatch(/^Nobody signs in/);
    expect(routeTable(host)).toContain("nobody is asked; everybody is admin");
    const comparison = { origin: "", scope: "", explained: [], unexplained: [] };
    const page = reportPage(
      reportData({ file: "host.nix", nixpkgs: "", subject: subjectOf(host), comparison, audit: () => clean }),
    );
    expect(page).toContain('<span class="value">No sign-in</span>');
    expect(page).toContain("nobody is asked; everybody is admin");
    expect(page).not.toContain("own sign-in");
  });

  const gateway = 'services.frigate.nginx.preset = "authelia"; services.frigate.nginx.reverseProxy';
  test.each([
    [
      `${gateway} = { defaultRole = null; roleMap = { admin = [ "a.b" "(x)|y" ]; viewer = [ "family" ]; }; };`,
      ["group a.b → admin", "group (x)|y → admin", "group family → viewer", "anybody else → refused"],
    ],
    [
      `${gateway} = { separator = "|"; roleMap.admin = [ "a" ]; };`,
      ["group a → admin", "anybody else → viewer"],
    ],
  ])("the role map: %s", (lines, becomes) => {
    expect(waysOf(lines).slice(1, -1)).toEqual(becomes);
  });

  test("a client's methods and paths", () => {
    const client =
      '{ addresses = [ "192.0.2.1" ]; methods = [ "GET" "POST" ]; paths = [ "/api/a.b/" "/ws" ]; user = "u"; role = "admin"; }';
    expect(waysOf(`services.frigate.nginx.clients.one = ${client};`)[0]).toBe(
      "client one: from 192.0.2.1, for GET, POST of /api/a.b, /ws, as u (admin)",
    );
  });
});
