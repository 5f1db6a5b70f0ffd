# Written by `npm run generate` from generator/schema; change it there.
#
# Bundles of nginx directives. The values that stand in them are explained in common.nix.
{ common, lib }:
rec {
  # Asks Frigate whether the request may pass, and as whom.
  authorize = ''
    set $frigate_uri $frigate_original_uri;
    ${lib.optionalString common.hasClients "set $frigate_path $uri;"}
    ${lib.optionalString common.judgesCameras "set $frigate_judged 0;"}
    satisfy all;
    auth_request /auth;
    auth_request_set $frigate_user $upstream_http_remote_user;
    auth_request_set $frigate_role $upstream_http_remote_role;
    auth_request_set $frigate_groups $upstream_http_remote_groups;
    auth_request_set $frigate_email $upstream_http_remote_email;
    auth_request_set $frigate_name $upstream_http_remote_name;
    auth_request_set $frigate_location $upstream_http_location;
    auth_request_set $frigate_cookie $upstream_http_set_cookie;
    add_header Set-Cookie $frigate_renewed_cookie${common.always};
  ''
  + lib.optionalString common.splitsCookie ''
    auth_request_set $frigate_second_cookie $upstream_http_x_frigate_cookie;
    add_header Set-Cookie $frigate_second_cookie always;
  '';
  # Where to sign in, for a page whose call gets a 401.
  signInLocation = "add_header Location $frigate_location${common.always};\n";
  # A websocket cannot follow: its 401 has no Location.
  noSignInLocation = "add_header Location $frigate_location;\n";
  # Refuses what the page of another site asks for.
  sameSite = ''
    if ($frigate_foreign_page) {
      return 403;
    }
  '';
  # The page itself asks for a session, so that the browser is sent to sign in before it is shown.
  signInPage = ''
    auth_request_set $frigate_sign_in $upstream_http_x_frigate_sign_in;
    ${lib.optionalString common.asksGateway "error_page 401 = @frigate_sign_in;"}
    error_page 403 = @frigate_refusal;
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
    proxy_cache_background_update off;
    proxy_cache_convert_head on;
    proxy_cache_methods GET HEAD;
    proxy_cache_revalidate off;
    proxy_ignore_headers X-Accel-Charset;
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
  noStoreWithCookie = "add_header Cache-Control $frigate_cookie_cache_control${common.always};\n";
  keptPrivately = ''
    expires $frigate_private_time;
    add_header Cache-Control $frigate_private_cache_control;
  '';
  # Headers of nixpkgs' recommendedProxySettings, for a server that is no virtual host.
  forwarded = ''
    proxy_set_header Host $host;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $host;
    proxy_set_header X-Forwarded-Server $hostname;
  '';
  # As nixpkgs' proxyWebsockets.
  upgrade = ''
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
  '';
  largeBuffers = ''
    proxy_buffer_size 32k;
    proxy_buffers 8 32k;
  '';
  verifyTls = ''
    proxy_ssl_server_name on;
    proxy_ssl_verify on;
    proxy_ssl_verify_depth 3;
    proxy_ssl_trusted_certificate ${common.cfg.nginx.gatewayTls.caFile};
  ''
  + lib.optionalString (
    common.cfg.nginx.gatewayTls.serverName != null
  ) "proxy_ssl_name ${common.cfg.nginx.gatewayTls.serverName};\n";
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
    proxy_set_header X-Original-URL ${common.urlForFrigate}$frigate_uri;
    # By this port Frigate knows its own requests, and lets them in.
    proxy_set_header X-Server-Port $server_port;
  '';
  askIdentity = ''
    ${ask}
    proxy_pass_request_body off;
    proxy_set_header X-Original-URL ${common.urlForFrigate}$frigate_uri;
  ''
  + lib.optionalString common.asksGateway ''
    # Neither Host header nor path tricks change what the gateway judges.
    proxy_set_header X-Frigate-Url ${common.cfg.nginx.publicUrl}$frigate_uri;
    proxy_set_header X-Frigate-Uri $frigate_uri;
    proxy_set_header X-Frigate-Address $remote_addr;
    proxy_set_header X-Frigate-Port $remote_port;
  ''
  + "${lib.optionalString common.judgesCameras "proxy_set_header X-Frigate-Judged $frigate_judged;"}\n"
  + lib.optionalString common.knowsSome ''
    proxy_set_header Remote-User $frigate_known_user;
    proxy_set_header Remote-Role $frigate_known_role;
  ''
  + "proxy_buffer_size 32k;\n"
  + lib.optionalString common.choosesWhomToAsk ''
    # Never used, as all names are upstreams; gixy wants it.
    resolver 127.0.0.1;
  ''
  + "${lib.optionalString common.sendsSecret "proxy_set_header X-Proxy-Secret $http_x_proxy_secret;"}\n";
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
  # What the gateway's answer means to the browser; with each answer of the identity server.
  gatewayAnswer =
    "add_header Set-Cookie $frigate_gateway_first_cookie always;\n"
    + lib.optionalString common.splitsCookie "add_header X-Frigate-Cookie $frigate_gateway_second_cookie always;\n"
    + ''
      add_header Location $frigate_directions always;
      add_header X-Frigate-Sign-In $frigate_gateway_location always;
    '';
  # A page's requests wait for the first one's answer, but only this long. Then each asks for itself. An old
  # answer is never used.
  authCached = ''
    proxy_cache_lock on;
    proxy_cache_lock_timeout 10ms;
    proxy_cache_background_update off;
    proxy_cache_convert_head on;
    proxy_cache_methods GET HEAD;
    proxy_cache_revalidate off;
    proxy_cache_use_stale off;
    proxy_ignore_headers Cache-Control Expires Vary X-Accel-Expires;
  '';
  # Cached: that Frigate lets somebody in, and sets no cookie. The key holds all of the credentials.
  ownAuthCache = ''
    proxy_cache frigate_auth_cache;
    proxy_cache_key "${common.ownAuthCacheKey}";
    proxy_cache_valid 202 204 ${common.cfg.nginx.authCache};
    ${authCached}
  '';
  # What the rest of nginx is told must not change what /auth answers.
  sealed = ''
    error_page 418 /418;
    proxy_intercept_errors off;
    limit_conn_dry_run on;
    limit_req_dry_run on;
    proxy_bind off;
    proxy_method GET;
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
  ''
  + lib.optionalString (common.since "0.17") ''
    # Fragmented MP4: smaller segments, which browsers play without repackaging.
    vod_hls_container_format fmp4;
  ''
  + ''
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
  ''
  + lib.optionalString (common.since "0.16") ''
    # The vod module answers 502 for a recording that does not exist.
    error_page 502 =404 /vod-not-found;
  '';
}
