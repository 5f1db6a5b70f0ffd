# Written by `npm run generate` from generator/schema; change it there.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.frigate;

  # Whether Frigate is this version or later; its routes come and go.
  since = lib.versionAtLeast cfg.package.version;

  format = pkgs.formats.yaml { };

  # Frigate has no null: what is not set is left out.
  settings = lib.filterAttrsRecursive (_: value: value != null) cfg.settings;

  uncheckedConfig = format.generate "frigate.yaml" settings;

  checkedConfig = pkgs.runCommand "frigate-config" { preferLocalBuild = true; } ''
    cp ${uncheckedConfig} $out
    export CONFIG_FILE=$out
    export PYTHONPATH=${cfg.package.pythonPath}
    ${cfg.preCheckConfig}
    if ! ${cfg.package.python.interpreter} -m frigate --validate-config; then
      echo "Frigate refuses this configuration, see above. Where the build sandbox is the reason" >&2
      echo "(secrets, devices, network), set services.frigate.checkConfig = false." >&2
      exit 1
    fi
  '';

  configFile = if cfg.checkConfig then checkedConfig else uncheckedConfig;

  # Coral accelerators are named by bus in the detectors' settings: usb, usb:0, pci, …
  hasCoral =
    bus:
    lib.any (
      detector: detector.type or null == "edgetpu" && lib.hasPrefix bus (detector.device or "")
    ) (lib.attrValues (cfg.settings.detectors or { }));
  coralUsb = hasCoral "usb";
  coralPci = hasCoral "pci";
  coral = coralUsb || coralPci;

  # The listener that Frigate calls itself on: its setting is a port, or an address and a
  # port.
  internalOfSettings =
    let
      setting = toString (cfg.settings.networking.listen.internal or 5000);
    in
    if lib.hasInfix ":" setting then setting else "127.0.0.1:${setting}";

  vhost = config.services.nginx.virtualHosts.${cfg.hostname};
  portOf = address: lib.last (lib.splitString ":" address);
  startsWithOneOf =
    ranges: address: lib.any (range: builtins.match "${range}.*" address != null) ranges;
  isLoopback = startsWithOneOf [
    "127\\."
    "\\[::1]"
  ];
  # Private, shared, link-local and unique local addresses.
  isPrivate = startsWithOneOf [
    "10\\."
    "172\\.(1[6-9]|2[0-9]|3[01])\\."
    "192\\.168\\."
    "100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\."
    "169\\.254\\."
    "\\[[fF][eE][89abAB]"
    "\\[[fF][cCdD]"
  ];

  # Text that becomes part of an nginx directive. nginx cannot escape a dollar sign, so what
  # could end the directive or bring in a variable is refused.
  matching = meaning: expression: lib.types.strMatching expression // { description = meaning; };
  listenAddress = matching "IP address and port, such as 127.0.0.1:5000 or [::1]:5000" "([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+]):[1-9][0-9]{0,4}";
  headerValue = matching "HTTP header value without double quotes, dollar signs and backslashes" "[^\"$\\[:cntrl:]]+";
  isHeaderName = name: builtins.match "[A-Za-z][A-Za-z0-9-]*" name != null;
  headerValues =
    lib.types.addCheck (lib.types.attrsOf headerValue) (
      headers: lib.all isHeaderName (lib.attrNames headers)
    )
    // {
      description = "attribute set of HTTP header values by header name";
    };

  # Asks Frigate whether the request may pass, and as whom.
  authorize = ''
    set $frigate_uri $frigate_original_uri;
    auth_request /auth;
    auth_request_set $frigate_user $upstream_http_remote_user;
    auth_request_set $frigate_role $upstream_http_remote_role;
    auth_request_set $frigate_groups $upstream_http_remote_groups;
    auth_request_set $frigate_email $upstream_http_remote_email;
    auth_request_set $frigate_name $upstream_http_remote_name;
    # The session cookie is renewed in the answer to the question.
    auth_request_set $frigate_cookie $upstream_http_set_cookie;
    add_header Set-Cookie $frigate_cookie;
    auth_request_set $frigate_location $upstream_http_location;
    add_header Location $frigate_location;
  '';

  # Tells the backend who is asking, in place of everything the client claims.
  identify = ''
    proxy_set_header Remote-User $frigate_user;
    proxy_set_header Remote-Role $frigate_role;
    proxy_set_header Remote-Groups $frigate_groups;
    proxy_set_header Remote-Email $frigate_email;
    proxy_set_header Remote-Name $frigate_name;
    proxy_set_header X-Forwarded-User "";
    proxy_set_header X-Forwarded-Groups "";
    proxy_set_header X-Forwarded-Email "";
    proxy_set_header X-Forwarded-Preferred-Username "";
    proxy_set_header X-Auth-Request-User "";
    proxy_set_header X-Auth-Request-Groups "";
    proxy_set_header X-Auth-Request-Email "";
    proxy_set_header X-Auth-Request-Preferred-Username "";
    proxy_set_header X-authentik-username "";
    proxy_set_header X-authentik-groups "";
    proxy_set_header X-authentik-email "";
    proxy_set_header X-authentik-name "";
    proxy_set_header X-authentik-uid "";
    proxy_set_header X-Proxy-Secret "";
    proxy_set_header X-Server-Port "";
  '';

  # Drops every header that could name a user: these paths are answered without asking who it
  # is, so what a client claims must not reach Frigate.
  anonymous = ''
    proxy_set_header Remote-User "";
    proxy_set_header Remote-Role "";
    proxy_set_header Remote-Groups "";
    proxy_set_header Remote-Email "";
    proxy_set_header Remote-Name "";
    proxy_set_header X-Forwarded-User "";
    proxy_set_header X-Forwarded-Groups "";
    proxy_set_header X-Forwarded-Email "";
    proxy_set_header X-Forwarded-Preferred-Username "";
    proxy_set_header X-Auth-Request-User "";
    proxy_set_header X-Auth-Request-Groups "";
    proxy_set_header X-Auth-Request-Email "";
    proxy_set_header X-Auth-Request-Preferred-Username "";
    proxy_set_header X-authentik-username "";
    proxy_set_header X-authentik-groups "";
    proxy_set_header X-authentik-email "";
    proxy_set_header X-authentik-name "";
    proxy_set_header X-authentik-uid "";
    proxy_set_header X-Proxy-Secret "";
    proxy_set_header X-Server-Port "";
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

  # Keeps the connection to the backend open: with HTTP/1.0, or a Connection header that says
  # close, every request would open its own.
  keepAlive = ''
    proxy_http_version 1.1;
    proxy_set_header Connection "";
  '';

  # Remembers JSON answers for a moment. The key holds listener, role and user: an answer
  # depends on who asked, and with nginx's own key the next person would be shown an
  # administrator's. The name comes last, since it is the only part that can hold the
  # separator.
  apiCache = ''
    proxy_cache frigate_api_cache;
    proxy_cache_key "$scheme$proxy_host$request_uri|$server_port|$frigate_role|$frigate_user";
    proxy_cache_lock on;
    proxy_cache_use_stale updating;
    proxy_cache_valid 200 5s;
    proxy_cache_bypass $cookie_session $http_x_cache_bypass;
    proxy_no_cache $cookie_session $frigate_no_cache;
    add_header X-Cache-Status $upstream_cache_status;
  '';

  # Keeps files that are asked for often open.
  openFiles = ''
    open_file_cache max=1000 inactive=5m;
    open_file_cache_valid 2m;
    open_file_cache_min_uses 1;
    open_file_cache_errors on;
    aio on;
  '';

  # Compression, for Frigate's own files only: other hosts of this nginx keep what they have.
  compressed = ''
    gzip on;
    gzip_static on;
    gzip_vary on;
    gzip_comp_level 5;
    gzip_min_length 256;
    gzip_proxied expired no-cache no-store private auth;
    gzip_types application/javascript application/json application/manifest+json application/vnd.apple.mpegurl image/svg+xml text/css text/javascript;
  '';

  # For answers that browsers must ask for again.
  notKept = ''
    add_header Cache-Control no-store;
    expires off;
  '';

  responseHeaders = lib.concatStrings (
    lib.mapAttrsToList (name: value: ''
      add_header ${name} "${value}" always;
    '') cfg.nginx.responseHeaders
  );

  internalListener = lib.optionalString (cfg.nginx.internalListen != null) ''
    # Frigate's own requests, for example when it exports a recording.
    # https://github.com/NixOS/nixpkgs/issues/370349
    listen ${cfg.nginx.internalListen};
  '';
