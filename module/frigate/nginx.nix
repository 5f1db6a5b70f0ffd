# nginx in front of Frigate. Frigate's own configuration of nginx is in docker/main/rootfs/usr/local/nginx/conf.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  common = import ./common.nix { inherit config lib; };
  inherit (common) cfg facts setHeaders;
  directives = import ./directives.nix { inherit cfg common lib; };

  # Headers from which Frigate's /auth may learn who is asking. No other backend gets them from a client.
  claims = lib.genAttrs (facts.trustedHeaders ++ [ facts.secretHeader ]) common.requested;
  anonymous = lib.mapAttrs (_: _: ''""'') (
    claims // facts.identity // { ${facts.portHeader} = null; }
  );

  # The kinds of locations, and what only some of a kind have.
  kinds = rec {
    backend = proxyPass: lines: {
      inherit proxyPass;
      recommendedProxySettings = true;
      extraConfig = lines + directives.proxied;
    };
    # Answered without asking who it is: what a client says of itself does not reach Frigate.
    public = proxyPass: lines: backend proxyPass (directives.keepAlive + setHeaders anonymous + lines);
    protected =
      proxyPass: lines:
      backend proxyPass (directives.authorize + setHeaders (anonymous // facts.identity) + lines);
    api =
      proxyPass: lines: protected proxyPass (directives.signInLocation + directives.keepAlive + lines);
    websocket =
      proxyPass: lines:
      protected proxyPass (directives.noSignInLocation + lines) // { proxyWebsockets = true; };
    check =
      if common.signsOn then
        backend "http://$frigate_decider" (directives.keepAlive + directives.askIdentity)
        // {
          recommendedProxySettings = false;
        }
      else
        backend "http://frigate-api" (directives.keepAlive + directives.askFrigate + setHeaders claims);

    files = lines: directives.relativeRedirects + directives.openFileCache + "aio on;\n" + lines;
    web = lines: {
      root = cfg.package.web;
      extraConfig = files (directives.gzip + lines);
    };
    asset = lines: web (noAccessLog + lines);
    page =
      lines:
      web (lines + lib.optionalString common.asksGateway (directives.authorize + directives.signInPage));
    media = lines: {
      root = facts.stateDirectory;
      extraConfig = directives.authorize + directives.signInLocation + files lines;
    };

    noAccessLog = "access_log off;\n";
    kept = "add_header Cache-Control public;\n";
    keptFor = time: "expires ${time};\n" + kept;
    listed = "autoindex on;\n";
    listedAsJson = listed + "autoindex_format json;\n";
    fileTypes = types: "types { ${types} }\n";
    onlyMethod = method: "limit_except ${method} { deny all; }\n";
    rewrite = from: to: "rewrite ${from} ${to} break;\n";
  };

  locations = import ./locations.nix (directives // kinds // { inherit cfg common lib; });

  takenLocations = lib.intersectLists (lib.attrNames cfg.nginx.publicLocations) (
    lib.filter (lib.hasPrefix "/") (lib.attrNames locations)
  );

  gatewayPage = proxyPass: {
    inherit proxyPass;
    recommendedProxySettings = false;
    extraConfig = directives.gatewayPage;
  };

  internalListener = lib.optionalString (cfg.nginx.internalListen != null) ''
    # Frigate's own requests, for example when it exports a recording.
    # https://github.com/NixOS/nixpkgs/issues/370349
    listen ${cfg.nginx.internalListen};
  '';

  # nginx forgets the headers of a server in a location that has some.
  responseHeaders = lib.concatMapAttrsStringSep "" (name: value: ''
    add_header ${name} "${value}" always;
  '') cfg.nginx.responseHeaders;
  withHeaders =
    location:
    if location ? content then
      location // { content = withHeaders location.content; }
    else
      location // { extraConfig = location.extraConfig or "" + responseHeaders; };
in
{
  # The listener must survive whatever a user does to extraConfig, and nginx takes it nowhere but in the server.
  options.services.nginx.virtualHosts = lib.mkOption {
    type = lib.types.attrsOf (
      lib.types.submodule (
        { name, ... }:
        {
          options.extraConfig = lib.mkOption {
            apply = text: text + lib.optionalString (cfg.enable && name == cfg.hostname) internalListener;
          };
        }
      )
    );
  };

  config.assertions = lib.mkIf cfg.enable [
    {
      assertion = takenLocations == [ ];
      message = ''
        services.frigate.nginx.publicLocations: ${lib.concatStringsSep ", " takenLocations} is a location of Frigate's,
        which must not go to somebody else without being asked for.
      '';
    }
  ];

  config.services.nginx = lib.mkIf cfg.enable {
    enable = true;

    additionalModules = [
      pkgs.nginxModules.develkit
      pkgs.nginxModules.secure-token
      pkgs.nginxModules.set-misc
      pkgs.nginxModules.vod
    ];

    appendHttpConfig = directives.maps;

    mapHashBucketSize = lib.mkDefault 128;

    proxyCachePath.frigate = facts.cachePath // {
      keysZoneName = "frigate_api_cache";
    };

    upstreams = lib.mapAttrs (_: common.upstream) facts.upstreams;

    virtualHosts.${cfg.hostname} = {
      extraConfig = responseHeaders;
      locations = lib.mapAttrs (_: withHeaders) (
        lib.mapAttrs (_: gatewayPage) cfg.nginx.publicLocations // locations
      );
    };
  };
}
