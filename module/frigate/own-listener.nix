# Frigate's own listener: a server of its own, and no virtual host. What guards the public one does not stop Frigate's
# requests, and what is set for all hosts does not reach it.
{
  aliased,
  common,
  directives,
  files,
  lib,
  web,
}:
let
  inherit (common) cfg facts;
  servers = import ./servers.nix { inherit common directives lib; };
  headers = common.setHeaders facts.identity + directives.forwarded;
  # A location as text: what nixpkgs' nginx module makes of it, as far as it is needed.
  textOf =
    location:
    let
      parts = location.content or location;
      directive =
        name: attribute:
        lib.optionalString (parts ? ${attribute}) "${name} ${toString parts.${attribute}};\n";
    in
    if location.condition or true then
      directive "proxy_pass" "proxyPass"
      + directive "root" "root"
      + directive "alias" "alias"
      + directive "try_files" "tryFiles"
      + directive "return" "return"
      # Rules for all of nginx are about other people's addresses.
      + lib.optionalString (!parts ? return) "allow all;\n"
      + (parts.extraConfig or "")
    else
      null;
in
{
  # The kinds of locations. The server says what they have in common.
  kinds = rec {
    check.return = 404;
    api = proxyPass: extraConfig: { inherit proxyPass extraConfig; };
    cached = proxyPass: lines: api proxyPass (directives.apiCache + lines);
    guarded = extraConfig: { inherit extraConfig; };
    guardedAlias = aliased;
    media = lines: {
      root = facts.stateDirectory;
      extraConfig = files lines;
    };
    page = web;
    public = api;
    websocket = proxyPass: lines: api proxyPass (headers + directives.upgrade + lines);
  };
  server =
    locations:
    common.server ''
      listen ${cfg.nginx.internalListen};
      server_name ${lib.head (lib.splitString ":" cfg.nginx.internalListen)} localhost;
      ${servers.internalServer}
      ${directives.proxied}
      ${directives.keepAlive}
      ${headers}
    '' (lib.mapAttrs (_: textOf) (removeAttrs locations facts.waysToSignIn));
}
