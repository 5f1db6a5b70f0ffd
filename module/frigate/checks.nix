# Combinations of options that would let strangers in, or keep everybody out.
{ config, lib, ... }:
let
  common = import ./common.nix { inherit config lib; };
  inherit (common) asksGateway authSecret cfg;
  inherit (common) facts leavesSignIn trustsProxy;
  inherit (common) vhost;
  inherit (cfg) settings;
  inherit (cfg.nginx) clients internalListen;
  inherit (cfg.nginx) reverseProxy signIn;
  inOauth2Proxy = config.services.oauth2-proxy.nginx.virtualHosts or { } ? ${cfg.hostname};
  inTailscale = lib.elem cfg.hostname (config.services.nginx.tailscaleAuth.virtualHosts or [ ]);
  host = "services.nginx.virtualHosts.${cfg.hostname}";
  listed = lib.concatStringsSep ", ";
  check = assertion: message: { inherit assertion message; };
  # A setting of Frigate's that the module fills in: what the user says must be the same.
  agrees =
    path: value: option:
    let
      setting = lib.attrByPath (lib.splitString "." path) null settings;
    in
    check (setting != null && lib.toLower (toString setting) == lib.toLower value) ''
      services.frigate.settings.${path} is ${toString setting}, but nginx tells Frigate who the user is, and needs it to
      be ${value}. Leave it out, and set services.frigate.nginx.${option} instead.
    '';
  byAddress = lib.filter (
    url: builtins.match "https://([0-9.]+|\\[.*])(:[0-9]+)?(/.*)?" url != null
  ) (lib.optional asksGateway cfg.nginx.authRequestUrl ++ lib.attrValues cfg.nginx.publicLocations);
  ownRoleMap = lib.optionalAttrs common.mapsRolesToThemselves (
    lib.genAttrs common.roles lib.singleton
  );
  roleNames =
    lib.attrNames reverseProxy.roleMap
    ++ lib.optional (reverseProxy.defaultRole != null) reverseProxy.defaultRole
    ++ lib.mapAttrsToList (_: client: client.role) clients;
  unknownRoles = lib.subtractLists common.roles roleNames;
  groups = lib.concatLists (lib.attrValues reverseProxy.roleMap);
  unreachableGroups = lib.filter (lib.hasInfix reverseProxy.separator) groups;
  headers = lib.attrNames cfg.nginx.authRequestHeaders;
  isReserved = header: builtins.match facts.reservedHeaders (lib.toLower header) != null;
  reservedHeaders = lib.filter isReserved headers;
  isLimited = client: settings.auth.roles.${client.role} or [ ] != [ ];
  limitedClients = lib.attrNames (lib.filterAttrs (_: isLimited) clients);
  emptyClients = lib.filterAttrs (_: client: client.addresses == [ ] || client.paths == [ ]) clients;
  internalPort = common.portOf common.internalOfSettings;
  ranges =
    path: addresses: map (range: "${path} has ${range}") (lib.filter (lib.hasSuffix "/0") addresses);
  everybody =
    ranges "reverseProxy.trustedAddresses" reverseProxy.trustedAddresses
    ++ lib.concatLists (
      lib.mapAttrsToList (name: client: ranges "clients.${name}" client.addresses) clients
    );
  isLocal = address: lib.hasPrefix "127." address || address == "::1" || address == "::1/128";
  local = lib.attrNames (lib.filterAttrs (_: client: lib.any isLocal client.addresses) clients);
  # Everything that may say how nginx reads header lines: it does so before it knows whose host a request is for.
  textOfNginx = [
    config.services.nginx.commonHttpConfig
    config.services.nginx.appendHttpConfig
  ]
  ++ map (host: host.extraConfig) (lib.attrValues config.services.nginx.virtualHosts);
  takesUnderscores =
    text:
    builtins.match ".*(underscores_in_headers[ \t\n]+on|ignore_invalid_headers[ \t\n]+off).*" text
    != null;
  underscored = header: lib.replaceStrings [ "-" ] [ "_" ] (toString header);
  isInternal = listener: toString (listener.port or null) == internalPort;
  takesInternalPort = lib.any isInternal vhost.listen;
  locationsThat = holds: lib.attrNames (lib.filterAttrs (_: holds) vhost.locations);
  # Not where a comment has the word, as in nixpkgs' helper for oauth2-proxy.
  asksTwice =
    location: lib.length (builtins.split "(^|[;{\n])[ \t]*auth_request " location.extraConfig) > 3;
  losesPath =
    { extraConfig, proxyPass, ... }:
    lib.hasInfix "rewrite " extraConfig
    && builtins.match "https?://[^/]+/.+" (toString proxyPass) != null;
