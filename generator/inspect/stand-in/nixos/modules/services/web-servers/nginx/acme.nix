# Certificates that the virtual hosts ask for, and whether nginx may read them.
{ config, lib, ... }:
let
  cfg = config.services.nginx;
  hosts = import ./hosts.nix { inherit config lib; };
  inherit (config.security.acme) certs;

  certificate =
    host:
    if host.useACMEHost != null then
      lib.nameValuePair host.useACMEHost { reloadServices = [ "nginx.service" ]; }
    else
      let
        # without a challenge directory of its own the host follows security.acme.defaults
        priority = if host.acmeRoot == null then 2000 else 1000;
      in
      lib.nameValuePair host.serverName {
        dnsProvider = lib.mkOverride priority null;
        extraDomainNames = host.serverAliases;
        group = lib.mkDefault cfg.group;
        reloadServices = [ "nginx.service" ];
        webroot = lib.mkOverride priority host.acmeRoot;
      };
  # a host that asks for a certificate says more about it than one that only uses it
  sharing = lib.filter (host: host.useACMEHost != null) hosts.withAcme;
  asking = lib.filter (host: host.useACMEHost == null) hosts.withAcme;

  readable =
    name:
    let
      cert = certs.${name};
      services = [
        config.systemd.services.nginx
        config.systemd.services.nginx-config-reload
      ];
      userOf = service: service.serviceConfig.User or "root";
      groupsOf =
        { serviceConfig, ... }:
        lib.optional (serviceConfig ? Group) serviceConfig.Group
        ++ lib.toList (serviceConfig.SupplementaryGroups or [ ]);
      mayRead =
        service:
        userOf service == "root"
        || lib.elem (userOf service) config.users.groups.${cert.group}.members
        || lib.elem cert.group (groupsOf service);
    in
    {
      assertion = lib.all mayRead services;
      message = "The certificate of ${cert.domain} belongs to group ${cert.group}, which nginx (user ${cfg.user}, group ${cfg.group}) is not in.";
    };

  reloadsOnRenewal = cfg.enableReload || hosts.certificateNames != [ ];
  units = prefix: map (name: "${prefix}-${name}.service") hosts.certificateNames;
in
{
  config = lib.mkIf cfg.enable {
    security.acme.certs = lib.listToAttrs (map certificate (asking ++ sharing));
    assertions = map readable hosts.certificateNames;

    systemd.services = lib.mkMerge [
      (lib.mkIf reloadsOnRenewal {
        nginx-config-reload = {
          wantedBy = [ "multi-user.target" ] ++ lib.optionals cfg.enableReload (units "acme");
          after = lib.optionals cfg.enableReload (units "acme");
          before = lib.optionals cfg.enableReload (units "acme-order-renew");
          serviceConfig.Type = "oneshot";
          unitConfig.ConditionPathExists = map (
            name: "${certs.${name}.directory}/fullchain.pem"
          ) hosts.certificateNames;
        };
      })
      (lib.mkIf cfg.enableReload (
        lib.genAttrs (map (name: "acme-${name}") hosts.certificateNames) (_: {
          before = [ "nginx.service" ];
          wantedBy = [ "nginx.service" ];
        })
      ))
    ];
  };
}
