# nginx.conf.
{
  config,
  hosts,
  lib,
  pkgs,
}:
let
  cfg = config.services.nginx;
  inherit (import ./directives.nix lib)
    block
    directive
    onOff
    text
    when
    ;
  common = import ./recommended.nix { inherit cfg lib pkgs; };
  servers = import ./servers.nix {
    inherit
      common
      config
      hosts
      lib
      pkgs
      ;
  };

  fileTypes = [
    (directive "include ${cfg.defaultMimeTypes}")
    (directive "types_hash_max_size ${toString cfg.typesHashMaxSize}")
    (directive "include ${cfg.package}/conf/fastcgi.conf")
    (directive "include ${cfg.package}/conf/uwsgi_params")
    (directive "default_type application/octet-stream")
  ];

  resolver =
    let
      inherit (cfg.resolver)
        addresses
        ipv4
        ipv6
        valid
        ;
    in
    when (addresses != [ ]) (
      directive (
        [ "resolver" ]
        ++ addresses
        ++ lib.optional (valid != "") "valid=${valid}"
        ++ lib.optional (!ipv4) "ipv4=off"
        ++ lib.optional (!ipv6) "ipv6=off"
      )
    );

  upstream =
    name:
    { extraConfig, servers, ... }:
    let
      parameter =
        key: value: if lib.isBool value then lib.optional value key else [ "${key}=${toString value}" ];
      server =
        address: parameters:
        directive ([ "server ${address}" ] ++ lib.concatLists (lib.mapAttrsToList parameter parameters));
    in
    block "upstream ${name}" [
      (lib.mapAttrsToList server servers)
      (text extraConfig)
    ];

  cachePath =
    name: cache:
    when cache.enable (directive [
      "proxy_cache_path /var/cache/nginx/${name}"
      "keys_zone=${cache.keysZoneName}:${cache.keysZoneSize}"
      "levels=${cache.levels}"
      "use_temp_path=${onOff cache.useTempPath}"
      "inactive=${cache.inactive}"
      "max_size=${cache.maxSize}"
    ]);

  size = name: value: when (value != null) (directive "${name} ${toString value}");

  http = block "http" [
    fileTypes
    resolver
    (lib.mapAttrsToList upstream cfg.upstreams)
    (when cfg.recommendedOptimisation common.optimisation)
    (directive "ssl_protocols ${cfg.sslProtocols}")
    (when (cfg.sslCiphers != null) (
      directive "ssl_ciphers ${lib.concatStringsSep ":" (lib.toList cfg.sslCiphers)}"
    ))
    (when cfg.recommendedTlsSettings common.tls)
    (when cfg.recommendedBrotliSettings common.brotli)
    (when cfg.recommendedGzipSettings common.gzip)
    (when cfg.experimentalZstdSettings common.zstd)
    (when cfg.recommendedProxySettings common.proxy)
    (when cfg.recommendedUwsgiSettings common.uwsgi)
    (size "map_hash_bucket_size" cfg.mapHashBucketSize)
    (size "map_hash_max_size" cfg.mapHashMaxSize)
    (size "server_names_hash_bucket_size" cfg.serverNamesHashBucketSize)
    (size "server_names_hash_max_size" cfg.serverNamesHashMaxSize)
    (block "map $http_upgrade $connection_upgrade" [
      (directive "default upgrade")
      (directive "'' close")
    ])
    (directive "client_max_body_size ${cfg.clientMaxBodySize}")
    (directive "server_tokens ${onOff cfg.serverTokens}")
    (text cfg.commonHttpConfig)
    (lib.mapAttrsToList cachePath cfg.proxyCachePath)
    servers
    (text cfg.appendHttpConfig)
  ];

  write = if cfg.validateConfigFile then pkgs.writers.writeNginxConfig else pkgs.writeText;
in
write "nginx.conf" (
  lib.concatStrings (
    lib.flatten [
      (text cfg.prependConfig)
      (directive "pid /run/nginx/nginx.pid")
      (directive "error_log ${cfg.logError}")
      (directive "daemon off")
      (when cfg.enableQuicBPF (directive "quic_bpf on"))
      (text cfg.config)
      (when (cfg.eventsConfig != "" || cfg.config == "") (block "events" [ (text cfg.eventsConfig) ]))
      (when (cfg.httpConfig == "" && cfg.config == "") http)
      (when (cfg.httpConfig != "") (
        block "http" [
          fileTypes
          (text cfg.httpConfig)
        ]
      ))
      (when (cfg.streamConfig != "") (block "stream" [ (text cfg.streamConfig) ]))
      (text cfg.appendConfig)
    ]
  )
)
