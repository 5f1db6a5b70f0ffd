# Written by `npm run generate` from generator/schema; change it there.
#
# Servers that are no virtual hosts, so that what is set for all hosts does not reach them.
{
  common,
  directives,
  lib,
}:
let
  inherit (directives) authCached gatewayAnswer keepAlive;
in
{
  # Frigate's own listener.
  internalServer = ''
    error_page 418 /418;
    proxy_intercept_errors off;
    limit_conn_dry_run on;
    limit_req_dry_run on;
    proxy_cache off;
    proxy_bind off;
    proxy_pass_request_body on;
    proxy_pass_request_headers on;
    auth_basic off;
    auth_request off;
    limit_rate 0;
    ssi off;
    set $frigate_user anonymous;
    set $frigate_role admin;
    set $frigate_groups "";
    set $frigate_email "";
    set $frigate_name "";
    # A page of another site, in a browser on this host, must not use it.
    if ($frigate_foreign) {
      return 403;
    }
  '';
  # The identity server.
  identityServer = ''
    error_page 418 /418;
    proxy_intercept_errors off;
    limit_conn_dry_run on;
    limit_req_dry_run on;
    proxy_cache off;
    proxy_bind off;
    proxy_http_version 1.1;
    proxy_next_upstream error timeout;
    proxy_method GET;
    auth_basic off;
    auth_request off;
    satisfy all;
    auth_delay 0;
    ignore_invalid_headers on;
    underscores_in_headers off;
    large_client_header_buffers 4 32k;
    access_log off;
    proxy_hide_header X-Accel-Expires;
    proxy_redirect off;
    userid off;
    # try_files looks for nothing here, and once.
    root /var/empty;
    open_file_cache max=10;
    open_file_cache_errors on;
    open_file_cache_valid 1h;
  ''
  + lib.optionalString common.asksGateway ''
    # A gateway that hangs must not hang everybody.
    proxy_connect_timeout 5s;
    proxy_send_timeout 15s;
    proxy_read_timeout 15s;
    proxy_buffer_size 32k;
    proxy_buffers 8 32k;
  '';
  # Its locations.
  identityLocations =
    lib.optionalAttrs common.asksGateway {
      # The gateway says who the user is, and the map whether that user may come in.
      "= /auth" = ''
        allow all;
        auth_request /gateway;
        auth_request_set $frigate_gateway_user ${common.userVariable};
      ''
      + lib.optionalString common.readsRoles "auth_request_set $frigate_gateway_groups ${common.rolesVariable};\n"
      + "auth_request_set $frigate_gateway_cookie $upstream_http_set_cookie;\n"
      + lib.optionalString common.splitsCookie ''
        # A large session comes in two cookies.
        auth_request_set $frigate_gateway_second_value ${common.secondVariable};
      ''
      + "auth_request_set $frigate_gateway_location ${common.signInVariable};\n"
      + lib.optionalString common.asksGateway "${gatewayAnswer}\n"
      + ''
        # Not return, which nginx runs before it asks.
        try_files "" $frigate_verdict;
      '';
      # The gateway is asked without a body, which it would wait for, and without headers of the client's choice.
      "= /gateway" = ''
        internal;
        proxy_pass ${common.gatewayAddress};
        proxy_pass_request_headers off;
        proxy_pass_request_body off;
        proxy_set_header Content-Length "";
        proxy_set_header Cookie $http_cookie;
        ${keepAlive}
      ''
      + lib.optionalString common.gatewayOverTls ''
        proxy_ssl_server_name on;
        proxy_ssl_verify on;
        proxy_ssl_verify_depth 3;
        proxy_ssl_trusted_certificate ${common.cfg.nginx.gatewayTls.caFile};
        proxy_ssl_name ${common.gatewayTlsName};
      ''
      + lib.optionalString (common.cfg.nginx.authCache != null) ''
        # Cached: answers that let a named user in and set no cookie. The key holds all of the user's credentials.
        proxy_cache frigate_auth_cache;
        proxy_cache_key "${common.authCacheKey}";
        proxy_cache_valid 200 202 204 ${common.cfg.nginx.authCache};
        ${authCached}
        proxy_no_cache $frigate_nameless;
      '';
    }
    // lib.optionalAttrs common.knowsSome {
      # A client or a trusted proxy's user: nginx knows the name already.
      "= /known" = ''
        allow all;
        try_files "" $frigate_entry;
      '';
    }
    // lib.optionalAttrs common.asksFrigate {
      # May come in, if Frigate agrees: it knows whose camera a file or stream belongs to.
      "= /frigate" = ''
        internal;
        allow all;
        proxy_pass http://frigate-api/auth;
        proxy_pass_request_headers off;
        proxy_pass_request_body off;
        proxy_read_timeout 60s;
        proxy_set_header Content-Length "";
        ${keepAlive}
        proxy_set_header X-CSRF-TOKEN 1;
        proxy_set_header X-Original-URL $http_x_original_url;
        proxy_set_header X-Original-Method $http_x_original_method;
        proxy_set_header Remote-User $frigate_admitted_user;
        proxy_set_header Remote-Role $frigate_admitted_role;
        ${lib.optionalString common.sendsSecret "proxy_set_header X-Proxy-Secret $http_x_proxy_secret;"}
      ''
      + lib.optionalString common.asksGateway "${gatewayAnswer}\n";
    }
    // lib.optionalAttrs common.trustsProxy {
      # Has no name: is to sign in.
      "= /stranger" = ''
        add_header Location $frigate_directions always;
        return 401;
      '';
    }
    // {
      # May come in.
      "= /admitted" =
        "internal;\n"
        + lib.optionalString common.asksGateway "${gatewayAnswer}\n"
        + ''
          add_header Remote-User $frigate_admitted_user;
          add_header Remote-Role $frigate_admitted_role;
          return 204;
        '';
      # Has no name though the gateway has let them in, or has no role, or comes by way of another site's page.
      "= /refused" = lib.optionalString common.asksGateway "${gatewayAnswer}\n" + ''
        add_header Remote-User $frigate_admitted_user always;
        return 403;
      '';
    };
}
