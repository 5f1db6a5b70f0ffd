/** Everything but nginx: unit, users, devices and settings are upstream's. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../generator/inspect/evaluate/nix.ts";
import { fromRoot } from "../support/files.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { valueOf } from "../support/evaluate.ts";

const reference = JSON.parse(
  readFileSync(fromRoot("nixos-tests/reference/upstream-service.json"), "utf8"),
) as {
  readonly frigate: Record<string, Json> & { readonly serviceConfig: Record<string, Json> };
  readonly settings: Json;
  readonly nginxGroups: Json;
};

/** Store paths end in a name; what stands before it is nobody's business here. */
const withoutHashes = (value: Json): Json =>
  JSON.parse(JSON.stringify(value).replace(/\/nix\/store\/[a-z0-9]{32}-/g, "/nix/store/")) as Json;

/** Scripts by name: their text is looked at below. */
const scriptName = (value: Json): Json =>
  typeof value === "string" ? value.replace(/^\/nix\/store\//, "") : value;

const wanted = `{
  inherit (result) frigateService frigateSettings frigateScripts host;
  nginxGroups = config.systemd.services.nginx.serviceConfig.SupplementaryGroups;
}`;

interface Found {
  readonly frigateService: Record<string, Json> & { readonly serviceConfig: Record<string, Json> };
  readonly frigateSettings: Json;
  readonly frigateScripts: Record<string, string>;
  readonly host: {
    readonly users: Record<string, Record<string, Json>>;
    readonly groups: Json;
    readonly coral: Json;
    readonly tmpfiles: Json;
  };
  readonly nginxGroups: Json;
}

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const found = (configuration: string): Found => valueOf(nixpkgs, configuration, wanted) as unknown as Found;
  let plain: Found;
  beforeAll(() => {
    plain = withoutHashes(found("{ }") as unknown as Json) as unknown as Found;
  });

  test("the unit", () => {
    const { serviceConfig: _ours, ...unit } = plain.frigateService;
    const { serviceConfig: _theirs, ...expected } = reference.frigate;
    expect({ ...unit, path: versionless(unit["path"]) }).toEqual(expected);
  });

  test("its settings", () => {
    const expected = reference.frigate.serviceConfig;
    const { ExecStartPre, ...rest } = plain.frigateService.serviceConfig;
    const { ExecStartPre: expectedScripts, PrivateTmp, ...expectedRest } = expected;
    // Since the reference was made: NixOS/nixpkgs#555151.
    const since = { TemporaryFileSystem: "/dev/shm:mode=1777,nosuid,nodev" };
    expect(rest).toEqual({ ...expectedRest, ...since, PrivateTmp: PrivateTmp === "1" });
    expect((ExecStartPre as Json[]).map(scriptName)).toEqual(expectedScripts);
  });

  test("Frigate's settings", () => {
    expect(versionless(plain.frigateSettings)).toEqual(reference.settings);
  });

  test("nginx may read recordings", () => {
    expect(plain.nginxGroups).toEqual(reference.nginxGroups);
  });

  test("the user", () => {
    expect(plain.host.users["frigate"]).toMatchObject({ group: "frigate", isSystemUser: true });
  });

  test("the sockets of Frigate's processes outlive systemd-tmpfiles", () => {
    expect(plain.host.tmpfiles).toEqual({
      frigate: { "/tmp/systemd-private-%b-frigate.service-*/tmp/pymp-*": { x: {} } },
    });
  });

  test("devices", () => {
    const { frigateService, host } = found(
      '{ services.frigate = { vaapiDriver = "iHD"; settings.detectors.coral = { type = "edgetpu"; device = "usb"; }; }; }',
    );
    expect(host.coral).toEqual({ pcie: { enable: false }, usb: { enable: true } });
    expect(frigateService.serviceConfig).toMatchObject({
      AmbientCapabilities: ["CAP_PERFMON"],
      SupplementaryGroups: ["render", "coral"],
    });
    expect(frigateService["environment"]).toMatchObject({ LIBVA_DRIVER_NAME: "iHD" });
    expect(JSON.stringify(frigateService["environment"])).toContain("libedgetpu");
  });

  test("the check of the configuration runs Frigate, unless it is off", () => {
    const scripts = (configuration: string) => JSON.stringify(found(configuration).frigateScripts);
    const checked = scripts('{ services.frigate.preCheckConfig = "export FRIGATE_X=1"; }');
    expect(checked).toContain("-m frigate --validate-config");
    expect(checked).toContain("export FRIGATE_X=1");
    expect(scripts("{ services.frigate.checkConfig = false; }")).not.toContain("--validate-config");
  });

  test("what is set by hand about libavformat is not detected again", () => {
    const { frigateService } = found(
      '{ systemd.services.frigate.environment.LIBAVFORMAT_VERSION_MAJOR = "61"; }',
    );
    expect(JSON.stringify(frigateService.serviceConfig["ExecStartPre"])).not.toContain("libavformat");
  });
});

/** The reference names packages without versions. */
function versionless(value: Json | undefined): Json {
  return JSON.parse(
    JSON.stringify(value ?? null).replace(/(\/nix\/store\/[a-z-]+?)-\d[\d.]*(?=[/"])/g, "$1"),
  ) as Json;
}
