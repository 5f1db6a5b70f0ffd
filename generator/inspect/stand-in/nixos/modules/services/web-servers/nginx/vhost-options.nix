# Options of services.nginx.virtualHosts.<name>.
{ config, lib }:
let
  inherit (import ./option-shorthands.nix lib)
    lines
    listener
    nullable
    option
    required
    strings
    switch
    types
    ;
in
{
  options = {
    acmeFallbackHost = nullable types.str "Host that is asked for challenges that are not found here.";
    acmeRoot =
      option (types.nullOr types.str) "/var/lib/acme/acme-challenge"
        "Directory of the challenges; null: as security.acme says.";
    addSSL = switch false "Whether to listen with TLS as well.";
    basicAuth =
      option (types.attrsOf types.str) { }
        "Users and passwords, readable by everyone on the machine.";
    basicAuthFile = nullable types.path "File with users and password hashes.";
    default = switch false "Whether this host answers for names that no host has.";
    enableACME = switch false "Whether to ask for a certificate.";
    extraConfig = lines "Directives at the end of the server block.";
    forceSSL = switch false "Whether clients without TLS are redirected.";
    globalRedirect = nullable types.str "Host that every request is redirected to.";
    http2 = switch true "Whether HTTP/2 is spoken.";
    http3 = switch true "Whether HTTP/3 is spoken, given quic.";
    http3_hq = switch false "Whether HTTP/0.9 over QUIC is spoken, given quic.";
    kTLS = switch false "Whether the kernel does the TLS.";
    listen = option (types.listOf (
      listener types.bool false
    )) [ ] "Listeners, instead of the default ones.";
    listenAddresses = strings "Addresses to listen on, with default ports.";
    locations = option (types.attrsOf (
      types.submodule (import ./location-options.nix { inherit config lib; })
    )) { } "What is done with requests, by path.";
    onlySSL = switch false "Whether to listen with TLS only.";
    quic = switch false "Whether to listen for QUIC besides TLS.";
    redirectCode = option (types.ints.between 300 399) 301 "Status of redirects.";
    rejectSSL = switch false "Whether TLS connections are refused.";
    reuseport = switch false "Whether each worker has a socket of its own.";
    root = nullable types.path "Directory of files.";
    serverAliases = strings "Further names.";
    serverName = nullable types.str "Name; null: the attribute's.";
    sslCertificate = required types.path "Certificate.";
    sslCertificateKey = required types.path "Key of the certificate.";
    sslTrustedCertificate = nullable types.path "Certificates that client certificates must come from.";
    useACMEHost = nullable types.str "Name of a certificate that is asked for somewhere else.";
  };
}
