# Written by `npm run generate` from generator/schema; change it there.
#
# Bundles of nginx directives. The values that stand in them are explained in common.nix.
{
  cfg,
  common,
  lib,
  ...
}:
{
  # Asks Frigate whether the request may pass, and as whom.
  authorize =
    "set $frigate_uri $frigate_original_uri;\n"
    + lib.optionalString common.hasClients "set $frigate_path $uri;\n"
    + ''
      auth_request /auth;
      auth_request_set $frigate_user $upstream_http_remote_user;
      auth_request_set $frigate_role $upstream_http_remote_role;
      auth_request_set $frigate_groups $upstream_http_remote_groups;
      auth_request_set $frigate_email $upstream_http_remote_email;
      auth_request_set $frigate_name $upstream_http_remote_name;
      # The session cookie is renewed in the answer to the subrequest.
      auth_request_set $frigate_cookie $upstream_http_set_cookie;
      add_header Set-Cookie $frigate_cookie${common.always};
    ''
    + lib.optionalString common.splitsCookie ''
      auth_request_set $frigate_second_cookie $upstream_http_x_frigate_cookie;
      add_header Set-Cookie $frigate_second_cookie always;
    '';

  # Where to sign in, for a page whose call gets a 401.
  signInLocation = ''
    auth_request_set $frigate_location $upstream_http_location;
    add_header Location $frigate_location${common.always};
  '';

  # A websocket cannot follow: its 401 has no Location.
  noSignInLocation = ''
    auth_request_set $frigate_location $upstream_http_location;
    add_header Location $frigate_location;
  '';

  # The page itself asks for a session, so that the browser is sent to sign in before it is shown.
  signInPage = ''
    auth_request_set $frigate_sign_in $upstream_http_x_frigate_sign_in;
    error_page 401 = @frigate_sign_in;
  '';

  # How requests are handed to a backend.
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

  # Keeps the connection to the backend open.
  keepAlive = ''
    proxy_http_version 1.1;
    proxy_set_header Connection "";
  '';

  # Caches JSON answers for a moment. An answer depends on who asks, so the key holds listener, role and user,
  # with a line break between them, since it is in none of them.
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

  # nginx redirects to a path's last slash: not by way of the client's Host, or of a port that a proxy hides.
  relativeRedirects = "absolute_redirect off;\n";

  # Keeps files that are asked for often open.
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

  # For answers that browsers must ask for again.
  noStore = ''
    add_header Cache-Control no-store;
    expires off;
  '';

  # `/auth` without single sign-on asks Frigate. Of the client's request it sends only what is listed here.
  askFrigate = ''
    internal;
    proxy_pass_request_headers off;
    proxy_set_header X-Original-Method $request_method;
    # Frigate looks in it for the camera, so nothing in it may be of the client's choice (`Host: a?b`, `//`).
    proxy_set_header X-Original-URL $scheme://${cfg.hostname}$frigate_uri;
    # By this port Frigate knows its own requests, and lets them in.
    proxy_set_header X-Server-Port $server_port;
    proxy_set_header Content-Length "";
    proxy_set_header Authorization $http_authorization;
    proxy_set_header Cookie $http_cookie;
    proxy_set_header X-CSRF-TOKEN 1;
  '';

  # `/auth` with single sign-on asks the identity server. Of the client's request it sends only what is listed
  # here.
  askIdentity = ''
    internal;
    proxy_pass_request_headers off;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    proxy_set_header X-Original-Method $request_method;
    # Neither Host header nor path tricks change what is judged.
    proxy_set_header X-Original-URL ${cfg.nginx.publicUrl}$frigate_uri;
    proxy_set_header X-Frigate-Uri $frigate_uri;
    proxy_set_header X-Frigate-Address $remote_addr;
    proxy_set_header X-Frigate-Port $remote_port;
    # Empty, and so not sent, but for Frigate's own requests.
    proxy_set_header X-Server-Port $frigate_internal_port;
    proxy_set_header Authorization $http_authorization;
    proxy_set_header Cookie $http_cookie;
    proxy_set_header X-CSRF-TOKEN 1;
    proxy_set_header Remote-User $frigate_known_user;
    proxy_set_header Remote-Role $frigate_known_role;
  ''
  + lib.optionalString common.sendsSecret "proxy_set_header X-Proxy-Secret ${common.secret};\n"
  + ''
    # Not even where all of nginx has a cache.
    proxy_cache off;
    # Room for a session cookie in two parts.
    proxy_buffer_size 32k;
    # Never asked, as all names are upstreams; gixy wants it.
    resolver 127.0.0.1;
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
    proxy_set_header Connection "";
    proxy_http_version 1.1;
    proxy_ssl_server_name on;
    proxy_ssl_verify on;
    proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
    proxy_buffer_size 32k;
    proxy_buffers 8 32k;
    # nginx redirects to a path's last slash: not by way of the client's Host.
    absolute_redirect off;
  '';

  # Recordings as HLS, cut by nginx-vod-module, which fetches the list of files from Frigate through `/api/vod/`.
  vod = ''
    aio threads;
    vod hls;
    vod_mode mapped;
    vod_upstream_location /api;
    # The module finds Frigate's answer again by this address, so it holds role and user; /api/vod/ drops what is
    # behind the line break.
    vod_media_set_map_uri $vod_suburi\n$frigate_role\n$frigate_user;
    vod_max_mapping_response_size 1m;
    vod_base_url "";
    vod_segments_base_url "";
    vod_hls_version 6;
  ''
  + lib.optionalString (common.since "0.17") ''
    # Fragmented MP4: smaller segments than MPEG-TS, and browsers play them without repackaging.
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

  # The identity server itself.
  identityServer = ''
    access_log off;
    large_client_header_buffers 4 32k;
    # Never asked, as all names are upstreams; gixy wants it.
    resolver 127.0.0.1;
  '';

  # Maps at http level that hold nothing of the user's.
  maps = ''
    # Only JSON is remembered; FastAPI names that type without parameters.
    map $sent_http_content_type $frigate_no_cache {
      application/json 0;
      default 1;
    }
    # The address asked for, safe to put into a header: $uri is normalised but decoded, and a %0a in it would end
    # the header line. \z, because $ would also match before a final line break.
    map $uri $frigate_original_uri {
      "~^[A-Za-z0-9_/.~!&'()*+,:=@-]+\z" $uri$is_args$args;
      default $frigate_raw_uri;
    }
    # As it came, unless there are dot segments in it, behind which Frigate would not look: it shows this address to
    # nobody (extract_path in frigate/api/media_auth.py).
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
    # Who has no name is refused. A map, since nginx runs set and if before it asks the gateway.
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
}