in
{
  options = {
    services.frigate = {
      enable = lib.mkEnableOption "Frigate, a network video recorder that detects objects in camera streams";

      package = lib.mkPackageOption pkgs "frigate" { };

      checkConfig = lib.mkOption {
        type = lib.types.bool;
        default =
          pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform
          && !pkgs.stdenv.hostPlatform.isAarch64;
        defaultText = lib.literalExpression "pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform && !pkgs.stdenv.hostPlatform.isAarch64";
        description = ''
          Whether Frigate checks its configuration while the system is being built.

          The check runs Frigate itself, so it is off by default where the building machine cannot run it, and on AArch64.
        '';
      };

      hostname = lib.mkOption {
        type = lib.types.str;
        example = "frigate.example.com";
        description = ''
          Name of the nginx virtual host that serves Frigate.

          TLS, addresses and everything else about that host are set in
          {option}`services.nginx.virtualHosts.<name>` as usual.
        '';
      };

      nginx = {
        internalListen = lib.mkOption {
          type = lib.types.nullOr listenAddress;
          default = internalOfSettings;
          defaultText = lib.literalMD "what {option}`services.frigate.settings.networking.listen.internal` says, else `\"127.0.0.1:5000\"`";
          example = "127.0.0.1:5000";
          description = ''
            Address and port on which Frigate reaches its own web interface, for example to export a recording.

            Whoever can connect here is an administrator without signing in: Frigate asks for the port only. Keep it on a
            loopback address. With `null` there is no such listener, and exports fail.

            Frigate before 0.18 always uses port 5000; later versions use what `settings.networking.listen.internal` says.
          '';
        };

        responseHeaders = lib.mkOption {
          type = headerValues;
          default = { };
          example = {
            Strict-Transport-Security = "max-age=31536000";
          };
          description = ''
            Headers that every answer of the virtual host carries, errors included.

            nginx forgets a virtual host's own `add_header` lines in each location that has one, so headers such as
            `Strict-Transport-Security` belong here rather than into `extraConfig`.
          '';
        };
      };

      preCheckConfig = lib.mkOption {
        type = lib.types.lines;
        default = "";
        example = "export FRIGATE_MQTT_PASSWORD=not-the-real-one";
        description = ''
          Shell commands that run before the check of {option}`services.frigate.checkConfig`.

          Use them to set variables the configuration refers to, or to change the configuration (the file `$out`) into one
          that can be checked inside the build sandbox.
        '';
      };

      settings = lib.mkOption {
        type = lib.types.submodule {
          freeformType = format.type;
          options = {
            cameras = lib.mkOption {
              type = lib.types.attrsOf (
                lib.types.submodule {
                  freeformType = format.type;
                  options = {
                    ffmpeg.inputs = lib.mkOption {
                      type = lib.types.listOf (
                        lib.types.submodule {
                          freeformType = format.type;
                          options = {
                            path = lib.mkOption {
                              type = lib.types.str;
                              example = "rtsp://192.0.2.1:554/rtsp";
                              description = "URL of the stream.";
                            };

                            roles = lib.mkOption {
                              type = lib.types.listOf (
                                lib.types.enum [
                                  "audio"
                                  "detect"
                                  "record"
                                ]
                              );
                              default = [ ];
                              example = [
                                "detect"
                                "record"
                              ];
                              description = "What the stream is used for.";
                            };
                          };
                        }
                      );
                      description = "The camera's streams, each with what it is used for.";
                    };
                  };
                }
              );
              description = ''
                Cameras by name.

                See <https://docs.frigate.video/configuration/cameras>.
              '';
            };

            database.path = lib.mkOption {
              type = lib.types.path;
              default = "/var/lib/frigate/frigate.db";
              description = "File of the SQLite database.";
            };

            ffmpeg.path = lib.mkOption {
              type = lib.types.coercedTo lib.types.package toString lib.types.str;
              default = pkgs.ffmpeg-headless;
              defaultText = lib.literalExpression "pkgs.ffmpeg-headless";
              example = lib.literalExpression "pkgs.ffmpeg-full";
              description = "Package, or directory, whose `bin` holds ffmpeg and ffprobe.";
            };

            mqtt = {
              enabled = lib.mkEnableOption "MQTT support";

              host = lib.mkOption {
                type = lib.types.nullOr lib.types.str;
                default = null;
                example = "mqtt.example.com";
                description = "Host name of the MQTT broker.";
              };
            };
          };
        };
        default = { };
        description = ''
          Frigate's configuration. Options without a description here are those of Frigate:

          - [Getting started](https://docs.frigate.video/guides/getting_started)
          - [Reference](https://docs.frigate.video/configuration/reference)

          A setting that is `null` is left out.
        '';
      };

      vaapiDriver = lib.mkOption {
        type = lib.types.nullOr (
          lib.types.enum [
            "i965"
            "iHD"
            "nouveau"
            "vdpau"
            "nvidia"
            "radeonsi"
          ]
        );
        default = null;
        example = "radeonsi";
        description = ''
          VA-API driver that Frigate is made to use, together with `settings.ffmpeg.hwaccel_args`.

          VA-API works without it; on a host with more than one graphics card it says which one is meant.

          :::{.note}
          VA-API needs {option}`hardware.graphics.enable`, and on Intel hardware a driver such as
          `pkgs.intel-media-driver` (fifth generation and newer) in {option}`hardware.graphics.extraPackages`.
          :::

          See also:

          - <https://docs.frigate.video/configuration/hardware_acceleration>
          - <https://docs.frigate.video/configuration/ffmpeg_presets#hwaccel-presets>
        '';
      };
    };

    # Lines that must survive whatever a user does to extraConfig, mkForce included: nginx takes the
    # listener nowhere but in the server, and forgets a server's headers in a location that has some.
    services.nginx.virtualHosts = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule (
          { name, ... }:
          let
            ours = cfg.enable && name == cfg.hostname;
            append = lines: text: text + lib.optionalString ours lines;
          in
          {
            options = {
              extraConfig = lib.mkOption {
                apply = append (internalListener + responseHeaders);
              };

              locations = lib.mkOption {
                type = lib.types.attrsOf (
                  lib.types.submodule {
                    options = {
                      extraConfig = lib.mkOption {
                        apply = append responseHeaders;
                      };
                    };
                  }
                );
              };
            };
          }
        )
      );
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion =
          cfg.nginx.internalListen != null -> portOf cfg.nginx.internalListen == portOf internalOfSettings;
        message = ''
          services.frigate.nginx.internalListen: Frigate expects its own requests on port
          ${portOf internalOfSettings}. Use that port, or, from Frigate 0.18 on, set
          services.frigate.settings.networking.listen.internal to the same address.
        '';
      }
      {
        assertion =
          cfg.nginx.internalListen != null
          -> isLoopback cfg.nginx.internalListen || isPrivate cfg.nginx.internalListen;
        message = ''
          services.frigate.nginx.internalListen: whoever reaches
          ${toString cfg.nginx.internalListen} is an administrator without signing in. Use a
          loopback address such as 127.0.0.1.
        '';
      }
    ]
    ++
      map
        (path: {
          assertion =
            lib.length (lib.splitString "auth_request " (vhost.locations.${path}.extraConfig or "")) <= 2;
          message = ''
            services.nginx.virtualHosts.${cfg.hostname}.locations."${path}".extraConfig says
            auth_request twice, so nginx would not start. services.frigate brings this location now:
            keep only what you add to it, or replace all of it with lib.mkForce.
          '';
        })
        [
          "/api/stats"
          "/api/version"
          "/api/vod/"
        ];

    warnings =
      lib.optional (cfg.nginx.internalListen != null && !isLoopback cfg.nginx.internalListen) ''
        services.frigate.nginx.internalListen: everybody who reaches
        ${toString cfg.nginx.internalListen} is an administrator of Frigate without signing in.
      ''
      ++
        lib.optional
          (lib.any (listener: toString (listener.port or null) == portOf internalOfSettings) vhost.listen)
          ''
            services.nginx.virtualHosts.${cfg.hostname}.listen has port ${portOf internalOfSettings}:
            Frigate takes everybody who comes through that port for an administrator. Use another
            port for people.
          ''
      ++
        map
          (path: ''
            services.nginx.virtualHosts.${cfg.hostname}.locations."${path}" has no effect on
            Frigate: the location is called "= ${path}" now, as a prefix would let in more than this
            path.
          '')
          (
            lib.filter (path: vhost.locations ? ${path}) [
              "/api/login"
              "/api/auth/first_time_login"
              "/api/go2rtc/webrtc"
              "/live/mse/api/ws"
              "/live/webrtc/api/ws"
              "/live/webrtc/webrtc.html"
            ]
          );

    services.nginx = {
      enable = true;

      additionalModules = [
        pkgs.nginxModules.develkit
        pkgs.nginxModules.secure-token
        pkgs.nginxModules.set-misc
        pkgs.nginxModules.vod
      ];

      appendHttpConfig = ''
        # Only JSON is remembered; FastAPI names that type without parameters.
        map $sent_http_content_type $frigate_no_cache {
          application/json 0;
          default 1;
        }
        # The address asked for, safe to put into a header: $uri is normalised but decoded, so a
        # path with %0a in it would end the header line and start one of the client's choice. A path
        # of harmless characters is passed on normalised, any other one as it came. \z, because $
        # would also match before a final line break.
        map $uri $frigate_original_uri {
          "~^[A-Za-z0-9_/.~!&'()*+,:=@-]+\z" $uri$is_args$args;
          default $frigate_raw_uri;
        }
        # As it came, unless there are dot segments in it: Frigate would not look at what lies
        # behind them. No browser sends such a path; this address is one that Frigate shows to
        # nobody (extract_path in frigate/api/media_auth.py).
        map $request_uri $frigate_raw_uri {
          "~*^[^?]*(?:/|%2f)(?:\.|%2e)+(?:/|%2f|\?|\z)" /clips/../;
          default $request_uri;
        }
      '';

      mapHashBucketSize = lib.mkDefault 128;

      proxyCachePath.frigate = {
        enable = true;
        inactive = "1m";
        keysZoneName = "frigate_api_cache";
        keysZoneSize = "10m";
        levels = "1:2";
        maxSize = "10m";
      };

      upstreams = {
        frigate-api = {
          servers."127.0.0.1:5001" = { };
          extraConfig = "keepalive 32;\n";
        };
        frigate-go2rtc = {
          servers."127.0.0.1:1984" = { };
          extraConfig = "keepalive 32;\n";
        };
        frigate-jsmpeg = {
          servers."127.0.0.1:8082" = { };
          extraConfig = "keepalive 32;\n";
        };
        frigate-mqtt-ws = {
          servers."127.0.0.1:5002" = { };
          extraConfig = "keepalive 32;\n";
        };
      };

      virtualHosts.${cfg.hostname}.locations = {
        # Public: the page itself holds nothing private; what it shows comes from the API.
        "/" = {
          root = cfg.package.web;
          tryFiles = "$uri $uri.html $uri/ /index.html";
          extraConfig = openFiles + compressed + notKept;
        };

        # Public: the page itself holds nothing private; what it shows comes from the API.
        "/assets/" = {
          root = cfg.package.web;
          extraConfig =
            openFiles
            + compressed
            + ''
              access_log off;
              expires 1y;
              add_header Cache-Control public;
            '';
        };

        # Public: the page itself holds nothing private; what it shows comes from the API.
        "/fonts" = lib.mkIf (since "0.17") {
          root = cfg.package.web;
          extraConfig =
            openFiles
            + compressed
            + ''
              access_log off;
              expires 1y;
              add_header Cache-Control public;
            '';
        };

        # Public: the page itself holds nothing private; what it shows comes from the API.
        "/locales/" = lib.mkIf (since "0.16") {
          root = cfg.package.web;
          extraConfig =
            openFiles
            + compressed
            + ''
              access_log off;
              add_header Cache-Control public;
            '';
        };

        # Public: the page itself holds nothing private; what it shows comes from the API.
        "~ ^/.*-([A-Za-z0-9]+)\\.webmanifest$" = lib.mkIf (since "0.16") {
          root = cfg.package.web;
          extraConfig =
            openFiles
            + compressed
            + ''
              access_log off;
              expires 1y;
              add_header Cache-Control public;
              default_type application/json;
            '';
        };

        "/auth" = {
          proxyPass = "http://frigate-api";
          recommendedProxySettings = true;
          extraConfig =
            proxied
            + keepAlive
            + ''
              internal;
              # Nothing the client sent goes along, except for what is listed here.
              proxy_pass_request_headers off;
              proxy_set_header X-Original-Method $request_method;
              # Frigate judges by this address whether a role may see a camera's files, so it is built from the configured host
              # and the normalised path: with the client's Host header and raw path, `Host: a?b` and `//` would hide the camera.
              proxy_set_header X-Original-URL $scheme://${cfg.hostname}$frigate_uri;
              # Frigate lets everybody in who comes through the internal listener, which it knows by its port.
              proxy_set_header X-Server-Port $server_port;
              proxy_set_header Content-Length "";
              proxy_set_header Authorization $http_authorization;
              proxy_set_header Cookie $http_cookie;
              proxy_set_header X-CSRF-TOKEN 1;
              # A proxy in front of nginx may name the user; the secret shows Frigate that it was that proxy.
              proxy_set_header X-Proxy-Secret $http_x_proxy_secret;
              proxy_set_header Remote-User $http_remote_user;
              proxy_set_header Remote-Groups $http_remote_groups;
              proxy_set_header Remote-Email $http_remote_email;
              proxy_set_header Remote-Name $http_remote_name;
              proxy_set_header X-Forwarded-User $http_x_forwarded_user;
              proxy_set_header X-Forwarded-Groups $http_x_forwarded_groups;
              proxy_set_header X-Forwarded-Email $http_x_forwarded_email;
              proxy_set_header X-Forwarded-Preferred-Username $http_x_forwarded_preferred_username;
              proxy_set_header X-Auth-Request-User $http_x_auth_request_user;
              proxy_set_header X-Auth-Request-Groups $http_x_auth_request_groups;
              proxy_set_header X-Auth-Request-Email $http_x_auth_request_email;
              proxy_set_header X-Auth-Request-Preferred-Username $http_x_auth_request_preferred_username;
              proxy_set_header X-authentik-username $http_x_authentik_username;
              proxy_set_header X-authentik-groups $http_x_authentik_groups;
              proxy_set_header X-authentik-email $http_x_authentik_email;
              proxy_set_header X-authentik-name $http_x_authentik_name;
              proxy_set_header X-authentik-uid $http_x_authentik_uid;
            '';
        };

        "/api/" = {
          proxyPass = "http://frigate-api";
          recommendedProxySettings = true;
          extraConfig =
            authorize
            + identify
            + proxied
            + keepAlive
            + apiCache
            + notKept
            + "rewrite (?s)^/api/(.*) /$1 break;\n";
        };

        "/api/stats" = {
          proxyPass = "http://frigate-api";
          recommendedProxySettings = true;
          extraConfig =
            authorize
            + identify
            + proxied
            + keepAlive
            + apiCache
            + notKept
            + ''
              access_log off;
              rewrite (?s)^/api/stats(.*) /stats$1 break;
            '';
        };

        "/api/version" = {
          proxyPass = "http://frigate-api";
          recommendedProxySettings = true;
          extraConfig =
            authorize
            + identify
            + proxied
            + keepAlive
            + apiCache
            + notKept
            + ''
              access_log off;
              rewrite (?s)^/api/version(.*) /version$1 break;
            '';
        };

        # Lists of recordings, also fetched by /vod/; they would crowd everything else out of the
        # cache.
        "/api/vod/" = {
          proxyPass = "http://frigate-api";
          recommendedProxySettings = true;
          extraConfig =
            authorize
            + identify
            + proxied
            + keepAlive
            + notKept
            + "rewrite (?s)^/api/vod/(.*) /vod/$1 break;\n";
        };

        # Pictures: not worth remembering, and there are many.
        "~* /api/.*\\.(jpg|jpeg|png|webp|gif)$" = {
          proxyPass = "http://frigate-api";
          recommendedProxySettings = true;
          extraConfig = authorize + identify + proxied + keepAlive + "rewrite (?s)^/api(/.*) $1 break;\n";
        };

        # Public: asks for the session that signing in is to give.
        # Exact, as a prefix would also let /api/login_camera/… in without a question.
        "= /api/login" = {
          proxyPass = "http://frigate-api/login";
          recommendedProxySettings = true;
          extraConfig = anonymous + proxied + keepAlive + notKept;
        };

        # Public: must work when the session is no longer valid.
        # Behind the check, the cookie that Frigate renews there would undo the one that signs out.
        "= /api/logout" = {
          proxyPass = "http://frigate-api/logout";
          recommendedProxySettings = true;
          extraConfig = anonymous + proxied + keepAlive + notKept;
        };

        # Public: tells the sign-in page whether to explain the first password.
        "= /api/auth/first_time_login" = lib.mkIf (since "0.17") {
          proxyPass = "http://frigate-api/auth/first_time_login";
          recommendedProxySettings = true;
          extraConfig =
            anonymous
            + proxied
            + keepAlive
            + notKept
            + ''
              limit_except GET {
                deny all;
              }
            '';
        };

        # Frigate 0.18 answers these itself, camera by camera; go2rtc would show every stream to
        # every role.
        "/api/go2rtc/api" = lib.mkIf (!since "0.18") {
          proxyPass = "http://frigate-go2rtc";
          recommendedProxySettings = true;
          extraConfig =
            authorize
            + identify
            + proxied
            + keepAlive
            + ''
              rewrite (?s)^/api/go2rtc/api(.*) /api$1 break;
              limit_except GET {
                deny all;
              }
            '';
        };

        # Adds WebRTC candidates. Exact like the ones below: Frigate checks the camera for this very
        # path only.
        "= /api/go2rtc/webrtc" = {
          proxyPass = "http://frigate-go2rtc/api/webrtc";
          proxyWebsockets = true;
          recommendedProxySettings = true;
          extraConfig =
            authorize
            + identify
            + proxied
            + ''
              limit_except POST {
                deny all;
              }
            '';
        };

        "= /live/mse/api/ws" = {
          proxyPass = "http://frigate-go2rtc/api/ws";
          proxyWebsockets = true;
          recommendedProxySettings = true;
          extraConfig =
            authorize
            + identify
            + proxied
            + ''
              limit_except GET {
                deny all;
              }
            '';
        };

        "= /live/webrtc/api/ws" = {
          proxyPass = "http://frigate-go2rtc/api/ws";
          proxyWebsockets = true;
          recommendedProxySettings = true;
          extraConfig =
            authorize
            + identify
            + proxied
            + ''
              limit_except GET {
                deny all;
              }
            '';
        };

        # go2rtc's own player.
        "= /live/webrtc/webrtc.html" = {
          proxyPass = "http://frigate-go2rtc/webrtc.html";
          recommendedProxySettings = true;
          extraConfig =
            authorize
            + identify
            + proxied
            + keepAlive
            + ''
              limit_except GET {
                deny all;
              }
            '';
        };

        "/live/jsmpeg" = {
          proxyPass = "http://frigate-jsmpeg";
          proxyWebsockets = true;
          recommendedProxySettings = true;
          extraConfig = authorize + identify + proxied + "rewrite (?s)^/live/jsmpeg(.*) /$1 break;\n";
        };

        "/ws" = {
          proxyPass = "http://frigate-mqtt-ws";
          proxyWebsockets = true;
          recommendedProxySettings = true;
          extraConfig = authorize + identify + proxied + "rewrite (?s)^/ws(.*) /$1 break;\n";
        };

        "/vod/" = {
          extraConfig =
            authorize
            + compressed
            + notKept
            + ''
              aio threads;
              vod hls;
              vod_mode mapped;
              vod_upstream_location /api;
              vod_max_mapping_response_size 1m;
              vod_base_url "";
              vod_segments_base_url "";
              vod_hls_version 6;
            ''
            + lib.optionalString (since "0.17") ''
              # Fragmented MP4 instead of MPEG-TS: smaller segments, and browsers play them without repackaging.
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
              open_file_cache max=1000 inactive=5m;
              open_file_cache_valid 2m;
              open_file_cache_min_uses 1;
              open_file_cache_errors on;
              secure_token $args;
              secure_token_types application/vnd.apple.mpegurl;
              keepalive_disable safari;
            ''
            + lib.optionalString (since "0.16") ''
              # The vod module answers 502 for a recording that does not exist.
              error_page 502 =404 /vod-not-found;
            '';
        };

        # Public: is the answer of /vod/ for what does not exist.
        "/vod-not-found" = lib.mkIf (since "0.16") { return = 404; };

        "/recordings/" = {
          root = "/var/lib/frigate";
          extraConfig =
            authorize
            + openFiles
            + ''
              autoindex on;
              autoindex_format json;
              types {
                video/mp4 mp4;
              }
            '';
        };

        "/clips/" = {
          root = "/var/lib/frigate";
          extraConfig =
            authorize
            + openFiles
            + ''
              autoindex on;
              expires 7d;
              add_header Cache-Control public;
              types {
                video/mp4 mp4;
                image/jpeg jpg;
              }
            '';
        };

        "/exports/" = {
          root = "/var/lib/frigate";
          extraConfig =
            authorize
            + openFiles
            + ''
              autoindex on;
              autoindex_format json;
              types {
                video/mp4 mp4;
              }
            '';
        };

        "/stream/" = {
          alias = "/var/cache/frigate/stream/";
          extraConfig =
            authorize
            + openFiles
            + notKept
            + ''
              types {
                application/dash+xml mpd;
                application/vnd.apple.mpegurl m3u8;
                video/mp2t ts;
                image/jpeg jpg;
              }
            '';
        };

        "/cache/" = {
          alias = "/var/cache/frigate/";
          extraConfig = openFiles + "internal;\n";
        };
      };
    };

    hardware.coral = {
      pcie.enable = lib.mkDefault coralPci;
      usb.enable = lib.mkDefault coralUsb;
    };

    systemd.services.frigate = {
      after = [
        "go2rtc.service"
        "network.target"
      ];
      wantedBy = [ "multi-user.target" ];

      environment = {
        CONFIG_FILE = "/run/frigate/frigate.yml";
        HOME = "/var/lib/frigate";
        PYTHONPATH = cfg.package.pythonPath;
      }
      // lib.optionalAttrs (cfg.vaapiDriver != null) { LIBVA_DRIVER_NAME = cfg.vaapiDriver; }
      // lib.optionalAttrs coral { LD_LIBRARY_PATH = lib.makeLibraryPath [ pkgs.libedgetpu ]; };

      path = [
        pkgs.libva-utils
        pkgs.procps
        pkgs.radeontop
      ]
      ++ lib.optionals (!pkgs.stdenv.hostPlatform.isAarch64) [
        # Not built for AArch64.
        pkgs.intel-gpu-tools
        pkgs.rocmPackages.rocminfo
      ];

      serviceConfig = {
        # intel_gpu_top reads performance counters.
        AmbientCapabilities = lib.optionals (lib.elem cfg.vaapiDriver [
          "i965"
          "iHD"
        ]) [ "CAP_PERFMON" ];
        CacheDirectory = [
          "frigate"
          # Frigate expects the directory to exist.
          # https://github.com/blakeblackshear/frigate/discussions/18129
          "frigate/model_cache"
        ];
        CacheDirectoryMode = "0750";
        EnvironmentFile = [ "-/run/frigate/ffmpeg-env" ];
        ExecStart = "${cfg.package.python.interpreter} -m frigate";
        ExecStartPre = [
          # What an earlier run left in the cache is of no use, except for downloaded models.
          (pkgs.writeShellScript "frigate-clear-cache" ''
            ${lib.getExe pkgs.findutils} /var/cache/frigate -type f -not -path '/var/cache/frigate/model_cache/*' -delete
          '')
          # Frigate writes to its configuration file; what it writes is gone after the next start.
          (pkgs.writeShellScript "frigate-create-writable-config" "cp --no-preserve=mode ${configFile} /run/frigate/frigate.yml\n")
        ]
        ++ lib.optional (!config.systemd.services.frigate.environment ? LIBAVFORMAT_VERSION_MAJOR) (
          pkgs.writeShellScript "frigate-libavformat-major-version" ''
            # Frigate's ffmpeg arguments depend on the version of libavformat.
            version=$(${cfg.settings.ffmpeg.path}/bin/ffmpeg -version | ${lib.getExe pkgs.gnugrep} -oP 'libavformat\s+\K\d+')
            echo "LIBAVFORMAT_VERSION_MAJOR=$version" | tee /run/frigate/ffmpeg-env
          ''
        );
        Group = "frigate";
        # Frigate keeps caches in /tmp.
        PrivateTmp = true;
        ProtectProc = "invisible";
        Restart = "on-failure";
        # Sockets between Frigate's processes.
        RuntimeDirectory = "frigate";
        StateDirectory = "frigate";
        StateDirectoryMode = "0750";
        SupplementaryGroups = [ "render" ] ++ lib.optional coral "coral";
        SyslogIdentifier = "frigate";
        UMask = "0027";
        User = "frigate";
      };
    };

    # nginx serves recordings, clips and exports from Frigate's state directory.
    systemd.services.nginx.serviceConfig.SupplementaryGroups = [ "frigate" ];

    users.groups.frigate = { };
    users.users.frigate = {
      group = "frigate";
      isSystemUser = true;
    };
  };

  meta.buildDocsInSandbox = false;
}
