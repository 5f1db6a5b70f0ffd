# The server blocks: one for each virtual host, and one more that redirects where TLS is required.
{
  common,
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
  single = name: value: when (value != null) (directive "${name} ${value}");

  # until 1.25 HTTP/2 was a parameter of `listen`
  http2Parameter =
    lib.versionOlder cfg.package.version "1.25.1" && cfg.package.pname or "" != "angie";
  # parameters of `listen` that QUIC does not know
  tcpOnly = [
    "accept_filter"
    "backlog"
    "deferred"
    "fastopen"
    "http2"
    "proxy_protocol"
    "so_keepalive"
    "ssl"
  ];

  listen =
    host:
    {
      addr,
      extraParameters ? [ ],
      port,
      proxyProtocol ? false,
      ssl,
      ...
    }:
    let
      socket = addr + lib.optionalString (port != null) ":${toString port}";
      shared =
        lib.optional host.default "default_server"
        ++ lib.optional (host.reuseport && !lib.hasPrefix "unix:" addr) "reuseport";
      isTcpOnly = parameter: lib.any (name: lib.hasPrefix name parameter) tcpOnly;
    in
    [
      (when (ssl && host.quic) (
        directive (
          [ "listen ${socket} quic" ]
          ++ shared
          ++ lib.filter (parameter: !isTcpOnly parameter) extraParameters
        )
      ))
      (directive (
        [ "listen ${socket}" ]
        ++ lib.optional (ssl && host.http2 && http2Parameter) "http2"
        ++ lib.optional ssl "ssl"
        ++ shared
        ++ lib.optional proxyProtocol "proxy_protocol"
        ++ extraParameters
      ))
    ];

  names = host: directive ([ "server_name ${host.serverName}" ] ++ host.serverAliases);
  withoutAuth = [
    (directive "auth_basic off")
    (directive "auth_request off")
  ];
  # HTTP challenges are answered unless the certificate comes by DNS
  challenges =
    host:
    let
      fallback = host.acmeFallbackHost;
    in
    when (hosts.usesAcme host && config.security.acme.certs.${host.certificateName}.dnsProvider == null)
      [
        (block "location ^~ /.well-known/acme-challenge/" [
          (when (fallback != null) (directive "try_files $uri @acme-fallback"))
          (single "root" host.acmeRoot)
          withoutAuth
        ])
        (when (fallback != null) (
          block "location @acme-fallback" [
            withoutAuth
            (directive "proxy_pass http://${fallback}")
            (directive "proxy_set_header Host $host")
          ]
        ))
      ];

  basicAuth =
    name:
    { basicAuth, basicAuthFile, ... }:
    let
      made = pkgs.writeText "${name}.htpasswd" (
        lib.concatLines (lib.mapAttrsToList (user: password: "${user}:{PLAIN}${password}") basicAuth)
      );
    in
    when (basicAuthFile != null || basicAuth != { }) [
      (directive "auth_basic secured")
      (directive "auth_basic_user_file ${lib.defaultTo made basicAuthFile}")
    ];

  redirecting =
    host: listeners:
    block "server" [
      (map (listen host) (lib.filter (listener: !listener.ssl) listeners))
      (names host)
      (block "location /" [
        (directive "return ${toString host.redirectCode} https://$host$request_uri")
      ])
      (challenges host)
    ];

  serving =
    name: host: listeners:
    let
      tls = hosts.hasTls host;
    in
    block "server" [
      (map (listen host) (
        if host.forceSSL then lib.filter (listener: listener.ssl) listeners else listeners
      ))
      (names host)
      (when (tls && host.http2 && !http2Parameter) (directive "http2 on"))
      (when (tls && host.quic) [
        (directive "http3 ${onOff host.http3}")
        (directive "http3_hq ${onOff host.http3_hq}")
      ])
      (when tls [
        (directive "ssl_certificate ${host.sslCertificate}")
        (directive "ssl_certificate_key ${host.sslCertificateKey}")
        (single "ssl_trusted_certificate" host.sslTrustedCertificate)
      ])
      (when host.rejectSSL (directive "ssl_reject_handshake on"))
      (when (tls && host.kTLS) (directive "ssl_conf_command Options KTLS"))
      (basicAuth name host)
      (single "root" host.root)
      (when (host.globalRedirect != null) (
        block "location /" [
          (directive "return ${toString host.redirectCode} http${lib.optionalString tls "s"}://${host.globalRedirect}$request_uri")
        ]
      ))
      (challenges host)
      (map location (
        lib.sortOn ({ priority, ... }: priority) (
          lib.mapAttrsToList (path: options: options // { inherit path; }) host.locations
        )
      ))
      (text host.extraConfig)
    ];

  # passes requests on, to a target that is looked up at each one if so asked
  pass =
    name: target: late:
    when (target != null) (
      if late then
        [
          (directive "set $nix_proxy_target \"${target}\"")
          (directive "${name} $nix_proxy_target")
        ]
      else
        directive "${name} ${target}"
    );
  websockets = [
    (directive "proxy_http_version 1.1")
    (directive "proxy_set_header Upgrade $http_upgrade")
    (directive "proxy_set_header Connection $connection_upgrade")
  ];
  location =
    options:
    block "location ${options.path}" [
      (pass "proxy_pass" options.proxyPass cfg.proxyResolveWhileRunning)
      (when options.proxyWebsockets websockets)
      (pass "uwsgi_pass" options.uwsgiPass cfg.uwsgiResolveWhileRunning)
      (when (options.fastcgiParams != { }) (
        lib.mapAttrsToList (name: value: directive "fastcgi_param ${name} \"${value}\"") (
          common.fastcgiParams // options.fastcgiParams
        )
      ))
      (single "index" options.index)
      (single "try_files" options.tryFiles)
      (single "root" options.root)
      (single "alias" options.alias)
      (single "return" (lib.mapNullable toString options.return))
      (text options.extraConfig)
      (when (options.proxyPass != null && options.recommendedProxySettings) common.includeProxyHeaders)
      (when (options.uwsgiPass != null && options.recommendedUwsgiSettings) common.includeUwsgiParams)
      (basicAuth "sublocation" options)
    ];

  serversOf =
    name: host:
    let
      listeners = hosts.listenersOf host;
    in
    [
      (when host.forceSSL (redirecting host listeners))
      (serving name host listeners)
    ];
in
lib.mapAttrsToList serversOf hosts.all
