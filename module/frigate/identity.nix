# Written by `npm run generate` from generator/schema; change it there.
#
# The locations of the identity server. The values that stand in them are explained in common.nix.
{
  cfg,
  common,
  gatewayHeaders,
  lib,
  ...
}:
{
  # The gateway says who the user is. Then Frigate says what they may see.
  "= /auth" = lib.mkIf common.asksGateway {
    proxyPass = "http://$frigate_judge";
    recommendedProxySettings = false;
    extraConfig = ''
      # Rules for all of nginx are about addresses; here there is none.
      allow all;
      auth_request /gateway;
      auth_request_set $frigate_gateway_user ${common.userVariable};
    ''
    + lib.optionalString (cfg.nginx.reverseProxy.roleHeader != null) ''
      auth_request_set $frigate_gateway_groups ${common.rolesVariable};
    ''
    + ''
      auth_request_set $frigate_gateway_cookie $upstream_http_set_cookie;
      auth_request_set $frigate_gateway_location ${common.signInVariable};
    ''
    + lib.optionalString common.splitsCookie ''
      auth_request_set $frigate_gateway_second_value $upstream_cookie_${common.sessionCookie}_1;
      add_header X-Frigate-Cookie $frigate_gateway_second_cookie always;
    ''
    + ''
      add_header Set-Cookie $frigate_gateway_first_cookie always;
      add_header Location $frigate_directions always;
      add_header X-Frigate-Sign-In $frigate_gateway_location always;
      proxy_cache off;
      proxy_pass_request_headers off;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-CSRF-TOKEN 1;
      proxy_set_header X-Original-URL $http_x_original_url;
      proxy_set_header X-Original-Method $http_x_original_method;
      proxy_set_header Remote-User $frigate_gateway_user;
      proxy_set_header Remote-Role $frigate_gateway_role;
    ''
    + lib.optionalString common.sendsSecret "proxy_set_header X-Proxy-Secret $http_x_proxy_secret;\n";
  };

  # The gateway is asked without a body, which it would wait for, and without headers of the client's choice.
  "= /gateway" = lib.mkIf common.asksGateway {
    proxyPass = "${common.gatewayScheme}://frigate-gateway${common.gatewayPath}";
    recommendedProxySettings = false;
    extraConfig = ''
      internal;
      proxy_pass_request_headers off;
      proxy_pass_request_body off;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Content-Length "";
      proxy_set_header Cookie $http_cookie;
      # A gateway that hangs must not hang everybody.
      proxy_connect_timeout 5s;
      proxy_send_timeout 15s;
      proxy_read_timeout 15s;
      # Tokens and group lists make long headers.
      proxy_buffer_size 32k;
      proxy_buffers 8 32k;
    ''
    + lib.optionalString common.gatewayOverTls ''
      proxy_ssl_server_name on;
      proxy_ssl_name ${common.gatewayHost};
      proxy_ssl_verify on;
      proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
    ''
    + lib.optionalString (cfg.nginx.authCache == null) ''
      proxy_cache off;
    ''
    + lib.optionalString (cfg.nginx.authCache != null) ''
      # Cached: answers that let a named user in and set no cookie. The key holds all of the user's credentials.
      proxy_cache frigate_auth_cache;
      proxy_cache_key "${common.authCacheKey}";
      proxy_cache_valid 200 202 204 ${cfg.nginx.authCache};
      # A page's requests wait for the first one's answer, but only this long. Then each asks for itself.
      proxy_cache_lock on;
      proxy_cache_lock_timeout 10ms;
      proxy_ignore_headers Cache-Control Expires Vary X-Accel-Expires;
      proxy_no_cache $frigate_nameless;
    ''
    + gatewayHeaders;
  };

  # A client while Frigate's own sign-in is on, which looks at nothing but its token.
  "= /client".extraConfig = ''
    add_header Remote-User $http_remote_user always;
    add_header Remote-Role $http_remote_role always;
    return 204;
  '';

  # Who is not known.
  "= /stranger".extraConfig = ''
    add_header Location $frigate_directions always;
    return 401;
  '';

  # The gateway let somebody in, but named nobody.
  "= /nameless" = lib.mkIf common.asksGateway { extraConfig = "return 403;\n"; };
}
