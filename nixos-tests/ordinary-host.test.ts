/** What an ordinary host says beside Frigate and nginx is taken as it is written; what concerns them must be spelled right. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderConfiguration, type Rendered } from "../generator/inspect/evaluate/configuration.ts";
import { removeScratch, scratchDirectory } from "./rig/scratch.ts";
import { standIn } from "../generator/inspect/evaluate/nixpkgs.ts";
import { base } from "./support/evaluate.ts";
import { everyNixpkgs } from "./support/nixpkgs.ts";

/** A line of a host, and what is not looked at. */
const ordinary: readonly (readonly [line: string, notLookedAt: readonly string[]])[] = [
  ["boot.loader.systemd-boot.enable = true;", ["boot.loader"]],
  ["boot.kernelPackages = pkgs.linuxPackages_latest;", []],
  ["boot.extraModulePackages = [ config.boot.kernelPackages.gasket ];", ["boot.extraModulePackages"]],
  ['services.openssh = { enable = true; settings.PermitRootLogin = "no"; };', ["services.openssh"]],
  ['nix.settings.experimental-features = [ "nix-command" "flakes" ];', ["nix"]],
  ['i18n.defaultLocale = "de_DE.UTF-8";', ["i18n"]],
  ['console.keyMap = "de";', ["console"]],
  ["networking.networkmanager.enable = true;", ["networking.networkmanager"]],
  [
    "networking.firewall.allowedTCPPorts = lib.mkIf config.services.openssh.enable [ 22 ]; services.openssh.enable = true;",
    ["services.openssh"],
  ],
  ['fileSystems."/" = { device = "/dev/sda1"; fsType = "ext4"; };', []],
  ['swapDevices = [ { device = "/swap"; } ];', ["swapDevices"]],
  ['users.users.me = { isNormalUser = true; shell = pkgs.zsh; extraGroups = [ "wheel" ]; };', []],
  ["environment.systemPackages = with pkgs; [ vim (python3.withPackages (ps: [ ps.requests ])) ];", []],
  ["programs.zsh.enable = true; security.sudo.wheelNeedsPassword = false;", ["programs", "security.sudo"]],
  ["imports = [ ./hardware-configuration.nix ];", ["boot.initrd", "hardware.cpu"]],
  ['services.traefik.dynamicConfigOptions.http.routers.nvr.rule = "Host(`nvr`)";', ["services.traefik"]],
  [
    'sops.secrets.mqtt.owner = "frigate"; services.frigate.settings.mqtt.password = config.sops.secrets.mqtt.path;',
    [],
  ],
  [
    "age.secrets.mqtt.file = ./mqtt.age; services.frigate.settings.mqtt.password = config.age.secrets.mqtt.path;",
    [],
  ],
  ['virtualisation.docker.enable = true; virtualisation.oci-containers.containers.x.image = "x";', []],
  ["home-manager.users.me = { pkgs, ... }: { home.packages = [ pkgs.htop ]; };", ["home-manager"]],
  ['options.mine.domain = lib.mkOption { default = "x"; }; config.zramSwap.enable = true;', ["zramSwap"]],
  [
    "imports = [ inputs.sops-nix.nixosModules.sops ]; environment.systemPackages = [ inputs.agenix.packages.${pkgs.system}.default ];",
    [],
  ],
];

const misspelt: readonly (readonly [line: string, named: string])[] = [
  ['services.frigate.hostnme = "x";', "services.frigate.hostnme"],
  ['services.frigate.nginx.presett = "authelia";', "services.frigate.nginx.presett"],
  ["services.frigate.nginx.clients.a.pathes = [ ];", "services.frigate.nginx.clients.a.pathes"],
  ["services.nginx.recomendedTlsSettings = true;", "services.nginx.recomendedTlsSettings"],
  ['services.nginx.virtualHosts."a".forceSSSL = true;', "services.nginx.virtualHosts.a.forceSSSL"],
  ['services.nginx.virtualHosts."a".locations."/".proxypass = "x";', "proxypass"],
  ["services.oauth2-proxy.enabel = true;", "services.oauth2-proxy.enabel"],
  ["services.kanidm.provison.enable = true;", "services.kanidm.provison"],
  ["services.authelia.instanecs = { };", "services.authelia.instanecs"],
  ["services.tailscaleAuth.enabled = true;", "services.tailscaleAuth.enabled"],
];

let directory: string;
beforeAll(() => {
  directory = scratchDirectory();
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, "hardware-configuration.nix"),
    `{ config, lib, modulesPath, ... }: {
      imports = [ (modulesPath + "/installer/scan/not-detected.nix") ];
      boot.initrd.availableKernelModules = [ "xhci_pci" ];
      networking.useDHCP = lib.mkDefault true;
      hardware.cpu.intel.updateMicrocode = lib.mkDefault true;
    }`,
  );
});
afterAll(() => removeScratch(directory));

describe.each(everyNixpkgs)("%s", (_, nixpkgs) => {
  const rendered = (line: string): Rendered => {
    const file = join(directory, "host.nix");
    const args = line.includes("inputs.") ? "config, inputs, lib, pkgs, ..." : "config, lib, pkgs, ...";
    const withBase = `imports = [ ${base}`;
    const text = line.startsWith("imports = [")
      ? line.replace("imports = [", withBase)
      : `${withBase} ]; ${line}`;
    writeFileSync(file, `{ ${args} }: { ${text} }`);
    return renderConfiguration(file, nixpkgs);
  };

  test.each(ordinary)("%s", (line, notLookedAt) => {
    const { assertions, notLookedAt: found } = rendered(line);
    expect({ assertions, found }).toEqual({ assertions: [], found: notLookedAt });
  });

  test.each(misspelt)("misspelt: %s", (line, named) => {
    expect(() => rendered(line)).toThrow(`${named}' does not exist`);
  });
});

test("a host of more words than an argument of a program may hold", () => {
  const file = join(directory, "long.nix");
  const words = Array.from({ length: 6000 }, (_, index) => `a-word-of-twenty-or-more-${index}`).join(" ");
  writeFileSync(file, `{ imports = [ ${base} ]; environment.etc.words.text = "${words}"; }`);
  expect(renderConfiguration(file, standIn).assertions).toEqual([]);
});
