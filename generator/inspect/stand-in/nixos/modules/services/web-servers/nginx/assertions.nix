# Combinations of options that cannot work.
{ config, lib, ... }:
let
  cfg = config.services.nginx;
  hosts = lib.attrValues (import ./hosts.nix { inherit config lib; }).all;
  everyLocation = predicate: lib.all (host: lib.all predicate (lib.attrValues host.locations)) hosts;
  ofHost = option: "services.nginx.virtualHosts.<name>.${option}";

  # a listener that an HTTP challenge can reach: one without the PROXY protocol
  answersHttp = lib.any (listener: !(listener.proxyProtocol or false));
  canAnswerChallenge =
    host:
    if host.listen != [ ] then
      answersHttp host.listen
    else if cfg.defaultListen != [ ] then
      answersHttp cfg.defaultListen
    else
      host.listenAddresses != [ ] || cfg.defaultListenAddresses != [ ];
in
{
  config.assertions = lib.mkIf cfg.enable [
    {
      assertion = everyLocation (location: location.root == null || location.alias == null);
      message = "An nginx location takes files from a root or from an alias, not from both.";
    }
    {
      assertion = everyLocation (location: location.proxyPass == null || location.uwsgiPass == null);
      message = "An nginx location has proxyPass or uwsgiPass, not both.";
    }
    {
      assertion = lib.all (
        host:
        lib.count lib.id [
          host.addSSL
          host.forceSSL
          host.onlySSL
          host.rejectSSL
        ] < 2
      ) hosts;
      message = "Only one of ${ofHost "addSSL"}, onlySSL, forceSSL and rejectSSL can be set.";
    }
    {
      assertion = lib.all (host: !host.enableACME || host.useACMEHost == null) hosts;
      message = "${ofHost "enableACME"} asks for what useACMEHost takes from another host: set one of them.";
    }
    {
      assertion = lib.all (host: !host.enableACME || canAnswerChallenge host) hosts;
      message = "${ofHost "enableACME"} needs a listener that answers HTTP challenges.";
    }
    {
      assertion = cfg.resolver.ipv4 || cfg.resolver.ipv6;
      message = "services.nginx.resolver.ipv4 and services.nginx.resolver.ipv6 cannot both be off.";
    }
  ];
}
