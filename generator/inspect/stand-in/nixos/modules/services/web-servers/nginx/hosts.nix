# What follows from a virtual host's options: its name, certificate and listeners.
{ config, lib }:
let
  cfg = config.services.nginx;
  inherit (config.security.acme) certs;

  usesAcme = host: host.enableACME || host.useACMEHost != null;
  withCertificate =
    name: host:
    let
      serverName = if host.serverName == null then name else host.serverName;
      certificateName = if host.useACMEHost == null then serverName else host.useACMEHost;
      inherit (certs.${certificateName}) directory;
    in
    host
    // {
      inherit certificateName serverName;
    }
    // lib.optionalAttrs (usesAcme host) {
      sslCertificate = "${directory}/fullchain.pem";
      sslCertificateKey = "${directory}/key.pem";
      sslTrustedCertificate = lib.defaultTo "${directory}/chain.pem" host.sslTrustedCertificate;
    };

  hasTls = host: host.addSSL || host.forceSSL || host.onlySSL;

  # Listeners as the server's defaults make them: one with TLS, one without, or what the line itself says.
  expand =
    host: lines:
    let
      sockets =
        ssl: port: line:
        {
          inherit ssl;
          port = if lib.hasPrefix "unix:" line.addr then null else port;
        }
        // line;
      allows = ssl: line: line.ssl or ssl == ssl;
    in
    lib.optionals (hasTls host || host.rejectSSL) (
      map (sockets true cfg.defaultSSLListenPort) (lib.filter (allows true) lines)
    )
    ++ lib.optionals (!host.onlySSL) (
      map (sockets false cfg.defaultHTTPListenPort) (lib.filter (allows false) lines)
    );

  # A host's own listeners come first, then the server's, then addresses: the host's, else the server's.
  listenersOf =
    host:
    if host.listen != [ ] then
      host.listen
    else if cfg.defaultListen != [ ] then
      expand host (map (lib.filterAttrs (_: value: value != null)) cfg.defaultListen)
    else
      expand host (
        map (addr: { inherit addr; }) (
          if host.listenAddresses != [ ] then host.listenAddresses else cfg.defaultListenAddresses
        )
      );
in
rec {
  inherit hasTls listenersOf usesAcme;
  all = lib.mapAttrs withCertificate cfg.virtualHosts;
  withAcme = lib.filter usesAcme (lib.attrValues all);
  certificateNames = lib.unique (map (host: host.certificateName) withAcme);
}
