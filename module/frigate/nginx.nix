# nginx in front of Frigate. Frigate's own configuration of nginx is in docker/main/rootfs/usr/local/nginx/conf.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  common = import ./common.nix { inherit config lib; };
  inherit (common) cfg facts;
  directives = import ./directives.nix { inherit common lib; };
  inherit (directives) authorize keepAlive signInLocation;
  inherit (directives) apiCache openFileCache relativeRedirects;
  inherit (directives) gzip noStore vod;

  # Headers from which Frigate's /auth may learn who is asking. No other backend gets them from a client.
  trustedHeaders = lib.concatMap (lib.splitString " ") facts.trustedHeaders;
  claims = lib.genAttrs (trustedHeaders ++ [ facts.secretHeader ]) common.requested;
  noClaims = lib.mapAttrs (_: _: ''""'') (claims // facts.identity // { ${facts.portHeader} = ""; });
  anonymous = common.setHeaders noClaims;
  identified = common.setHeaders (noClaims // facts.identity);

  # The kinds of locations, and what only some of a kind have.
  backend = proxyPass: lines: {
    inherit proxyPass;
    recommendedProxySettings = true;
    extraConfig = lines + directives.proxied;
  };
  # Answered without asking who it is: what a client says of itself does not reach Frigate.
  public = proxyPass: lines: backend proxyPass (keepAlive + anonymous + lines);
  protected = proxyPass: lines: backend proxyPass (authorize + identified + lines);
  api = proxyPass: lines: protected proxyPass (signInLocation + keepAlive + lines);
  websocket =
    proxyPass: lines:
    protected proxyPass (directives.noSignInLocation + lines) // { proxyWebsockets = true; };
  noProxyHeaders.recommendedProxySettings = false;
  check =
    if common.signsOn then
      backend "http://$frigate_decider" (keepAlive + directives.askIdentity) // noProxyHeaders
    else
      backend "http://frigate-api" (keepAlive + directives.askFrigate + common.setHeaders claims);

  files = lines: relativeRedirects + openFileCache + "aio on;\n" + lines;
  web = lines: {
    root = cfg.package.web;
    extraConfig = files (gzip + lines);
  };
  asset = lines: web (noAccessLog + lines);
  page =
    lines: web (lines + lib.optionalString common.asksGateway (authorize + directives.signInPage));
  aliased = alias: lines: {
    inherit alias;
    extraConfig = files lines;
  };
  media = lines: {
    root = facts.stateDirectory;
    extraConfig = authorize + signInLocation + files lines;
  };

  noAccessLog = "access_log off;\n";
  kept = "add_header Cache-Control public;\n";
  keptFor = time: "expires ${time};\n" + kept;
  listed = "autoindex on;\n";
  listedAsJson = listed + "autoindex_format json;\n";
  fileTypes = types: "types { ${types} }\n";
  onlyMethod = method: "limit_except ${method} { deny all; }\n";
  rewrite = from: to: "rewrite ${from} ${to} break;\n";

  gatewayPage = proxyPass: {
    inherit proxyPass;
    recommendedProxySettings = false;
    extraConfig = directives.gatewayPage;
  };
  locations = {
    # Written by `npm run generate` from generator/schema/routes.ts; change it there.
    # Public: the page itself holds nothing private; what it shows comes from the API.
    "/" = page noStore // {
      tryFiles = "$uri $uri.html $uri/ /index.html";
    };
    # Public: leads to the gateway's sign-in page, as Frigate's own is of no use then.
    "= /login" = lib.mkIf common.asksGateway {
      extraConfig = ''
        add_header Cache-Control no-store;
        return 302 ${common.signInFromCall};
      '';
    };
    "@frigate_sign_in" = lib.mkIf common.asksGateway {
      extraConfig = ''
        internal;
        # Only a page begins a sign-in, not the icons that it asks for.
        if ($frigate_navigation = "") {
          return 401;
        }
        add_header Set-Cookie $frigate_cookie always;
        ${lib.optionalString common.splitsCookie "add_header Set-Cookie $frigate_second_cookie always;"}
        add_header Cache-Control no-store;
      ''
      + lib.optionalString (common.cfg.nginx.signIn.url != null) ''
        # Encoded, or the query of the page would end at its first &.
        set_escape_uri $frigate_return "${common.cfg.nginx.publicUrl}$request_uri";
        return 302 "${common.signInAddress}$frigate_return";
      ''
      + lib.optionalString (common.cfg.nginx.signIn.url == null) ''
        # The gateway has said where to go. Where it has not, its 401 stays.
        if ($frigate_sign_in = "") {
          return 401;
        }
        return 302 $frigate_sign_in;
      '';
    };
    "/assets/" = asset (keptFor "1y");
    "/fonts" = lib.mkIf (common.since "0.17") (asset (keptFor "1y"));
    "/locales/" = lib.mkIf (common.since "0.16") (asset kept);
    "~ ^/.*-([A-Za-z0-9]+)\\.webmanifest$" = lib.mkIf (common.since "0.16") (
      asset (keptFor "1y" + "default_type application/json;\n")
    );
    "/auth" = check;
    "/api/" = api "http://frigate-api" (
      apiCache + openFileCache + noStore + relativeRedirects + rewrite "(?s)^/api/(.*)" "/$1"
    );
    "/api/stats" = api "http://frigate-api" (
      apiCache + openFileCache + noStore + noAccessLog + rewrite "(?s)^/api/stats(.*)" "/stats$1"
    );
    "/api/version" = api "http://frigate-api" (
      apiCache + openFileCache + noStore + noAccessLog + rewrite "(?s)^/api/version(.*)" "/version$1"
    );
    # Lists of recordings, also fetched by /vod/. Not cached, as they would crowd out everything else.
    "/api/vod/" = api "http://frigate-api" (
      noStore + relativeRedirects + rewrite "^/api/vod/(.*)" "/vod/$1"
    );
    # Pictures: not worth caching, and there are many.
    "~* /api/.*\\.(jpg|jpeg|png|webp|gif)$" = api "http://frigate-api" (rewrite "(?s)^/api(/.*)" "$1");
    # Public: asks for the session that signing in is to give. Exact, as a prefix would also let /api/login_camera/…
    # in without a question.
    "= /api/login" = public "http://frigate-api/login" noStore;
    # Public: must work when the session is no longer valid. Behind the check, the cookie that Frigate renews there
    # would undo the one that signs out.
    "= /api/logout" = public "http://frigate-api/logout" noStore;
    # Public: tells the sign-in page whether to explain the first password.
    "= /api/auth/first_time_login" = lib.mkIf (common.since "0.17") (
      public "http://frigate-api/auth/first_time_login" (noStore + onlyMethod "GET")
    );
    # Frigate 0.18 answers these itself, camera by camera; go2rtc would show every stream to every role.
    "/api/go2rtc/api" = lib.mkIf (!common.since "0.18") (
      api "http://frigate-go2rtc" (onlyMethod "GET" + rewrite "(?s)^/api/go2rtc/api(.*)" "/api$1")
    );
    # Adds WebRTC candidates. Exact like the ones below: Frigate checks the camera for this very path only.
    "= /api/go2rtc/webrtc" = websocket "http://frigate-go2rtc/api/webrtc" (onlyMethod "POST");
    "= /live/mse/api/ws" = websocket "http://frigate-go2rtc/api/ws" (onlyMethod "GET");
    "= /live/webrtc/api/ws" = websocket "http://frigate-go2rtc/api/ws" (onlyMethod "GET");
    # go2rtc's own player.
    "= /live/webrtc/webrtc.html" = api "http://frigate-go2rtc/webrtc.html" (onlyMethod "GET");
    "/live/jsmpeg" = websocket "http://frigate-jsmpeg" (rewrite "(?s)^/live/jsmpeg(.*)" "/$1");
    "/ws" = websocket "http://frigate-mqtt-ws" (rewrite "(?s)^/ws(.*)" "/$1");
    "/vod/".extraConfig = authorize + signInLocation + gzip + noStore + vod + openFileCache;
    # Public: is the answer of /vod/ for what does not exist.
    "/vod-not-found" = lib.mkIf (common.since "0.16") { return = 404; };
    "/recordings/" = media (listedAsJson + fileTypes "video/mp4 mp4;");
    "/clips/" = media (listed + keptFor "7d" + fileTypes "video/mp4 mp4; image/jpeg jpg;");
    "/exports/" = media (listedAsJson + fileTypes "video/mp4 mp4;");
    "/stream/" = aliased "/var/cache/frigate/stream/" (
      authorize
      + signInLocation
      + noStore
      + fileTypes "application/dash+xml mpd; application/vnd.apple.mpegurl m3u8; video/mp2t ts; image/jpeg jpg;"
    );
    "/cache/" = aliased "/var/cache/frigate/" "internal;\n";
    # End of what is written.
  };
  withGatewayPages = lib.mapAttrs (_: gatewayPage) cfg.nginx.publicLocations // locations;

  # What a user has written for a location of Frigate's by the name that it has in upstream's module.
  isRenamed = path: locations ? "= ${path}" && common.vhost.locations ? "= ${path}";
  renamed = lib.filter isRenamed (lib.attrNames common.vhost.locations);
  taken = lib.filter (path: locations ? ${path}) (lib.attrNames cfg.nginx.publicLocations);
  inherit (cfg.nginx) internalListen;
  internalListener = lib.optionalString (internalListen != null) "listen ${internalListen};\n";
  # nginx forgets the headers of a server in a location that has some.
  responseHeaders = lib.concatMapAttrsStringSep "" (
    name: value: "add_header ${name} \"${value}\" always;\n"
  ) cfg.nginx.responseHeaders;
  withHeaders =
    location:
    if location ? content then
      location // { content = withHeaders location.content; }
    else
      location // { extraConfig = location.extraConfig or "" + responseHeaders; };
in
{
  # For Frigate's own requests, whatever happens to extraConfig: https://github.com/NixOS/nixpkgs/issues/370349
  options.services.nginx.virtualHosts = lib.mkOption {
    type = lib.types.attrsOf (
      lib.types.submodule (
        { name, ... }:
        {
          options.extraConfig = lib.mkOption {
            apply = text: text + lib.optionalString (cfg.enable && name == cfg.hostname) internalListener;
          };
        }
      )
    );
  };

  config = lib.mkIf cfg.enable {
    assertions = map (path: {
      assertion = false;
      message = "services.frigate.nginx.publicLocations: ${path} is a location of Frigate's, not of the gateway.";
    }) taken;
    warnings = map (path: ''
      services.nginx.virtualHosts.${cfg.hostname}.locations."${path}" has no effect on Frigate: the location is called
      "= ${path}", as a prefix would let in more than this path.
    '') renamed;
    services.nginx = {
      enable = true;
      additionalModules = [
        pkgs.nginxModules.develkit
        pkgs.nginxModules.secure-token
        pkgs.nginxModules.set-misc
        pkgs.nginxModules.vod
      ];
      appendHttpConfig = directives.maps;
      mapHashBucketSize = lib.mkDefault 128;
      proxyCachePath.frigate = common.cachePath "frigate_api_cache";
      upstreams = lib.mapAttrs (_: common.upstream) facts.upstreams;
      virtualHosts.${cfg.hostname} = {
        extraConfig = responseHeaders;
        locations = lib.mapAttrs (_: withHeaders) withGatewayPages;
      };
    };
  };
}