in
{
  config = lib.mkIf cfg.enable {
    assertions = [
      (check (internalListen != null -> common.portOf internalListen == internalPort) ''
        services.frigate.nginx.internalListen: Frigate expects its own requests on port ${internalPort}. Use that port,
        or, from Frigate ${facts.internalPortSettableSince} on, set
        services.frigate.settings.networking.listen.internal to the same address.
      '')
      (check (internalListen != null -> lib.hasPrefix "127.0.0.1:" internalListen) ''
        services.frigate.nginx.internalListen is ${toString internalListen}, but Frigate calls
        http://127.0.0.1:${internalPort}. Use 127.0.0.1:${internalPort}. For other programs without a session, such as
        Home Assistant, set services.frigate.nginx.clients.
      '')
      (check (!config.services.nginx.proxyResolveWhileRunning or false) ''
        services.nginx.proxyResolveWhileRunning puts the address of every proxyPass into one variable. nginx shares it
        between a request and its check, so that requests would go where the check went. Leave it out.
      '')
      (check (trustsProxy -> !(lib.any takesUnderscores textOfNginx)) ''
        services.nginx has underscores_in_headers or ignore_invalid_headers, so that nginx takes a client's
        ${underscored reverseProxy.userHeader} for the ${toString reverseProxy.userHeader} of the proxy. Leave them out.
      '')
      (check (leavesSignIn -> !common.nativeLogin) ''
        services.frigate.settings.auth.enabled is true, so Frigate would ask for its own users behind the gateway or
        proxy. Leave it out, or set it to false.
      '')
      (check (asksGateway -> reverseProxy.userHeader != null) ''
        services.frigate.nginx.authRequestUrl is set, but not which header of the answer names the user, so nobody would
        get in. Set services.frigate.nginx.reverseProxy.userHeader, or services.frigate.nginx.preset.
      '')
      (check (trustsProxy -> reverseProxy.trustedAddresses != [ ] || authSecret != null) ''
        services.frigate.nginx.reverseProxy.userHeader is set, but nothing says whose header it is, so everybody could
        choose a name. Set services.frigate.nginx.authRequestUrl to the gateway,
        services.frigate.nginx.reverseProxy.trustedAddresses to the proxy in front of nginx, or
        services.frigate.settings.proxy.auth_secret.
      '')
      (check (reverseProxy.roleMap != { } -> reverseProxy.roleHeader != null) ''
        services.frigate.nginx.reverseProxy.roleMap has groups, but nothing says which header lists them. Set
        services.frigate.nginx.reverseProxy.roleHeader.
      '')
      (check (unknownRoles == [ ]) ''
        Frigate has no role ${listed unknownRoles}: it is named in services.frigate.nginx.reverseProxy.roleMap,
        services.frigate.nginx.reverseProxy.defaultRole or services.frigate.nginx.clients. Roles are admin, viewer, and
        those of services.frigate.settings.auth.roles.
      '')
      (check (unreachableGroups == [ ]) ''
        services.frigate.nginx.reverseProxy.roleMap: ${listed unreachableGroups} holds the character that separates
        groups, so it would never be found. Set services.frigate.nginx.reverseProxy.separator to the one that the header
        uses.
      '')
      (check (common.signsOn -> !inOauth2Proxy) ''
        ${host} is also in services.oauth2-proxy.nginx.virtualHosts, which guards the pages but not the cameras. Take it
        out there, and set services.frigate.nginx.preset = "oauth2-proxy".
      '')
      (check (common.signsOn -> !inTailscale) ''
        ${host} is also in services.nginx.tailscaleAuth.virtualHosts, which has a location /auth of its own. Take it out
        there, and set services.frigate.nginx.preset = "tailscale".
      '')
      (check (common.signsOn -> !takesInternalPort) ''
        ${host}.listen has port ${internalPort}, where Frigate takes everybody for an admin. Use another port.
      '')
      (check (leavesSignIn -> common.publicName != [ ]) ''
        services.frigate.nginx.publicUrl: ${host} has no name that a browser could call, and people have to return to
        one after signing in. Set services.frigate.nginx.publicUrl.
      '')
      (check
        (leavesSignIn && common.portsOfScheme == [ ] -> cfg.nginx.publicUrl != common.publicUrlOfHost)
        ''
          services.frigate.nginx.publicUrl is ${cfg.nginx.publicUrl}, but ${host} listens on no such port. Set
          services.frigate.nginx.publicUrl to the address that browsers use.
        ''
      )
      (check (cfg.nginx.gatewayTls.serverName != null || byAddress == [ ]) ''
        The gateway's address has no name (${listed byAddress}), and nginx finds no address in a certificate. Set
        services.frigate.nginx.gatewayTls.serverName to a name in the gateway's certificate.
      '')
      (check (asksGateway && common.gateway.needsHttps or false -> common.publicScheme == "https") ''
        services.frigate.nginx.publicUrl is ${cfg.nginx.publicUrl}, and this gateway checks https addresses only. Give
        the virtual host a certificate (forceSSL), or set publicUrl where something in front of nginx has one.
      '')
      (check (asksGateway && common.gateway.signsInOnAnotherHost or false -> signIn.url != null) ''
        services.frigate.nginx.preset is ${toString cfg.nginx.preset}, whose sign-in page is on another host. Set
        services.frigate.nginx.signIn.url to it.
      '')
      (check (!config.services.nginx.virtualHosts ? frigate-identity) ''
        services.nginx.virtualHosts.frigate-identity has no effect: the server that asks the gateway is no virtual host.
        Set services.frigate.nginx.gatewayTls, or add lines in services.frigate.nginx.authRequestConfig.
      '')
      (check (asksGateway -> authSecret == null) ''
        services.frigate.settings.proxy.auth_secret is of no use with a gateway: only nginx reaches Frigate's port, and
        nginx alone says who the user is. Leave it out, so that no secret stands in nginx.conf.
      '')
      (check (!(trustsProxy && common.hasClients && authSecret != null)) ''
        services.frigate.nginx.clients do not know services.frigate.settings.proxy.auth_secret, so Frigate would refuse
        them. Leave the secret out and set services.frigate.nginx.reverseProxy.trustedAddresses, or have no clients.
      '')
      (check (reservedHeaders == [ ]) ''
        services.frigate.nginx.authRequestHeaders: ${listed reservedHeaders} is set by the module. Leave it out.
      '')
      (check (emptyClients == { }) ''
        services.frigate.nginx.clients: a client needs at least one of addresses, and of paths.
      '')
      # Typed as well, but nixpkgs' module system does not look at the names.
      (check (lib.all (name: builtins.match facts.clientName name != null) (lib.attrNames clients)) ''
        services.frigate.nginx.clients: a name has at most 20 lower-case letters, digits and underscores.
      '')
      (check (common.hasClients && !common.nativeLogin -> leavesSignIn) ''
        services.frigate.nginx.clients are there, and services.frigate.settings.auth.enabled is false, but nothing says
        who else is asking. Set services.frigate.nginx.authRequestUrl, or reverseProxy.userHeader and trustedAddresses.
      '')
      (check (common.nativeLogin -> limitedClients == [ ]) ''
        services.frigate.nginx.clients: the role of ${listed limitedClients} is limited to some cameras, which Frigate
        does not check while its own sign-in is on. Choose admin or viewer, and few paths.
      '')
      (check (lib.allUnique (map lib.toLower headers)) ''
        services.frigate.nginx.authRequestHeaders names a header twice, in different spellings; a preset has some as
        well. Use the spelling of the preset to replace its value.
      '')
      (check (leavesSignIn -> settings.proxy.header_map.role_map or { } == ownRoleMap) ''
        services.frigate.settings.proxy.header_map.role_map would map roles that are roles already. Set
        services.frigate.nginx.reverseProxy.roleMap instead.
      '')
    ]
    ++ map (
      path:
      check false ''
        ${host}.locations."${path}".extraConfig says auth_request twice, so nginx would not start. services.frigate
        brings this location now: keep only what you add to it, or replace all of it with lib.mkForce.
      ''
    ) (locationsThat asksTwice)
    ++ lib.optionals leavesSignIn (
      [ (agrees "proxy.header_map.user" facts.userHeader "reverseProxy.userHeader") ]
      ++ lib.optionals (common.since "0.16") [
        (agrees "proxy.header_map.role" facts.roleHeader "reverseProxy.roleHeader")
      ]
      ++ lib.optional (common.since "0.16" && common.defaultRole != null) (
        agrees "proxy.default_role" reverseProxy.defaultRole "reverseProxy.defaultRole"
      )
      ++ lib.optional (cfg.nginx.signOutUrl != null) (
        check (settings.proxy.logout_url or null == cfg.nginx.signOutUrl) ''
          services.frigate.settings.proxy.logout_url is not services.frigate.nginx.signOutUrl. Set one of them.
        ''
      )
    );
    warnings =
      map (found: ''
        services.frigate.nginx.${found}, which is every address: whoever reaches this host is let in. List the addresses
        of the proxy or program instead.
      '') everybody
      ++ map (name: ''
        services.frigate.nginx.clients.${name} has a loopback address. Tunnels such as cloudflared come from there as
        well, with everybody who uses them.
      '') local
      ++ lib.optional takesInternalPort ''
        ${host}.listen has port ${internalPort}: Frigate takes everybody who comes through that port for an
        administrator. Use another port for people.
      ''
      ++ map (path: ''
        ${host}.locations."${path}".proxyPass: nginx leaves out the path, because this location changes it with rewrite.
        Name host and port only, and change the path with a rewrite of your own in extraConfig.
      '') (locationsThat losesPath);
  };
}
