# Written by `npm run generate` from generator/schema; change it there.
#
# Every location of Frigate's virtual host, by nginx's matcher. nginx.nix and directives.nix explain the words.
{
  api,
  apiCache,
  asset,
  authorize,
  cfg,
  check,
  common,
  fileTypes,
  files,
  gzip,
  kept,
  keptFor,
  lib,
  listed,
  listedAsJson,
  media,
  noAccessLog,
  noStore,
  onlyMethod,
  openFileCache,
  page,
  public,
  relativeRedirects,
  rewrite,
  signInLocation,
  vod,
  websocket,
  ...
}:
{
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
    ''
    + lib.optionalString common.splitsCookie "add_header Set-Cookie $frigate_second_cookie always;\n"
    + "add_header Cache-Control no-store;\n"
    + lib.optionalString (cfg.nginx.signIn.url != null) ''
      # Encoded, or the query of the page would end at its first &.
      set_escape_uri $frigate_return "${cfg.nginx.publicUrl}$request_uri";
      return 302 "${common.signInAddress}$frigate_return";
    ''
    + lib.optionalString (cfg.nginx.signIn.url == null) ''
      # The gateway has said where to go. Where it has not, its 401 stays.
      if ($frigate_sign_in = "") {
        return 401;
      }
      return 302 $frigate_sign_in;
    '';
  };

  # Public: the page itself holds nothing private; what it shows comes from the API.
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
  "/stream/" = {
    alias = "/var/cache/frigate/stream/";
    extraConfig =
      authorize
      + signInLocation
      + files (
        noStore
        + fileTypes "application/dash+xml mpd; application/vnd.apple.mpegurl m3u8; video/mp2t ts; image/jpeg jpg;"
      );
  };
  "/cache/" = {
    alias = "/var/cache/frigate/";
    extraConfig = files "internal;\n";
  };
}
