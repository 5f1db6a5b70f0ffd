# A double of NixOS' nginx module: the same options, and an nginx.conf with the same directives in the same order.
# Not here: lua, and the names of options that were removed or renamed.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.nginx;
  hosts = import ./hosts.nix { inherit config lib; };
  configFile = import ./render.nix {
    inherit
      config
      hosts
      lib
      pkgs
      ;
  };
in
{
  imports = [
    ./options.nix
    ./assertions.nix
    ./acme.nix
  ];

  config = lib.mkIf cfg.enable {
    environment.etc."nginx/nginx.conf".source = configFile;
    boot.kernelModules = [ "tls" ];

    services.nginx = {
      additionalModules =
        lib.optional cfg.recommendedBrotliSettings pkgs.nginxModules.brotli
        ++ lib.optional cfg.experimentalZstdSettings pkgs.nginxModules.zstd;
      virtualHosts.localhost = lib.mkIf cfg.statusPage {
        serverAliases = [ "127.0.0.1" ] ++ lib.optional config.networking.enableIPv6 "[::1]";
        listenAddresses = lib.mkDefault ([ "0.0.0.0" ] ++ lib.optional config.networking.enableIPv6 "[::]");
        locations."/nginx_status".extraConfig = lib.concatLines (
          [
            "stub_status on;"
            "access_log off;"
            "allow 127.0.0.1;"
          ]
          ++ lib.optional config.networking.enableIPv6 "allow ::1;"
          ++ [ "deny all;" ]
        );
      };
    };

    systemd.services.nginx =
      let
        path = if cfg.enableReload then "/etc/nginx/nginx.conf" else configFile;
        command = "${cfg.package}/bin/nginx -c '${path}'";
        certificateUnits = lib.optionals (!cfg.enableReload);
      in
      {
        description = "nginx";
        wantedBy = [ "multi-user.target" ];
        after = [
          "network.target"
        ]
        ++ certificateUnits (map (name: "acme-${name}.service") hosts.certificateNames);
        wants = certificateUnits (map (name: "acme-${name}.service") hosts.certificateNames);
        before = certificateUnits (map (name: "acme-order-renew-${name}.service") hosts.certificateNames);
        preStart = ''
          ${cfg.preStart}
          ${command} -t
        '';
        serviceConfig = {
          User = cfg.user;
          Group = cfg.group;
          ExecStart = command;
          ExecReload = [
            "${command} -t"
            "${pkgs.coreutils}/bin/kill -HUP $MAINPID"
          ];
          CacheDirectory = "nginx";
          LogsDirectory = "nginx";
          RuntimeDirectory = "nginx";
          ProtectHome = lib.mkDefault true;
          Restart = "always";
        };
      };

    users.users = lib.mkIf (cfg.user == "nginx") {
      nginx = {
        inherit (cfg) group;
        isSystemUser = true;
        uid = config.ids.uids.nginx;
      };
    };
    users.groups = lib.mkIf (cfg.group == "nginx") { nginx.gid = config.ids.gids.nginx; };
  };
}
