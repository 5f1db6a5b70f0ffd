/** Pages in place of errors: the question who somebody is must not get one for an answer, neither as a yes nor as an error. */
import { describe, expect, test } from "vitest";
import { nobody, person, type Asker } from "../askers.ts";
import type { Standing } from "../subject.ts";
import { answer, http, opened, standing, status, vhost, type Case } from "./support.ts";

const down = `services.nginx.virtualHosts."frigate.example.com".locations."@down".return = "200 'Back soon.'";`;
const intercepted = vhost("proxy_intercept_errors on; error_page 500 502 503 504 = @down;") + down;
const gardener = ({ subject }: Standing): Asker => person(subject, "gardener");

/** An answer that ends the connection: nginx's 502. */
const gone = { status: 0, raw: "" };
const frigateFails = async ({ rig }: Standing): Promise<void> => rig.frigate.answerQuestions(gone);
const gatewayFails = async ({ gateway }: Standing): Promise<void> => gateway?.goDown();
const gatewayErrs = async ({ gateway }: Standing): Promise<void> => gateway?.answerAll({ status: 500 });
/** A yes that names nobody. */
const gatewayForgets = async ({ gateway }: Standing): Promise<void> => gateway?.answerAll({ status: 202 });
const nothing = async (): Promise<void> => {};

interface Trap extends Case {
  readonly what: string;
  readonly fails: (standing: Standing) => Promise<void>;
  readonly by?: (standing: Standing) => Asker;
}

const traps: readonly Trap[] = [
  ...["plain", "machine-clients"].flatMap((name): readonly Trap[] => [
    {
      what: "the start page with status 200, while Frigate is down",
      name,
      settings: vhost("error_page 502 503 504 =200 /index.html;"),
      fails: frigateFails,
    },
    {
      what: "a location that answers 200, while Frigate is down",
      name,
      settings: vhost("error_page 500 502 503 504 = @down;") + down,
      fails: frigateFails,
    },
    {
      what: "the same for all hosts",
      name,
      settings: `services.nginx.appendHttpConfig = "error_page 500 502 503 504 = @down;"; ${down}`,
      fails: frigateFails,
    },
  ]),
  {
    what: "a role of some cameras, while Frigate is down",
    name: "outer-proxy",
    settings: vhost("error_page 502 503 504 =200 /index.html;"),
    fails: frigateFails,
    by: gardener,
  },
  ...(["0.16", "0.18"] as const).flatMap((version): readonly Trap[] => [
    {
      what: `in place of backends' own errors, while the gateway is down (Frigate ${version})`,
      name: "kanidm-oauth2-proxy",
      version,
      settings: intercepted,
      fails: gatewayFails,
    },
    {
      what: `in place of backends' own errors, while the gateway fails (Frigate ${version})`,
      name: "kanidm-oauth2-proxy",
      version,
      settings: intercepted,
      fails: gatewayErrs,
    },
  ]),
  {
    what: "the start page in place of 403 and 404, to a role of some cameras",
    name: "kanidm-oauth2-proxy",
    settings: vhost("proxy_intercept_errors on; error_page 403 404 =200 /index.html;"),
    fails: nothing,
    by: gardener,
  },
  {
    what: "the start page in place of 403 and 404, to whom the gateway has no name for",
    name: "kanidm-oauth2-proxy",
    settings: vhost("proxy_intercept_errors on; error_page 403 404 =200 /index.html;"),
    fails: gatewayForgets,
  },
  ...["plain", "kanidm-oauth2-proxy", "outer-proxy"].map((name): Trap => ({
    what: "the start page in place of 401 and 403, for all hosts",
    name,
    settings: http("proxy_intercept_errors on; error_page 401 403 = /index.html;"),
    fails: nothing,
  })),
];

/** What Frigate's API itself keeps from a role, or shows it, is another matter than files and streams. */
const files = [
  { path: "/clips/front_door-1.jpg" },
  { path: "/recordings/2024-05-01/10/front_door/00.00.mp4" },
  { path: "/exports/front_door.mp4" },
  { path: "/live/mse/api/ws?src=front_door", upgrade: true },
] as const;

describe("nobody gets in by a page in place of an error", () => {
  test.each(traps)("$name: $what", ({ fails, by, ...one }) =>
    standing(one, async (stand) => {
      const admin = person(stand.subject, "admin");
      const [clip] = files;
      expect(await opened(stand, admin, [clip])).toEqual([clip.path]);
      await fails(stand);
      expect(await opened(stand, by?.(stand) ?? nobody, by === undefined ? undefined : files)).toEqual([]);
    }),
  );
});

describe("pages of one's own for 401, 403 and 404, for all hosts", () => {
  const settings = http("error_page 401 403 404 /custom.html;");

  test.each(["plain", "kanidm-oauth2-proxy", "outer-proxy"])(
    "%s: who is not signed in may still do so",
    (name) =>
      standing({ name, settings }, async (stand) => {
        const by = person(stand.subject, "admin");
        expect(await status(stand, { by: nobody, path: "/api/profile" })).toBe(401);
        expect(await status(stand, { by, path: "/api/profile" })).toBe(200);
      }),
  );

  test("a gateway's sign-in page is led to", () =>
    standing({ name: "kanidm-oauth2-proxy", settings }, async (stand) => {
      const { status, headers } = await answer(stand, { by: nobody, path: "/" });
      expect(status).toBe(302);
      expect(headers.find(([name]) => name === "Location")?.[1]).toMatch(/\/oauth2\/start\?rd=/);
    }));
});
