/** Everything of the module that is not nginx: configuration file, unit, users, devices. */
import { directories } from "../schema/frigate.ts";
import {
  apply,
  assign,
  binary,
  blank,
  block,
  has,
  ifThenElse,
  lambda,
  list,
  literal,
  not,
  ref,
  select,
  set,
  text,
  type Binding,
  type Expr,
} from "../nix/ast.ts";

/** Bindings of the module's `let` that the unit and its configuration file are made of. */
export const serviceDefinitions: readonly Binding[] = [
  assign("format", apply(ref("pkgs.formats.yaml"), set())),
  blank,
  assign(
    "settings",
    apply(
      ref("lib.filterAttrsRecursive"),
      lambda("_", lambda("value", binary(ref("value"), "!=", literal(null)))),
      ref("cfg.settings"),
    ),
    ["Frigate has no null: what is not set is left out."],
  ),
  blank,
  assign("uncheckedConfig", apply(ref("format.generate"), text("frigate.yaml"), ref("settings"))),
  blank,
  assign("checkedConfig", checkedConfig()),
  blank,
  assign("configFile", ifThenElse(ref("cfg.checkConfig"), ref("checkedConfig"), ref("uncheckedConfig"))),
  blank,
  assign(
    "hasCoral",
    lambda(
      "bus",
      apply(
        ref("lib.any"),
        lambda(
          "detector",
          binary(
            binary(select(ref("detector"), "type", literal(null)), "==", text("edgetpu")),
            "&&",
            apply(ref("lib.hasPrefix"), ref("bus"), select(ref("detector"), "device", text(""))),
          ),
        ),
        apply(ref("lib.attrValues"), select(ref("cfg"), "settings.detectors", set())),
      ),
    ),
    ["Coral accelerators are named by bus in the detectors' settings: usb, usb:0, pci, …"],
  ),
  assign("coralUsb", apply(ref("hasCoral"), text("usb"))),
  assign("coralPci", apply(ref("hasCoral"), text("pci"))),
  assign("coral", binary(ref("coralUsb"), "||", ref("coralPci"))),
];

function checkedConfig(): Expr {
  return apply(
    ref("pkgs.runCommand"),
    text("frigate-config"),
    set(assign("preferLocalBuild", literal(true))),
    block(
      ["cp ", ref("uncheckedConfig"), " $out"],
      "export CONFIG_FILE=$out",
      ["export PYTHONPATH=", ref("cfg.package.pythonPath")],
      [ref("cfg.preCheckConfig")],
      ["if ! ", ref("cfg.package.python.interpreter"), " -m frigate --validate-config; then"],
      '  echo "Frigate refuses this configuration, see above. Where the build sandbox is the reason" >&2',
      '  echo "(secrets, devices, network), set services.frigate.checkConfig = false." >&2',
      "  exit 1",
      "fi",
    ),
  );
}

/** Bindings of `config` for devices, unit and users. */
export const serviceConfig: readonly Binding[] = [
  assign(
    "hardware.coral",
    set(
      assign("pcie.enable", apply(ref("lib.mkDefault"), ref("coralPci"))),
      assign("usb.enable", apply(ref("lib.mkDefault"), ref("coralUsb"))),
    ),
  ),
  blank,
  assign("systemd.services.frigate", unit()),
  blank,
  assign("systemd.services.nginx.serviceConfig.SupplementaryGroups", list(text("frigate")), [
    "nginx serves recordings, clips and exports from Frigate's state directory.",
  ]),
  blank,
  assign("users.groups.frigate", set()),
  assign("users.users.frigate", set(assign("group", text("frigate")), assign("isSystemUser", literal(true)))),
];

function unit(): Expr {
  return set(
    assign("after", list(text("go2rtc.service"), text("network.target"))),
    assign("wantedBy", list(text("multi-user.target"))),
    blank,
    assign("environment", environment()),
    blank,
    assign("path", path()),
    blank,
    assign("serviceConfig", serviceSettings()),
  );
}

