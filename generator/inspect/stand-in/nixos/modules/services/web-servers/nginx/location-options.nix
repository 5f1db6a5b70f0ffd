# Options of services.nginx.virtualHosts.<name>.locations.<path>.
{ config, lib }:
let
  inherit (import ./option-shorthands.nix lib)
    lines
    nullable
    option
    switch
    types
    ;
  server = config.services.nginx;
in
{
  options = {
    alias = nullable types.path "Directory that takes the place of the location's own path.";
    basicAuth =
      option (types.attrsOf types.str) { }
        "Users and passwords, readable by everyone on the machine.";
    basicAuthFile = nullable types.path "File with users and password hashes.";
    extraConfig = lines "Directives at the end of the location.";
    fastcgiParams = option (types.attrsOf (
      types.either types.str types.path
    )) { } "FastCGI parameters besides, or instead of, the usual ones.";
    index = nullable types.str "Names of index files.";
    priority = option types.int 1000 "Place among the locations; lower numbers come first.";
    proxyPass = nullable types.str "URL that requests are passed to.";
    proxyWebsockets = switch false "Whether websockets can be proxied.";
    recommendedProxySettings = switch server.recommendedProxySettings "Whether the usual headers about the client go along.";
    recommendedUwsgiSettings = switch server.recommendedUwsgiSettings "Whether the usual uwsgi parameters go along.";
    return = nullable (types.either types.str types.int) "Status, text or URL to answer with.";
    root = nullable types.path "Directory that the request's path is looked up in.";
    tryFiles = nullable types.str "Files to try, one after the other.";
    uwsgiPass = nullable types.str "uwsgi server that requests are passed to.";
  };
}
