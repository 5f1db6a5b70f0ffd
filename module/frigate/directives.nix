# Written by `npm run generate` from generator/schema; change it there.
#
# Bundles of nginx directives. The values that stand in them are explained in common.nix.
{ common, lib }:
rec {
  # Asks Frigate whether the request may pass, and as whom.
  authorize = ''
    set $frigate_uri $frigate_original_uri;
    ${lib.optionalString common.hasClients "set $frigate_path $uri;"}
    auth_request /auth;
    auth_request_set $frigate_user $upstream_http_remote_user;
    auth_request_set $frigate_role $upstream_http_remote_role;
    auth_request_set $frigate_groups $upstream_http_remote_groups;
    auth_request_set $frigate_email $upstream_http_remote_email;
    auth_request_set $frigate_name $upstream_http_remote_name;
    auth_request_set $frigate_location $upstream_http_location;
    auth_request_set $frigate_cookie $upstream_http_set_cookie;
    add_header Set-Cookie $frigate_cookie${common.always};
  ''
  + lib.optionalString common.splitsCookie ''
    auth_request_set $frigate_second_cookie $upstream_http_x_frigate_cookie;
    add_header Set-Cookie $frigate_second_cookie always;
  '';
  # Where to sign in, for a page whose call gets a 401.
  signInLocation = "add_header Location $frigate_location${common.always};\n";
  # A websocket cannot follow: its 401 has no Location.
  noSignInLocation = "add_header Location $frigate_location;\n";
  # The page itself asks for a session, so that the browser is sent to sign in before it is shown.
  signInPage = ''
    auth_request_set $frigate_sign_in $upstream_http_x_frigate_sign_in;
    error_page 401 = @frigate_sign_in;
  '';
  proxied = ''
    client_max_body_size 20M;
    client_body_buffer_size 128k;
    proxy_next_upstream error timeout invalid_header http_500 http_502 http_503;
    proxy_redirect http:// $scheme://;
    proxy_buffers 64 256k;
    send_timeout 5m;
    proxy_read_timeout 360;
    proxy_send_timeout 360;
    proxy_connect_timeout 360;
  '';
  keepAlive = ''
    proxy_http_version 1.1;
    proxy_set_header Connection "";
  '';
  # An answer depends on who asks, so the key holds listener, role and user, with a line break between them.
  apiCache = ''
    proxy_cache frigate_api_cache;
    proxy_cache_key $scheme$proxy_host$request_uri\n$server_port\n$frigate_role\n$frigate_user;
    # nginx wakes who waits for another one's answer every 500 ms, or when this time is up.
    proxy_cache_lock on;
    proxy_cache_lock_timeout 50ms;
    proxy_cache_use_stale updating;
    proxy_cache_valid 200 5s;
    proxy_cache_bypass $cookie_session $http_x_cache_bypass;
    proxy_no_cache $cookie_session $frigate_no_cache;
    add_header X-Cache-Status $upstream_cache_status;
  '';
  # nginx redirects to a path's last slash: not by way of the client's Host, or of a port behind a proxy.
  relativeRedirects = "absolute_redirect off;\n";
  openFileCache = ''
    open_file_cache max=1000 inactive=5m;
    open_file_cache_valid 2m;
    open_file_cache_min_uses 1;
    open_file_cache_errors on;
  '';
  # Compression for Frigate's own files; other hosts of this nginx keep what they have.
  gzip = ''
    gzip on;
    gzip_static on;
    gzip_vary on;
    gzip_comp_level 5;
    gzip_min_length 256;
    gzip_proxied expired no-cache no-store private auth;
    gzip_types application/javascript application/json application/manifest+json application/vnd.apple.mpegurl
      image/svg+xml text/css text/javascript;
  '';
  noStore = ''
    add_header Cache-Control no-store;
    expires off;
  '';
  largeBuffers = ''
    proxy_buffer_size 32k;
    proxy_buffers 8 32k;
  '';
  verifyTls = ''
    proxy_ssl_server_name on;
    proxy_ssl_verify on;
    proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
  '';
  # `/auth` passes on of the client's request what is listed here. It asks Frigate, or the identity server.
  ask = ''
    internal;
    proxy_pass_request_headers off;
    proxy_set_header Authorization $http_authorization;
    proxy_set_header Content-Length "";
    proxy_set_header Cookie $http_cookie;
    proxy_set_header X-CSRF-TOKEN 1;
    proxy_set_header X-Original-Method $request_method;
  '';
  askFrigate = ''
    ${ask}
    # Frigate looks in it for the camera, so nothing in it may be of the client's choice (`Host: a?b`, `//`).
    proxy_set_header X-Original-URL $scheme://${common.cfg.hostname}$frigate_uri;
    # By this port Frigate knows its own requests, and lets them in.
    proxy_set_header X-Server-Port $server_port;
  '';
  askIdentity = ''
    ${ask}
    proxy_pass_request_body off;
    # Neither Host header nor path tricks change what is judged.
    proxy_set_header X-Original-URL ${common.cfg.nginx.publicUrl}$frigate_uri;
    proxy_set_header X-Frigate-Uri $frigate_uri;
    proxy_set_header X-Frigate-Address $remote_addr;
    proxy_set_header X-Frigate-Port $remote_port;
    # Empty, and so not sent, but for Frigate's own requests.
    proxy_set_header X-Server-Port $frigate_internal_port;
    proxy_set_header Remote-User $frigate_known_user;
    proxy_set_header Remote-Role $frigate_known_role;
    # Not even where all of nginx has a cache.
    proxy_cache off;
    proxy_buffer_size 32k;
    # Never asked, as all names are upstreams; gixy wants it.
    resolver 127.0.0.1;
    ${lib.optionalString common.sendsSecret "proxy_set_header X-Proxy-Secret ${common.secret};"}
  '';
  # The gateway's own pages. What a client says of the address it came to is not passed on.
  gatewayPage = ''
    proxy_set_header Host ${common.publicHost};
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto ${common.publicScheme};
    proxy_set_header X-Forwarded-Host ${common.publicHost};
    proxy_set_header X-Forwarded-Uri $request_uri;
    proxy_set_header X-Forwarded-Server "";
    proxy_set_header X-Auth-Request-Redirect "";
    ${keepAlive}
    ${largeBuffers}
    ${relativeRedirects}
    ${verifyTls}
  '';
  # Recordings as HLS, cut by nginx-vod-module, which fetches the list of files from Frigate through `/api/vod/`.
  vod = ''
    aio threads;
    vod hls;
    vod_mode mapped;
    vod_upstream_location /api;
    # The module caches by this address, so it holds role and user. /api/vod/ drops them.
    vod_media_set_map_uri $vod_suburi\n$frigate_role\n$frigate_user;
    vod_max_mapping_response_size 1m;
    vod_base_url "";
    vod_segments_base_url "";
    vod_hls_version 6;
    # Fragmented MP4: smaller segments, which browsers play without repackaging.
    ${lib.optionalString (common.since "0.17") "vod_hls_container_format fmp4;"}
    vod_hls_mpegts_align_frames off;
    vod_hls_mpegts_interleave_frames on;
    vod_align_segments_to_key_frames on;
    vod_manifest_segment_durations_mode accurate;
    vod_ignore_edit_list on;
    vod_segment_duration 10000;
    vod_open_file_thread_pool default;
    vod_metadata_cache metadata_cache 512m;
    vod_mapping_cache mapping_cache 5m 10m;
    secure_token $args;
    secure_token_types application/vnd.apple.mpegurl;
    keepalive_disable safari;
    # The vod module answers 502 for a recording that does not exist.
    ${lib.optionalString (common.since "0.16") "error_page 502 =404 /vod-not-found;"}
  '';
  # Maps at http level that hold nothing of a user's configuration.
  maps = ''
    # Only JSON is remembered; FastAPI names that type without parameters.
    map $sent_http_content_type $frigate_no_cache {
      application/json 0;
      default 1;
    }
    # The URI, safe for a header: $uri is decoded, and a %0a would end the line. \z, as $ matches before a last line
    # break.
    map $uri $frigate_original_uri {
      "~^[A-Za-z0-9_/.~!&'()*+,:=@-]+\z" $uri$is_args$args;
      default $frigate_raw_uri;
    }
    # Frigate does not look behind dot segments, and shows /clips/../ to nobody (frigate/api/media_auth.py).
    map $request_uri $frigate_raw_uri {
      "~*^[^?]*(?:/|%2f)(?:\.|%2e)+(?:/|%2f|\?|\z)" /clips/../;
      default $request_uri;
    }
  ''
  + lib.optionalString common.signsOn ''
    # Who decides: Frigate lets its own requests in, which know no gateway.
    map $frigate_internal_port $frigate_decider {
      "" $frigate_outside;
      default frigate-api/auth;
    }
  ''
  + lib.optionalString common.trustsProxy ''
    # A comma: nginx joins two headers of one name, of which one may be the client's.
    map $frigate_proxy_user $frigate_person {
      "" frigate-identity/stranger;
      "~," frigate-identity/stranger;
      default frigate-api/auth;
    }
  ''
  + lib.optionalString common.asksGateway ''
    # Who has no name is refused. A map, as nginx runs set and if before it asks.
    map $frigate_gateway_user $frigate_judge {
      "" frigate-identity/nameless;
      default frigate-api/auth;
    }
    # Whether a browser goes to a page; older ones do not say.
    map $http_sec_fetch_mode $frigate_navigation {
      "" 1;
      navigate 1;
      default "";
    }
  ''
  + lib.optionalString common.splitsCookie ''
    # The attributes of a session cookie, for its second part.
    map $frigate_gateway_first_cookie $frigate_cookie_attributes {
      "~^[^;]*(?<frigate_attributes>;.*)" $frigate_attributes;
      default "";
    }
  '';
  # The identity server, and its locations.
  identityServer = ''
    access_log off;
    large_client_header_buffers 4 32k;
    # Never asked, as all names are upstreams; gixy wants it.
    resolver 127.0.0.1;
  '';
  identityLocations = {
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
      + lib.optionalString common.readsRoles "auth_request_set $frigate_gateway_groups ${common.rolesVariable};\n"
      + ''
        auth_request_set $frigate_gateway_cookie $upstream_http_set_cookie;
        auth_request_set $frigate_gateway_location ${common.signInVariable};
        add_header Set-Cookie $frigate_gateway_first_cookie always;
        add_header Location $frigate_directions always;
        add_header X-Frigate-Sign-In $frigate_gateway_location always;
        proxy_cache off;
        proxy_pass_request_headers off;
        ${keepAlive}
        proxy_set_header X-CSRF-TOKEN 1;
        proxy_set_header X-Original-URL $http_x_original_url;
        proxy_set_header X-Original-Method $http_x_original_method;
        proxy_set_header Remote-User $frigate_gateway_user;
        proxy_set_header Remote-Role $frigate_gateway_role;
      ''
      + lib.optionalString common.splitsCookie ''
        auth_request_set $frigate_gateway_second_value ${common.secondVariable};
        add_header X-Frigate-Cookie $frigate_gateway_second_cookie always;
      ''
      + "${lib.optionalString common.sendsSecret "proxy_set_header X-Proxy-Secret $http_x_proxy_secret;"}\n";
    };
    # The gateway is asked without a body, which it would wait for, and without headers of the client's choice.
    "= /gateway" = lib.mkIf common.asksGateway {
      proxyPass = "${common.gatewayScheme}://frigate-gateway${common.gatewayPath}";
      recommendedProxySettings = false;
      extraConfig = ''
        internal;
        proxy_pass_request_headers off;
        proxy_pass_request_body off;
        proxy_set_header Content-Length "";
        proxy_set_header Cookie $http_cookie;
        # A gateway that hangs must not hang everybody.
        proxy_connect_timeout 5s;
        proxy_send_timeout 15s;
        proxy_read_timeout 15s;
        ${keepAlive}
        ${largeBuffers}
      ''
      + lib.optionalString common.gatewayOverTls ''
        ${verifyTls}
        proxy_ssl_name ${common.gatewayHost};
      ''
      + "${lib.optionalString (common.cfg.nginx.authCache == null) "proxy_cache off;"}\n"
      + lib.optionalString (common.cfg.nginx.authCache != null) ''
        # Cached: answers that let a named user in and set no cookie. The key holds all of the user's credentials.
        proxy_cache frigate_auth_cache;
        proxy_cache_key "${common.authCacheKey}";
        proxy_cache_valid 200 202 204 ${common.cfg.nginx.authCache};
        # A page's requests wait for the first one's answer, but only this long. Then each asks for itself.
        proxy_cache_lock on;
        proxy_cache_lock_timeout 10ms;
        proxy_ignore_headers Cache-Control Expires Vary X-Accel-Expires;
        proxy_no_cache $frigate_nameless;
      ''
      + common.gatewayHeaders;
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
  };
}