function environment(): Expr {
  const always = set(
    assign("CONFIG_FILE", text("/run/frigate/frigate.yml")),
    assign("HOME", text(directories.state)),
    assign("PYTHONPATH", ref("cfg.package.pythonPath")),
  );
  const withDriver = binary(
    always,
    "//",
    apply(
      ref("lib.optionalAttrs"),
      binary(ref("cfg.vaapiDriver"), "!=", literal(null)),
      set(assign("LIBVA_DRIVER_NAME", ref("cfg.vaapiDriver"))),
    ),
  );
  return binary(
    withDriver,
    "//",
    apply(
      ref("lib.optionalAttrs"),
      ref("coral"),
      set(assign("LD_LIBRARY_PATH", apply(ref("lib.makeLibraryPath"), list(ref("pkgs.libedgetpu"))))),
    ),
  );
}

function path(): Expr {
  return binary(
    list(ref("pkgs.libva-utils"), ref("pkgs.procps"), ref("pkgs.radeontop")),
    "++",
    apply(
      ref("lib.optionals"),
      not(ref("pkgs.stdenv.hostPlatform.isAarch64")),
      list(
        { value: ref("pkgs.intel-gpu-tools"), comment: ["Not built for AArch64."] },
        ref("pkgs.rocmPackages.rocminfo"),
      ),
    ),
  );
}

function serviceSettings(): Expr {
  return set(
    assign(
      "AmbientCapabilities",
      apply(
        ref("lib.optionals"),
        apply(ref("lib.elem"), ref("cfg.vaapiDriver"), list(text("i965"), text("iHD"))),
        list(text("CAP_PERFMON")),
      ),
      ["intel_gpu_top reads performance counters."],
    ),
    assign(
      "CacheDirectory",
      list(text("frigate"), {
        value: text("frigate/model_cache"),
        comment: [
          "Frigate expects the directory to exist.",
          "https://github.com/blakeblackshear/frigate/discussions/18129",
        ],
      }),
    ),
    assign("CacheDirectoryMode", text("0750")),
    assign("EnvironmentFile", list(text("-/run/frigate/ffmpeg-env"))),
    assign("ExecStart", text(ref("cfg.package.python.interpreter"), " -m frigate")),
    assign("ExecStartPre", beforeStart()),
    assign("Group", text("frigate")),
    assign("PrivateTmp", literal(true), ["Frigate keeps caches in /tmp."]),
    assign("ProtectProc", text("invisible")),
    assign("Restart", text("on-failure")),
    assign("RuntimeDirectory", text("frigate"), ["Sockets between Frigate's processes."]),
    assign("StateDirectory", text("frigate")),
    assign("StateDirectoryMode", text("0750")),
    assign(
      "SupplementaryGroups",
      binary(list(text("render")), "++", apply(ref("lib.optional"), ref("coral"), text("coral"))),
    ),
    assign("SyslogIdentifier", text("frigate")),
    assign("UMask", text("0027")),
    assign("User", text("frigate")),
  );
}

function beforeStart(): Expr {
  const script = (name: string, ...body: Parameters<typeof block>): Expr =>
    apply(ref("pkgs.writeShellScript"), text(name), block(...body));
  return binary(
    list(
      {
        value: script("frigate-clear-cache", [
          apply(ref("lib.getExe"), ref("pkgs.findutils")),
          ` ${directories.cache} -type f -not -path '${directories.cache}/model_cache/*' -delete`,
        ]),
        comment: ["What an earlier run left in the cache is of no use, except for downloaded models."],
      },
      {
        value: script("frigate-create-writable-config", [
          "cp --no-preserve=mode ",
          ref("configFile"),
          " /run/frigate/frigate.yml",
        ]),
        comment: ["Frigate writes to its configuration file; what it writes is gone after the next start."],
      },
    ),
    "++",
    apply(
      ref("lib.optional"),
      not(has(ref("config.systemd.services.frigate.environment"), "LIBAVFORMAT_VERSION_MAJOR")),
      script(
        "frigate-libavformat-major-version",
        "# Frigate's ffmpeg arguments depend on the version of libavformat.",
        [
          "version=$(",
          ref("cfg.settings.ffmpeg.path"),
          "/bin/ffmpeg -version | ",
          apply(ref("lib.getExe"), ref("pkgs.gnugrep")),
          " -oP 'libavformat\\s+\\K\\d+')",
        ],
        'echo "LIBAVFORMAT_VERSION_MAJOR=$version" | tee /run/frigate/ffmpeg-env',
      ),
    ),
  );
}
