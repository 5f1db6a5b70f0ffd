# Frigate, a network video recorder: its options, its service, and the nginx that serves it.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.frigate;
  # Frigate has no null: what is not set is left out.
  settings = lib.filterAttrsRecursive (_: value: value != null) cfg.settings;
  uncheckedConfig = (pkgs.formats.yaml { }).generate "frigate.yaml" settings;
  checkedConfig = pkgs.runCommand "frigate-config" { preferLocalBuild = true; } ''
    cp ${uncheckedConfig} $out
    export CONFIG_FILE=$out
    export PYTHONPATH=${cfg.package.pythonPath}
    ${cfg.preCheckConfig}
    if ! ${cfg.package.python.interpreter} -m frigate --validate-config; then
      echo "Frigate refuses this configuration, see above. Where the build sandbox is the reason" >&2
      echo "(secrets, devices, network), set services.frigate.checkConfig = false." >&2
      exit 1
    fi
  '';
  configFile = if cfg.checkConfig then checkedConfig else uncheckedConfig;
  # Coral accelerators are named by bus in the detectors' settings: usb, usb:0, pci, …
  hasCoral =
    bus:
    lib.any (
      detector: detector.type or null == "edgetpu" && lib.hasPrefix bus (detector.device or "")
    ) (lib.attrValues (cfg.settings.detectors or { }));
  coralUsb = hasCoral "usb";
  coralPci = hasCoral "pci";
  coral = coralUsb || coralPci;
in
{
  imports = [
    ./frigate/options.nix
    ./frigate/nginx.nix
    ./frigate/sign-on.nix
    ./frigate/checks.nix
  ];

  config = lib.mkIf cfg.enable {
    hardware.coral = {
      pcie.enable = lib.mkDefault coralPci;
      usb.enable = lib.mkDefault coralUsb;
    };
    systemd.services.frigate = {
      after = [
        "go2rtc.service"
        "network.target"
      ];
      wantedBy = [ "multi-user.target" ];
      environment = {
        CONFIG_FILE = "/run/frigate/frigate.yml";
        HOME = "/var/lib/frigate";
        PYTHONPATH = cfg.package.pythonPath;
      }
      // lib.optionalAttrs (cfg.vaapiDriver != null) { LIBVA_DRIVER_NAME = cfg.vaapiDriver; }
      // lib.optionalAttrs coral { LD_LIBRARY_PATH = lib.makeLibraryPath [ pkgs.libedgetpu ]; };
      path = [
        pkgs.libva-utils
        pkgs.procps
        pkgs.radeontop
      ]
      ++ lib.optionals (!pkgs.stdenv.hostPlatform.isAarch64) [
        # Not built for AArch64.
        pkgs.intel-gpu-tools
        pkgs.rocmPackages.rocminfo
      ];
      serviceConfig = {
        # intel_gpu_top reads performance counters.
        AmbientCapabilities = lib.optionals (lib.elem cfg.vaapiDriver [
          "i965"
          "iHD"
        ]) [ "CAP_PERFMON" ];
        CacheDirectory = [
          "frigate"
          # Frigate expects it to exist: https://github.com/blakeblackshear/frigate/discussions/18129
          "frigate/model_cache"
        ];
        CacheDirectoryMode = "0750";
        EnvironmentFile = [ "-/run/frigate/ffmpeg-env" ];
        ExecStart = "${cfg.package.python.interpreter} -m frigate";
        ExecStartPre = [
          # What an earlier run left in the cache is of no use, except for downloaded models.
          (pkgs.writeShellScript "frigate-clear-cache" ''
            ${lib.getExe pkgs.findutils} /var/cache/frigate \
              -type f -not -path '/var/cache/frigate/model_cache/*' -delete
          '')
          # Frigate writes to its configuration file; what it writes is gone after the next start.
          (pkgs.writeShellScript "frigate-create-writable-config" ''
            cp --no-preserve=mode ${configFile} /run/frigate/frigate.yml
          '')
        ]
        ++ lib.optional (!config.systemd.services.frigate.environment ? LIBAVFORMAT_VERSION_MAJOR) (
          pkgs.writeShellScript "frigate-libavformat-major-version" ''
            # Frigate's ffmpeg arguments depend on the version of libavformat.
            version=$(${cfg.settings.ffmpeg.path}/bin/ffmpeg -version \
              | ${lib.getExe pkgs.gnugrep} -oP 'libavformat\s+\K\d+')
            echo "LIBAVFORMAT_VERSION_MAJOR=$version" | tee /run/frigate/ffmpeg-env
          ''
        );
        Group = "frigate";
        # Frigate keeps caches in /tmp.
        PrivateTmp = true;
        ProtectProc = "invisible";
        Restart = "on-failure";
        # Frame buffers of an earlier run, which Frigate would use again (NixOS/nixpkgs#555151).
        TemporaryFileSystem = "/dev/shm:mode=1777,nosuid,nodev";
        # Sockets between Frigate's processes.
        RuntimeDirectory = "frigate";
        StateDirectory = "frigate";
        StateDirectoryMode = "0750";
        SupplementaryGroups = [ "render" ] ++ lib.optional coral "coral";
        SyslogIdentifier = "frigate";
        UMask = "0027";
        User = "frigate";
      };
    };
    # Sockets of Frigate's processes, which systemd-tmpfiles would remove for their age (NixOS/nixpkgs#555428).
    systemd.tmpfiles.settings.frigate."/tmp/systemd-private-%b-${config.systemd.services.frigate.name}-*/tmp/pymp-*".x =
      { };
    # nginx serves recordings, clips and exports from Frigate's state directory.
    systemd.services.nginx.serviceConfig.SupplementaryGroups = [ "frigate" ];
    users.groups.frigate = { };
    users.users.frigate = {
      group = "frigate";
      isSystemUser = true;
    };
  };

  meta.buildDocsInSandbox = false;
}
