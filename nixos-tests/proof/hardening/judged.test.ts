/** Who is somebody, and what is theirs: dots beyond what PCRE's machine code steps over, and names of blanks. */
import { describe, expect, test } from "vitest";
import { contractOf } from "../../rig/gateway-contracts.ts";
import { layOutFace } from "../attacks/cameras.ts";
import { nobody, person } from "../askers.ts";
import { groupOf } from "../subject.ts";
import { answer, opened, standing, status, treasures } from "./support.ts";

describe("with expressions compiled to machine code", () => {
  test.each([0, 2, 1400, 7000])("%i dots behind a face hide nothing of its address", (dots) =>
    standing(
      { name: "kanidm-oauth2-proxy", settings: 'services.nginx.appendConfig = "pcre_jit on;";' },
      async (stand) => {
        layOutFace(stand);
        const face = "/clips/faces/Jane%20Doe/1.webp";
        const path = `/x/..${face}#/${".".repeat(dots)}y`;
        expect(await status(stand, { by: person(stand.subject, "admin"), path: face })).toBe(200);
        expect(await status(stand, { by: person(stand.subject, "gardener"), path })).toBe(403);
      },
    ),
  );
});

/** nginx leaves out blanks around a value, and keeps tabs. */
const blanks = ["\t", " \t ", "\t\t", " "];

describe("a name of blanks is none", () => {
  test.each(blanks)("of the gateway's: %j", (name) =>
    standing({ name: "kanidm-oauth2-proxy" }, async (stand) => {
      const { userHeader, groupsHeader } = contractOf("oauth2-proxy");
      const by = person(stand.subject, "admin");
      expect(await opened(stand, by)).toEqual(treasures.map(({ path }) => path));
      const group = groupOf(stand.subject, "admin");
      stand.gateway?.answerAll({
        status: 202,
        headers: [
          [userHeader, name],
          [groupsHeader ?? "", group],
        ],
      });
      expect(await opened(stand, by)).toEqual([]);
    }),
  );

  test.each(blanks)("of the proxy's in front: %j", (name) =>
    standing({ name: "outer-proxy" }, async (stand) => {
      const by = person(stand.subject, "admin");
      const blank = by.headers.map(
        ([header, value]) => [header, header === "Remote-User" ? name : value] as const,
      );
      expect(await opened(stand, by)).toEqual(treasures.map(({ path }) => path));
      expect(await opened(stand, { ...by, headers: blank })).toEqual([]);
      expect((await answer(stand, { by: nobody, path: "/api/profile" })).status).toBe(401);
    }),
  );
});
