# Options of services.nginx.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (import ./option-shorthands.nix lib)
    lines
    listener
    nullable
    option
    strings
    switch
    types
    ;
  cfg = config.services.nginx;
  attributesOf =
    options: description: option (types.attrsOf (types.submodule { inherit options; })) { } description;
  size = nullable types.ints.positive;
  mailcapTypes = "${pkgs.mailcap}/etc/nginx/mime.types";

  recommended =
    lib.mapAttrs'
      (
        name: what:
        lib.nameValuePair "recommended${name}" (
          switch false "Whether to use the usual settings for ${what}."
        )
      )
      {
        BrotliSettings = "Brotli";
        GzipSettings = "gzip";
        Optimisation = "speed";
        ProxySettings = "proxied locations";
        TlsSettings = "TLS";
        UwsgiSettings = "uwsgi locations";
      };

  # the configuration, by the place where the text goes
  texts = lib.mapAttrs (_: lines) {
    appendConfig = "Text at the end of nginx.conf.";
    appendHttpConfig = "Text at the end of the http block.";
    commonHttpConfig = "Text before the hosts in the http block.";
    eventsConfig = "Text in the events block.";
    httpConfig = "The whole http block.";
    preStart = "Shell commands before nginx starts.";
    prependConfig = "Text at the start of nginx.conf.";
    streamConfig = "The stream block.";
  };
in
{
  options.services.nginx =
    texts
    // recommended
    // {
      enable = lib.mkEnableOption "nginx";
      additionalModules = option (types.listOf (
        types.attrsOf types.anything
      )) [ ] "Modules to build nginx with.";
      clientMaxBodySize = option types.str "10m" "Largest request body.";
      config = option types.str "" "Text of nginx.conf instead of the http block.";
      defaultHTTPListenPort = option types.port 80 "Port without TLS.";
      defaultListen = option (types.listOf (
        listener (types.nullOr types.bool) null
      )) [ ] "Listeners of hosts that name none.";
      defaultListenAddresses = option (types.listOf types.str) (
        [ "0.0.0.0" ] ++ lib.optional config.networking.enableIPv6 "[::0]"
      ) "Addresses of hosts that name none.";
      defaultMimeTypes = option types.path mailcapTypes "File with the types of file names.";
      defaultSSLListenPort = option types.port 443 "Port with TLS.";
      enableQuicBPF = switch false "Whether QUIC packets are routed by the kernel.";
      enableReload = switch false "Whether a new configuration is reloaded, without a restart.";
      experimentalZstdSettings = switch false "Whether to compress with Zstandard.";
      group = option types.str "nginx" "Group that nginx runs as.";
      logError = option types.str "stderr" "Where errors are logged.";
      mapHashBucketSize = size "Bucket size of maps.";
      mapHashMaxSize = size "Largest size of maps.";
      package = option types.package pkgs.nginxStable "nginx." // {
        apply =
          package: package.override { modules = lib.unique (package.modules ++ cfg.additionalModules); };
      };
      proxyCachePath = attributesOf {
        enable = lib.mkEnableOption "this cache";
        inactive = option types.str "10m" "Time after which what nobody asks for is dropped.";
        keysZoneName = option types.str "cache" "Name of the zone.";
        keysZoneSize = option types.str "10m" "Size of the zone.";
        levels = option types.str "1:2" "Levels of directories.";
        maxSize = option types.str "1g" "Largest size on disk.";
        useTempPath = switch false "Whether files are written somewhere else first.";
      } "Caches for proxied answers, by directory.";
      proxyResolveWhileRunning = switch false "Whether names in proxyPass are looked up at each request.";
      proxyTimeout = option types.str "60s" "Time that a proxied server may take.";
      resolver = option (types.submodule {
        options = {
          addresses = strings "Name servers.";
          ipv4 = switch true "Whether to ask for IPv4 addresses.";
          ipv6 = switch config.networking.enableIPv6 "Whether to ask for IPv6 addresses.";
          valid = option types.str "" "Time that an answer counts.";
        };
      }) { } "Name servers for names in the configuration.";
      serverNamesHashBucketSize = size "Bucket size of server names.";
      serverNamesHashMaxSize = size "Largest size of server names.";
      serverTokens = switch false "Whether nginx tells its version.";
      sslCiphers = option (types.nullOr (types.either types.str (types.listOf types.str))) (map
        (cipher: "ECDHE-${cipher}")
        [
          "ECDSA-AES128-GCM-SHA256"
          "RSA-AES128-GCM-SHA256"
          "ECDSA-AES256-GCM-SHA384"
          "RSA-AES256-GCM-SHA384"
          "ECDSA-CHACHA20-POLY1305"
          "RSA-CHACHA20-POLY1305"
        ]
      ) "Ciphers of TLS up to 1.2.";
      sslProtocols = option types.str "TLSv1.2 TLSv1.3" "Versions of TLS.";
      statusPage = switch false "Whether /nginx_status answers on this machine.";
      typesHashMaxSize = option types.ints.positive (
        if cfg.defaultMimeTypes == mailcapTypes then 2688 else 1024
      ) "Largest size of the types of file names.";
      upstreams = attributesOf {
        extraConfig = lines "Directives at the end of the upstream block.";
        servers = option (types.attrsOf (
          types.submodule {
            freeformType = types.attrsOf (
              types.oneOf [
                types.bool
                types.int
                types.str
              ]
            );
            options.backup = switch false "Whether the others are asked first.";
          }
        )) { } "Servers, by address, with their parameters.";
      } "Groups of servers to proxy to.";
      user = option types.str "nginx" "User that nginx runs as.";
      uwsgiResolveWhileRunning = switch false "Whether names in uwsgiPass are looked up at each request.";
      uwsgiTimeout = option types.str "60s" "Time that a uwsgi server may take.";
      validateConfigFile = switch true "Whether nginx.conf is checked when it is built.";
      virtualHosts = option (types.attrsOf (
        types.submodule (import ./vhost-options.nix { inherit config lib; })
      )) { localhost = { }; } "Hosts, by name.";
    };
}
