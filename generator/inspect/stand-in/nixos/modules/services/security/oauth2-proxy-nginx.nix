# A double of the NixOS module that puts nginx hosts behind oauth2-proxy.
{ config, lib, ... }:
let
  inherit (import ../web-servers/nginx/option-shorthands.nix lib)
    nullable
    option
    required
    types
    ;
  inherit (config.services) oauth2-proxy;
  cfg = oauth2-proxy.nginx;

  restriction = nullable (types.listOf types.str);
  host = types.submodule {
    options = {
      allowed_email_domains = restriction "Domains of addresses that are let in.";
      allowed_emails = restriction "Addresses that are let in.";
      allowed_groups = restriction "Groups that are let in.";
    };
  };
  query =
    restrictions:
    lib.concatStringsSep "&" (
      lib.mapAttrsToList (name: values: "${name}=${lib.concatMapStringsSep "," lib.escapeURL values}") (
        lib.filterAttrs (_: values: values != null) restrictions
      )
    );

  protected = _: restrictions: {
    extraConfig = ''
      auth_request /oauth2/auth;
      error_page 401 = @redirectToAuth2ProxyLogin;
    '';
    locations = {
      "/".extraConfig = ''
        auth_request_set $user $upstream_http_x_auth_request_user;
        auth_request_set $email $upstream_http_x_auth_request_email;
        auth_request_set $auth_cookie $upstream_http_set_cookie;
        proxy_set_header X-User $user;
        proxy_set_header X-Email $email;
        add_header Set-Cookie $auth_cookie;
      '';
      "= /oauth2/auth" = {
        proxyPass = "${cfg.proxy}/oauth2/auth?${query restrictions}";
        extraConfig = ''
          auth_request off;
          proxy_set_header X-Scheme $scheme;
          proxy_set_header Content-Length "";
          proxy_pass_request_body off;
        '';
      };
      "@redirectToAuth2ProxyLogin" = {
        return = "307 https://${cfg.domain}/oauth2/start?rd=$scheme://$host$request_uri";
        extraConfig = "auth_request off;";
      };
    };
  };
in
{
  options.services.oauth2-proxy.nginx = {
    domain = required types.str "Host with oauth2-proxy's own pages.";
    proxy = option types.str oauth2-proxy.httpAddress "Address of oauth2-proxy.";
    virtualHosts = option (types.coercedTo (types.listOf types.str) (
      names: lib.genAttrs names (_: { })
    ) (types.attrsOf host)) { } "Hosts that need a session.";
  };

  config.services = lib.mkIf (cfg.virtualHosts != { }) {
    oauth2-proxy.enable = lib.mkIf (lib.hasPrefix "127.0.0.1:" cfg.proxy) true;
    nginx = lib.mkIf oauth2-proxy.enable {
      recommendedProxySettings = true;
      virtualHosts = lib.mkMerge [
        {
          ${cfg.domain}.locations."/oauth2/" = {
            proxyPass = cfg.proxy;
            extraConfig = ''
              auth_request off;
              proxy_set_header X-Scheme $scheme;
              proxy_set_header X-Auth-Request-Redirect $scheme://$host$request_uri;
            '';
          };
        }
        (lib.mapAttrs protected cfg.virtualHosts)
      ];
    };
  };
}
