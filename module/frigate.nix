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
  # An attribute set whose names are checked as well as its values.
  named =
    names: values:
    lib.types.addCheck (lib.types.attrsOf values) (set: lib.all names.check (lib.attrNames set))
    // {
      description = "attribute set of ${values.description} by ${names.description}";
    };
  listenAddress = matching "IP address in its shortest spelling and port, such as 127.0.0.1:5000 or [::1]:5000" "((0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}|\\[(((0:)?[1-9a-f][0-9a-f]{0,3}((:0)?:[1-9a-f][0-9a-f]{0,3})*)?::([1-9a-f][0-9a-f]{0,3}((:0)?:[1-9a-f][0-9a-f]{0,3})*(:0)?)?|(0:)?[1-9a-f][0-9a-f]{0,3}((:0)?:[1-9a-f][0-9a-f]{0,3})*(:0)?)]):[1-9][0-9]{0,4}";
  headerName = matching "HTTP header name" "[A-Za-z][A-Za-z0-9-]*";
  headerValue = matching "HTTP header value without double quotes, dollar signs and backslashes" "[^\"$\\[:cntrl:]]+";
  gatewayValue = matching "HTTP header value, which may hold $frigate_url, $frigate_uri, $frigate_method, $frigate_scheme, $frigate_host, $frigate_address, $frigate_port, $frigate_authorization" "([^\"$\\[:cntrl:]]|\\$frigate_(url|uri|method|scheme|host|address|port|authorization))*";
  gatewayUrl = matching "URL such as http://127.0.0.1:4180/oauth2/auth or http://unix:/run/gateway.sock:/auth" "https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[1-9][0-9]{0,4})?(/[A-Za-z0-9/._~%!*+,:@-]*(\\?[A-Za-z0-9/._~%!*+,:@=&-]*)?)?|http://unix:/[A-Za-z0-9/._-]+(:/[A-Za-z0-9/._~%!*+,:@-]*(\\?[A-Za-z0-9/._~%!*+,:@=&-]*)?)?";
  serverUrl = matching "URL without a path, such as http://127.0.0.1:4180 or http://unix:/run/gateway.sock" "https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[1-9][0-9]{0,4})?|http://unix:/[A-Za-z0-9/._-]+";
  publicUrl = matching "URL without a path, such as https://frigate.example.com" "https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[1-9][0-9]{0,4})?";
  urlOrPath = matching "URL, or path on Frigate's host, such as /oauth2/start" "(https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[1-9][0-9]{0,4})?)?/[A-Za-z0-9/._~%!*+,:@-]*(\\?[A-Za-z0-9/._~%!*+,:@=&-]*)?";
  urlPath = matching "path such as /oauth2/" "/[A-Za-z0-9/._~-]*";
  parameterName = matching "name of a query parameter" "[A-Za-z][A-Za-z0-9_.-]*";
  duration = matching "time such as 5s" "[1-9][0-9]*(s|m|h)";
  network = matching "address or network, such as 192.0.2.7 or 2001:db8::/32" "[0-9]{1,3}(\\.[0-9]{1,3}){3}(/[0-9]{1,2})?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(/[0-9]{1,3})?";
  roleName = matching "role name in lower case" "[a-z0-9_]+";
  groupName = matching "group name without blanks around it" "[^[:cntrl:][:space:]]([^[:cntrl:]]*[^[:cntrl:][:space:]])?";
  separator = matching "punctuation character" "[!-/:-@[-`{-~]";
  clientName = matching "name of at most 20 lower-case letters, digits and underscores" "[a-z][a-z0-9_]{0,19}";

  # Asks Frigate whether the request may pass, and as whom.
  authorize = ''
    set $frigate_uri $frigate_original_uri;
  ''
  + lib.optionalString hasClients ''
    set $frigate_path $uri;
  ''
  + ''
    auth_request /auth;
    auth_request_set $frigate_user $upstream_http_remote_user;
    auth_request_set $frigate_role $upstream_http_remote_role;
    auth_request_set $frigate_groups $upstream_http_remote_groups;
    auth_request_set $frigate_email $upstream_http_remote_email;
    auth_request_set $frigate_name $upstream_http_remote_name;
    # The session cookie is renewed in the answer to the question.
    auth_request_set $frigate_cookie $upstream_http_set_cookie;
    add_header Set-Cookie $frigate_cookie${always};
  ''
  + lib.optionalString splitsCookie ''
    auth_request_set $frigate_second_cookie $upstream_http_x_frigate_cookie;
    add_header Set-Cookie $frigate_second_cookie always;
  '';

  # Where to sign in, for a page that gets a 401 for its call. nginx adds headers to a 401
  # only if told always; with Frigate's own sign-in the page knows its way.
  directions = ''
    auth_request_set $frigate_location $upstream_http_location;
    add_header Location $frigate_location${always};
  '';

  # The same for websockets, which cannot follow: a 401 without further ado.
  noDirections = ''
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
  # administrator's. A line break is between the parts, since it is in none of them.
  apiCache = ''
    proxy_cache frigate_api_cache;
    proxy_cache_key $scheme$proxy_host$request_uri\n$server_port\n$frigate_role\n$frigate_user;
    # Who waits for another one's answer is woken every 500 ms, or when the time is up.
    proxy_cache_lock on;
    proxy_cache_lock_timeout 50ms;
    proxy_cache_use_stale updating;
    proxy_cache_valid 200 5s;
    proxy_cache_bypass $cookie_session $http_x_cache_bypass;
    proxy_no_cache $cookie_session $frigate_no_cache;
    add_header X-Cache-Status $upstream_cache_status;
    open_file_cache max=1000 inactive=5m;
    open_file_cache_valid 2m;
    open_file_cache_min_uses 1;
    open_file_cache_errors on;
  '';

  # To a path without its last slash nginx answers with a redirect: not to the client's Host,
  # nor to a port that a proxy hides.
  slashAdded = ''
    absolute_redirect off;
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

  # Who finds out who is asking: a gateway, a proxy in front of nginx, an address.
  asksGateway = cfg.nginx.authRequestUrl != null;
  trustsProxy = !asksGateway && cfg.nginx.reverseProxy.userHeader != null;
  hasClients = cfg.nginx.clients != { };
  signsOn = asksGateway || trustsProxy || hasClients;
  nativeLogin = cfg.settings.auth.enabled or null != false;

  publicName = if vhost.serverName == null then cfg.hostname else vhost.serverName;
  publicUrlOfHost = "${
    if vhost.onlySSL || vhost.addSSL || vhost.forceSSL then "https" else "http"
  }://${publicName}";
  publicScheme = lib.head (lib.splitString ":" cfg.nginx.publicUrl);
  publicHost = lib.removePrefix "${publicScheme}://" cfg.nginx.publicUrl;

  gatewayAddress = toString cfg.nginx.authRequestUrl;
  # Host or socket, nothing, port, path.
  gatewayParts =
    if lib.hasPrefix "http://unix:" gatewayAddress then
      builtins.match "http://(unix:[^:]+)()():?(.*)" gatewayAddress
    else
      builtins.match "https?://([^/:[]+|\\[[^]]+])()(:[0-9]+)?(/.*)?" gatewayAddress;
  gatewayOverTls = lib.hasPrefix "https://" gatewayAddress;
  gatewayHost = lib.elemAt gatewayParts 0;
  gatewayServer =
    gatewayHost
    + (
      if gatewayOverTls && lib.elemAt gatewayParts 2 == null then
        ":443"
      else
        toString (lib.elemAt gatewayParts 2)
    );
  gatewayPath = withSlash (toString (lib.elemAt gatewayParts 3));
  withSlash = path: if path == "" then "/" else path;
  # Host header for the gateway; a socket has no name of its own.
  gatewayName =
    if lib.hasPrefix "http://unix:" gatewayAddress then
      publicHost
    else
      gatewayHost + toString (lib.elemAt gatewayParts 2);

  # What is filled in for a gateway that is known by name.
  presets = {
    oauth2-proxy = {
      authRequestUrl = "http://127.0.0.1:4180/oauth2/auth";
      authRequestHeaders = {
        Authorization = "$frigate_authorization";
        Host = "$frigate_host";
        X-Forwarded-Host = "$frigate_host";
        X-Forwarded-Proto = "$frigate_scheme";
        X-Forwarded-Uri = "$frigate_uri";
        X-Real-IP = "$frigate_address";
      };
      publicLocations = {
        "/oauth2/" = "http://127.0.0.1:4180";
      };
      reverseProxy = {
        userHeader = "X-Auth-Request-Preferred-Username";
        roleHeader = "X-Auth-Request-Groups";
      };
      signIn.url = "/oauth2/start";
      signOutUrl = "/oauth2/sign_out?rd=%2Foauth2%2Fsign_in";
    };
    authelia = {
      authRequestUrl = "http://127.0.0.1:9091/api/authz/auth-request";
      authRequestHeaders = {
        X-Forwarded-For = "$frigate_address";
        X-Original-Method = "$frigate_method";
        X-Original-URL = "$frigate_url";
      };
      reverseProxy = {
        userHeader = "Remote-User";
        roleHeader = "Remote-Groups";
      };
    };
    authentik = {
      authRequestUrl = "http://127.0.0.1:9000/outpost.goauthentik.io/auth/nginx";
      authRequestHeaders = {
        Authorization = "$frigate_authorization";
        Host = "$frigate_host";
        X-Original-URL = "$frigate_url";
      };
      publicLocations = {
        "/outpost.goauthentik.io/" = "http://127.0.0.1:9000";
      };
      reverseProxy = {
        userHeader = "X-authentik-username";
        roleHeader = "X-authentik-groups";
        separator = "|";
      };
      signIn.url = "/outpost.goauthentik.io/start";
      signOutUrl = "/outpost.goauthentik.io/sign_out";
    };
    tinyauth = {
      authRequestUrl = "http://127.0.0.1:3000/api/auth/nginx";
      authRequestHeaders = {
        X-Original-URL = "$frigate_url";
      };
      reverseProxy = {
        userHeader = "Remote-User";
        roleHeader = "Remote-Groups";
      };
    };
    vouch-proxy = {
      authRequestUrl = "http://127.0.0.1:9090/validate";
      authRequestHeaders = {
        Host = "$frigate_host";
      };
      reverseProxy = {
        userHeader = "X-Vouch-User";
        roleHeader = "X-Vouch-IdP-Claims-Groups";
      };
      signIn.redirectParameter = "url";
    };
    voidauth = {
      authRequestUrl = "http://127.0.0.1:3000/api/authz/auth-request";
      authRequestHeaders = {
        X-Original-URL = "$frigate_url";
      };
      reverseProxy = {
        userHeader = "Remote-User";
        roleHeader = "Remote-Groups";
      };
    };
    tailscale = {
      authRequestUrl = "http://unix:/run/tailscale-nginx-auth/tailscale-nginx-auth.sock:/auth";
      authRequestHeaders = {
        Remote-Addr = "$frigate_address";
        Remote-Port = "$frigate_port";
      };
      reverseProxy = {
        userHeader = "Tailscale-Login";
      };
    };
  };
  # An option's value for the chosen gateway, option by option: which options there are must not depend on one of them.
  fromPreset =
    path:
    let
      preset = presets.${toString cfg.nginx.preset} or { };
      value = lib.getAttrFromPath path preset;
    in
    lib.mkIf (lib.hasAttrByPath path preset) (
      if lib.isAttrs value then lib.mapAttrs (_: lib.mkDefault) value else lib.mkDefault value
    );
  presetIsOneOf = names: lib.elem cfg.nginx.preset names;
  # Gateways whose answer does not depend on the address that is asked for.
  judgesAlike = presetIsOneOf [
    "oauth2-proxy"
    "vouch-proxy"
    "tailscale"
  ];
  quotesGroups = presetIsOneOf [ "vouch-proxy" ];
  needsHttps = presetIsOneOf [
    "authelia"
    "voidauth"
  ];
  needsSignInUrl = presetIsOneOf [ "vouch-proxy" ];
  # Header of the gateway's no that says where to sign in.
  signInHeader = if cfg.nginx.preset == "tinyauth" then "X-Tinyauth-Location" else "Location";
  sessionCookie = config.services.oauth2-proxy.cookie.name or "_oauth2_proxy";
  # A large session comes in two cookies, of which nginx sees the second by its name only.
  splitsCookie =
    presetIsOneOf [ "oauth2-proxy" ] && builtins.match "[A-Za-z0-9_]+" sessionCookie != null;
  variableOf = header: lib.toLower (lib.replaceStrings [ "-" ] [ "_" ] header);

  # Without a gateway the page itself is public: led there, a browser would go round in circles.
  leadsToSignIn = asksGateway || cfg.nginx.signIn.url != null;
  absolute = address: if lib.hasPrefix "/" address then cfg.nginx.publicUrl + address else address;
  # The address to return to comes behind it.
  signInAddress = "${absolute cfg.nginx.signIn.url}${
    if lib.hasInfix "?" cfg.nginx.signIn.url then "&" else "?"
  }${cfg.nginx.signIn.redirectParameter}=";
  # Where a call without a session is told to go: the sign-in page, or the page of Frigate
  # from which the gateway leads there. It returns to the page, as nobody wants to look at the
  # answer to a call.
  signInFromCall =
    if cfg.nginx.signIn.url != null then
      signInAddress + lib.escapeURL "${cfg.nginx.publicUrl}/"
    else
      "${cfg.nginx.publicUrl}/";

  # In the order in which they are looked for.
  knownRoles = [
    "admin"
    "viewer"
  ]
  ++ lib.subtractLists [ "admin" "viewer" ] (lib.attrNames (cfg.settings.auth.roles or { }));
  groupsOf =
    role:
    if cfg.nginx.reverseProxy.roleMap == { } then
      [ role ]
    else
      cfg.nginx.reverseProxy.roleMap.${role} or [ ];
  # A word of nginx's, whatever is in it.
  quoted = word: "\"${lib.replaceStrings [ "\\" "\"" ] [ "\\\\" "\\\"" ] word}\"";
  # Expression for a list with this entry, blanks around it or not.
  inList =
    entry:
    "~(?:^|${lib.escapeRegex cfg.nginx.reverseProxy.separator})\\s*${lib.optionalString quotesGroups "\""}${lib.escapeRegex entry}${lib.optionalString quotesGroups "\""}\\s*(?:${lib.escapeRegex cfg.nginx.reverseProxy.separator}|\\z)";
  roleEntries = lib.concatMapStrings (
    role:
    lib.concatMapStrings (group: ''
      ${quoted (inList group)} ${quoted role};
    '') (groupsOf role)
  ) knownRoles;

  always = lib.optionalString signsOn " always";
  authCacheKey =
    "$http_cookie\\n$http_authorization\\n$http_x_frigate_address"
    + lib.optionalString (!judgesAlike) "\\n$http_x_original_method\\n$http_x_original_url";
  # To Frigate an empty secret is one that nobody has to show.
  authSecret =
    if cfg.settings.proxy.auth_secret or null == "" then
      null
    else
      cfg.settings.proxy.auth_secret or null;
  # What shows Frigate that it is nginx who asks; a proxy in front of it brings the secret
  # itself.
  secret =
    if authSecret == null then
      null
    else if asksGateway then
      quoted authSecret
    else
      "$http_x_proxy_secret";

  askFrigate = ''
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

  askIdentity = ''
    internal;
    # Nothing the client sent goes along, except for what is listed here.
    proxy_pass_request_headers off;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    proxy_set_header X-Original-Method $request_method;
    # The public address and the normalised path: neither Host header nor path tricks change what is judged.
    proxy_set_header X-Original-URL ${cfg.nginx.publicUrl}$frigate_uri;
    proxy_set_header X-Frigate-Uri $frigate_uri;
    proxy_set_header X-Frigate-Address $remote_addr;
    proxy_set_header X-Frigate-Port $remote_port;
    # Empty, and so not sent, unless the request came in through Frigate's own listener.
    proxy_set_header X-Server-Port $frigate_internal_port;
    proxy_set_header Authorization $http_authorization;
    proxy_set_header Cookie $http_cookie;
    proxy_set_header X-CSRF-TOKEN 1;
    proxy_set_header Remote-User $frigate_known_user;
    proxy_set_header Remote-Role $frigate_known_role;
  ''
  + lib.optionalString (secret != null) ''
    proxy_set_header X-Proxy-Secret ${secret};
  ''
  + ''
    # Not even where all of nginx has a cache.
    proxy_cache off;
    # Room for a session cookie in two parts.
    proxy_buffer_size 32k;
    # Never asked, as all names are upstreams; gixy misses it where proxy_pass has a variable.
    resolver 127.0.0.1;
  '';

  asPage = authorize + ''
    auth_request_set $frigate_sign_in $upstream_http_x_frigate_sign_in;
    error_page 401 = @frigate_sign_in;
  '';

  unknownRoles = lib.subtractLists knownRoles (
    lib.attrNames cfg.nginx.reverseProxy.roleMap
    ++ [ cfg.nginx.reverseProxy.defaultRole ]
    ++ lib.mapAttrsToList (_: client: client.role) cfg.nginx.clients
  );
  unreachableGroups = lib.filter (lib.hasInfix cfg.nginx.reverseProxy.separator) (
    lib.concatLists (lib.attrValues cfg.nginx.reverseProxy.roleMap)
  );
  hasOauth2ProxyHelper = config.services.oauth2-proxy.nginx.virtualHosts or { } ? ${cfg.hostname};
  hasTailscaleHelper = lib.elem cfg.hostname (
    config.services.nginx.tailscaleAuth.virtualHosts or [ ]
  );
  isOnFrigatesPort = listener: toString (listener.port or null) == portOf internalOfSettings;
  reservedHeaders = lib.filter (
    name:
    lib.elem (lib.toLower name) [
      "connection"
      "content-length"
      "cookie"
    ]
  ) (lib.attrNames cfg.nginx.authRequestHeaders);
  headerNames = map lib.toLower (lib.attrNames cfg.nginx.authRequestHeaders);
  limitedClients = lib.attrNames (
    lib.filterAttrs (_: client: cfg.settings.auth.roles.${client.role} or [ ] != [ ]) cfg.nginx.clients
  );
  takenLocations = lib.intersectLists (lib.attrNames cfg.nginx.publicLocations) [
    "/"
    "/assets/"
    "/fonts"
    "/locales/"
    "/auth"
    "/api/"
    "/api/stats"
    "/api/version"
    "/api/vod/"
    "/api/go2rtc/api"
    "/live/jsmpeg"
    "/ws"
    "/vod/"
    "/vod-not-found"
    "/recordings/"
    "/clips/"
    "/exports/"
    "/stream/"
    "/cache/"
  ];

  clientOrNobody = if hasClients then "$frigate_client" else "\"\"";
  userHeaderOrNone =
    if cfg.nginx.reverseProxy.userHeader == null then
      "frigate-none"
    else
      cfg.nginx.reverseProxy.userHeader;
  # Entries are tried in this order.
  roleOf = list: variable: ''
    map ${list} ${variable} {
      default ${cfg.nginx.reverseProxy.defaultRole};
      ${lib.optionalString (cfg.nginx.reverseProxy.roleHeader != null) roleEntries}}
  '';

  gatewayHeaders = lib.concatStrings (
    lib.mapAttrsToList
      (name: value: ''
        proxy_set_header ${name} "${
          lib.replaceStrings
            [
              "$frigate_url"
              "$frigate_uri"
              "$frigate_method"
              "$frigate_scheme"
              "$frigate_host"
              "$frigate_address"
              "$frigate_port"
              "$frigate_authorization"
            ]
            [
              "\${http_x_original_url}"
              "\${http_x_frigate_uri}"
              "\${http_x_original_method}"
              publicScheme
              publicHost
              "\${http_x_frigate_address}"
              "\${http_x_frigate_port}"
              "\${http_authorization}"
            ]
            value
        }";
      '')
      (
        lib.optionalAttrs (
          !lib.any (name: lib.toLower name == "host") (lib.attrNames cfg.nginx.authRequestHeaders)
        ) { Host = gatewayName; }
        // cfg.nginx.authRequestHeaders
      )
  );

  # Expression for a client's address, and method and path that it may use.
  permitted =
    client:
    let
      methods = lib.concatStringsSep "|" client.methods;
      paths = lib.concatMapStringsSep "|" (
        path: lib.escapeRegex (lib.removeSuffix "/" path)
      ) client.paths;
    in
    "~^1 (?:${methods}) (?:${paths})(?:/|\\z)";
  # A client is known by address, method and path together; the first one in alphabetical order counts.
  clientMaps = lib.optionalString hasClients (
    lib.concatStrings (
      lib.mapAttrsToList (name: client: ''
        geo $frigate_client_from_${name} {
          default 0;
        ${lib.concatMapStrings (address: "  ${address} 1;\n") client.addresses}}
        map "$frigate_client_from_${name} $request_method $frigate_path" $frigate_client_is_${name} {
          default 0;
          ${quoted (permitted client)} 1;
        }
      '') cfg.nginx.clients
    )
    + ''
      # What a trusted proxy passes on is not from a client, whatever network the proxy is in.
      map "${lib.optionalString trustsProxy "$frigate_proxy_is_trusted"}${
        lib.concatMapStrings (name: "$frigate_client_is_${name}") (lib.attrNames cfg.nginx.clients)
      }" $frigate_client {
        default "";
        ${
          lib.concatStrings (
            lib.imap0 (index: name: ''
              "~^${lib.optionalString trustsProxy "0"}${
                lib.concatStrings (lib.genList (_: "0") index)
              }1" client-${name};
            '') (lib.attrNames cfg.nginx.clients)
          )
        }}
    ''
  );

  proxyMaps = lib.optionalString trustsProxy ''
    # Whose headers count: the peer's, even where a realip module puts the client in its place.
    geo $realip_remote_addr $frigate_proxy_is_trusted {
      default ${if cfg.nginx.reverseProxy.trustedAddresses == [ ] then "1" else "0"};
    ${lib.concatMapStrings (address: "  ${address} 1;\n") cfg.nginx.reverseProxy.trustedAddresses}}
    map $frigate_proxy_is_trusted $frigate_proxy_user {
      default "";
      1 ${"$http_${variableOf cfg.nginx.reverseProxy.userHeader}"};
    }
    ${roleOf (
      if cfg.nginx.reverseProxy.roleHeader == null then
        "$frigate_proxy_is_trusted"
      else
        "$http_${variableOf cfg.nginx.reverseProxy.roleHeader}"
    ) "$frigate_proxy_role"}
    # A proxy that does not replace a client's header lets two through, which nginx joins with a comma from 1.23 on.
    map $frigate_proxy_user $frigate_person {
      "" frigate-identity/stranger;
      "~," frigate-identity/stranger;
      default frigate-api/auth;
    }
  '';

  gatewayMaps = lib.optionalString asksGateway (
    ''
      # A yes without a name is a no. A map, as set and if run before the gateway is asked.
      map $frigate_gateway_user $frigate_judge {
        "" frigate-identity/nameless;
        default frigate-api/auth;
      }
      map $upstream_http_${variableOf userHeaderOrNone} $frigate_nameless {
        "" 1;
        default 0;
      }
      # Whether a browser goes to a page; older ones do not say.
      map $http_sec_fetch_mode $frigate_navigation {
        "" 1;
        navigate 1;
        default "";
      }
    ''
    + roleOf (
      if cfg.nginx.reverseProxy.roleHeader == null then
        "$frigate_gateway_user"
      else
        "$frigate_gateway_groups"
    ) "$frigate_gateway_role"
    + lib.optionalString splitsCookie ''
      # Two cookies in one answer: from nginx 1.23 on, $upstream_http_set_cookie holds both, joined by a comma, before that
      # the first. The second is known by name, and has the attributes of the first.
      map $frigate_gateway_cookie $frigate_gateway_first_cookie {
        ${quoted "~^(?<frigate_first>.*?), ${lib.escapeRegex sessionCookie}_1="} $frigate_first;
        default $frigate_gateway_cookie;
      }
      map $frigate_gateway_first_cookie $frigate_cookie_attributes {
        "~^[^;]*(?<frigate_attributes>;.*)" $frigate_attributes;
        default "";
      }
      map $frigate_gateway_second_value $frigate_gateway_second_cookie {
        "" "";
        default "${sessionCookie}_1=$frigate_gateway_second_value$frigate_cookie_attributes";
      }
    ''
    + lib.optionalString (!splitsCookie) ''
      map $frigate_gateway_cookie $frigate_gateway_first_cookie {
        default $frigate_gateway_cookie;
      }
    ''
  );

  signOnMaps = lib.optionalString signsOn (
    ''
      # Frigate's own requests, by address and port: another listener on that port is not its own.
      map "$server_addr:$server_port" $frigate_internal_port {
        default "";
        ${lib.optionalString (cfg.nginx.internalListen != null)
          "\"${
            lib.replaceStrings [ "[" "]" ] [ "" "" ] cfg.nginx.internalListen
          }\" ${portOf cfg.nginx.internalListen};"
        }
      }
    ''
    + clientMaps
    + proxyMaps
    + gatewayMaps
    + ''
      map ${clientOrNobody} $frigate_known_user {
        default ${if trustsProxy then "$frigate_proxy_user" else "\"\""};
        ${
          lib.concatStrings (
            lib.mapAttrsToList (name: client: ''
              client-${name} ${quoted client.user};
            '') cfg.nginx.clients
          )
        }}
      map ${clientOrNobody} $frigate_known_role {
        default ${if trustsProxy then "$frigate_proxy_role" else "\"\""};
        ${
          lib.concatStrings (
            lib.mapAttrsToList (name: client: ''
              client-${name} ${quoted client.role};
            '') cfg.nginx.clients
          )
        }}
      map ${clientOrNobody} $frigate_outside {
        "" ${
          if asksGateway then
            "frigate-identity/auth"
          else if trustsProxy then
            "$frigate_person"
          else
            "frigate-api/auth"
        };
        default ${if nativeLogin then "frigate-identity/client" else "frigate-api/auth"};
      }
      map $frigate_internal_port $frigate_decider {
        "" $frigate_outside;
        default frigate-api/auth;
      }
      map $status $frigate_directions {
        401 ${if leadsToSignIn then quoted signInFromCall else "\"\""};
        default "";
      }
    ''
  );

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
        authCache = lib.mkOption {
          type = lib.types.nullOr duration;
          default = null;
          example = "5s";
          description = ''
            How long the gateway's yes to a request is remembered, so that a page full of thumbnails asks once.

            A no is never remembered, nor is an answer that sets a cookie. Remembered is what was said to the same credentials
            (cookies and `Authorization` header) from the same address, and, unless the gateway in
            {option}`services.frigate.nginx.preset` is known to judge all addresses alike, about the same address of Frigate.

            Somebody who is signed out at the gateway can use Frigate for this long.
          '';
        };

        authRequestHeaders = lib.mkOption {
          type = named headerName gatewayValue;
          default = { };
          example = {
            X-Original-URL = "$frigate_url";
            X-Original-Method = "$frigate_method";
          };
          description = ''
            Headers that the gateway is sent, besides cookies. What a client sends under these names never gets there.

            These variables stand for what is known of the request: `$frigate_url`, `$frigate_uri` (path and query), `$frigate_method`,
            `$frigate_scheme`, `$frigate_host`, `$frigate_address` and `$frigate_port` of the client, and `$frigate_authorization`.
          '';
        };

        authRequestUrl = lib.mkOption {
          type = lib.types.nullOr gatewayUrl;
          default = null;
          example = "http://127.0.0.1:4180/oauth2/auth";
          description = ''
            Address of the gateway (forward-auth server) that is asked about every request: may it pass, and who is it?

            Frigate still decides what that user may see. A gateway that says yes without naming a user is taken for a no.
          '';
        };

        clients = lib.mkOption {
          type = named clientName (
            lib.types.submodule {
              options = {
                addresses = lib.mkOption {
                  type = lib.types.listOf network;
                  example = [ "192.0.2.9" ];
                  description = "Addresses or networks the program comes from.";
                };

                methods = lib.mkOption {
                  type = lib.types.listOf (
                    lib.types.enum [
                      "GET"
                      "HEAD"
                      "POST"
                      "PUT"
                      "PATCH"
                      "DELETE"
                    ]
                  );
                  default = [
                    "GET"
                    "HEAD"
                  ];
                  example = [
                    "GET"
                    "HEAD"
                    "POST"
                  ];
                  description = "Methods the program may use.";
                };

                paths = lib.mkOption {
                  type = lib.types.listOf urlPath;
                  example = [ "/api/metrics" ];
                  description = "Paths the program may use, each with everything below it. Websockets count as GET.";
                };

                role = lib.mkOption {
                  type = roleName;
                  default = "viewer";
                  example = "gardener";
                  description = "Role of the program in Frigate.";
                };

                user = lib.mkOption {
                  type = headerValue;
                  example = "prometheus";
                  description = "Name of the program as a user of Frigate.";
                };
              };
            }
          );
          default = { };
          example = {
            prometheus = {
              addresses = [ "192.0.2.9" ];
              paths = [ "/api/metrics" ];
              user = "prometheus";
              role = "viewer";
            };
          };
          description = ''
            Programs, such as Home Assistant or Prometheus, that are let in without signing in: by address, for certain paths, as
            a certain user.
          '';
        };

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

        preset = lib.mkOption {
          type = lib.types.nullOr (
            lib.types.enum [
              "oauth2-proxy"
              "authelia"
              "authentik"
              "tinyauth"
              "vouch-proxy"
              "voidauth"
              "tailscale"
            ]
          );
          default = null;
          example = "oauth2-proxy";
          description = ''
            A gateway whose ways are known. It fills in the options below
            {option}`services.frigate.nginx` that describe the gateway; each can still be set to something else.
          '';
        };

        publicLocations = lib.mkOption {
          type = named urlPath serverUrl;
          default = { };
          example = {
            "/oauth2/" = "http://127.0.0.1:4180";
          };
          description = ''
            The gateway's own pages on Frigate's host, such as the one to sign in on: path to address of the gateway. They are reached
            without signing in.
          '';
        };

        publicUrl = lib.mkOption {
          type = publicUrl;
          default = publicUrlOfHost;
          defaultText = lib.literalMD "{option}`services.frigate.hostname`, with `https` where its virtual host has `onlySSL`, `addSSL` or `forceSSL`";
          example = "https://frigate.example.com";
          description = ''
            How browsers reach Frigate. The addresses to return to after signing in, and the ones that gateway and Frigate judge,
            are built from this and never from what a client calls the host.
          '';
        };

        responseHeaders = lib.mkOption {
          type = named headerName headerValue;
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

        reverseProxy = {
          defaultRole = lib.mkOption {
            type = roleName;
            default = "viewer";
            example = "gardener";
            description = "Role of a user for whom {option}`services.frigate.nginx.reverseProxy.roleMap` has none.";
          };

          roleHeader = lib.mkOption {
            type = lib.types.nullOr headerName;
            default = null;
            example = "X-Auth-Request-Groups";
            description = ''
              Header in which the user's groups or roles are listed: of the gateway's answer, or of requests from
              {option}`services.frigate.nginx.reverseProxy.trustedAddresses`.
            '';
          };

          roleMap = lib.mkOption {
            type = named roleName (lib.types.listOf groupName);
            default = { };
            example = {
              admin = [ "frigate_admins" ];
              viewer = [
                "family"
                "neighbours"
              ];
            };
            description = ''
              Groups that make somebody an `admin`, a `viewer`, or any role of `settings.auth.roles`. Names are compared to the letter.

              Who is in groups of several roles gets `admin` before `viewer` before the others in alphabetical order. Without any
              entry the header is expected to name roles.
            '';
          };

          separator = lib.mkOption {
            type = separator;
            default = ",";
            example = "|";
            description = "Character between two entries of the role header.";
          };

          trustedAddresses = lib.mkOption {
            type = lib.types.listOf network;
            default = [ ];
            example = [
              "192.0.2.1"
              "fd00::/8"
            ];
            description = ''
              Proxies in front of this nginx that have signed users in, and whose headers are believed. Everybody else's are dropped.

              Such a proxy must put its own headers in the place of a client's of the same name. A user name with a comma is refused,
              as that is what two headers look like.
            '';
          };

          userHeader = lib.mkOption {
            type = lib.types.nullOr headerName;
            default = null;
            example = "X-Auth-Request-Preferred-Username";
            description = ''
              Header that names the user: of the gateway's answer, or of requests from
              {option}`services.frigate.nginx.reverseProxy.trustedAddresses`.
            '';
          };
        };

        signIn = {
          redirectParameter = lib.mkOption {
            type = parameterName;
            default = "rd";
            example = "url";
            description = "Query parameter in which the sign-in page is told where to return to.";
          };

          url = lib.mkOption {
            type = lib.types.nullOr urlOrPath;
            default = null;
            example = "/oauth2/start";
            description = "Page to which a browser without a session is sent. With `null` it is sent where the gateway's answer says.";
          };
        };

        signOutUrl = lib.mkOption {
          type = lib.types.nullOr urlOrPath;
          default = null;
          example = "/oauth2/sign_out";
          description = "Where Frigate's sign-out link leads.";
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
                      example = [
                        {
                          path = "rtsp://192.0.2.1:554/rtsp";
                          roles = [
                            "detect"
                            "record"
                          ];
                        }
                      ];
                      description = "The camera's streams, each with what it is used for.";
                    };
                  };
                }
              );
              example = {
                front = {
                  ffmpeg = {
                    inputs = [
                      {
                        path = "rtsp://192.0.2.1:554/rtsp";
                        roles = [ "detect" ];
                      }
                    ];
                  };
                };
              };
              description = ''
                Cameras by name.

                See <https://docs.frigate.video/configuration/cameras>.
              '';
            };

            database.path = lib.mkOption {
              type = lib.types.path;
              default = "/var/lib/frigate/frigate.db";
              example = "/srv/frigate/frigate.db";
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
        example = {
          ui = {
            timezone = "Europe/Vienna";
          };
        };
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
        ]
    ++ [
      {
        assertion = asksGateway || trustsProxy -> !nativeLogin;
        message = ''
          services.frigate.settings.auth.enabled is true, so Frigate would ask for its own users
          behind the gateway or proxy that services.frigate.nginx.authRequestUrl or
          services.frigate.nginx.reverseProxy.userHeader name. Leave it out, or set it to false.
        '';
      }
      {
        assertion = asksGateway -> cfg.nginx.reverseProxy.userHeader != null;
        message = ''
          services.frigate.nginx.authRequestUrl is set, but not which header of the answer names
          the user, so nobody would get in. Set services.frigate.nginx.reverseProxy.userHeader, or
          services.frigate.nginx.preset.
        '';
      }
      {
        assertion = trustsProxy -> cfg.nginx.reverseProxy.trustedAddresses != [ ] || authSecret != null;
        message = ''
          services.frigate.nginx.reverseProxy.userHeader is set, but nothing says whose header it
          is, so everybody could call themselves what they like. Set
          services.frigate.nginx.authRequestUrl to the gateway,
          services.frigate.nginx.reverseProxy.trustedAddresses to the proxy in front of nginx, or
          services.frigate.settings.proxy.auth_secret.
        '';
      }
      {
        assertion = cfg.nginx.reverseProxy.roleMap != { } -> cfg.nginx.reverseProxy.roleHeader != null;
        message = ''
          services.frigate.nginx.reverseProxy.roleMap has groups, but nothing says which header
          lists them. Set services.frigate.nginx.reverseProxy.roleHeader.
        '';
      }
      {
        assertion = unknownRoles == [ ];
        message = ''
          Frigate has no role ${lib.concatStringsSep ", " unknownRoles}: it is named in
          services.frigate.nginx.reverseProxy.roleMap,
          services.frigate.nginx.reverseProxy.defaultRole or services.frigate.nginx.clients. Roles
          are admin, viewer, and those of services.frigate.settings.auth.roles.
        '';
      }
      {
        assertion = unreachableGroups == [ ];
        message = ''
          services.frigate.nginx.reverseProxy.roleMap:
          ${lib.concatStringsSep ", " unreachableGroups} holds the character that separates groups,
          so it would never be found. Set services.frigate.nginx.reverseProxy.separator to the one
          the header uses.
        '';
      }
      {
        assertion = signsOn -> !hasOauth2ProxyHelper;
        message = ''
          services.nginx.virtualHosts.${cfg.hostname} is also in
          services.oauth2-proxy.nginx.virtualHosts, which guards the pages but not the cameras.
          Take it out there, and set services.frigate.nginx.preset = "oauth2-proxy".
        '';
      }
      {
        assertion = signsOn -> !hasTailscaleHelper;
        message = ''
          services.nginx.virtualHosts.${cfg.hostname} is also in
          services.nginx.tailscaleAuth.virtualHosts, which has a location /auth of its own. Take it
          out there, and set services.frigate.nginx.preset = "tailscale".
        '';
      }
      {
        assertion = signsOn -> !lib.any isOnFrigatesPort vhost.listen;
        message = ''
          services.nginx.virtualHosts.${cfg.hostname}.listen has port ${portOf internalOfSettings},
          on which Frigate takes everybody for an administrator. Use another port for people.
        '';
      }
      {
        assertion = asksGateway && needsHttps -> publicScheme == "https";
        message = ''
          services.frigate.nginx.publicUrl is ${cfg.nginx.publicUrl}, and this gateway judges https
          addresses only. Give the virtual host a certificate (forceSSL), or set
          services.frigate.nginx.publicUrl where something in front of nginx has one.
        '';
      }
      {
        assertion = asksGateway && needsSignInUrl -> cfg.nginx.signIn.url != null;
        message = ''
          services.frigate.nginx.preset is ${toString cfg.nginx.preset}, whose sign-in page is on
          another host. Set services.frigate.nginx.signIn.url to it.
        '';
      }
      {
        assertion =
          asksGateway && authSecret != null -> builtins.match "[^{}$\"\\[:cntrl:]]+" authSecret != null;
        message = ''
          services.frigate.settings.proxy.auth_secret is kept from nginx, which has to send it to
          Frigate. Leave it out: with a gateway, nginx alone says who is asking, and only nginx
          reaches Frigate's port.
        '';
      }
      {
        assertion = !(trustsProxy && hasClients && authSecret != null);
        message = ''
          services.frigate.nginx.clients do not know services.frigate.settings.proxy.auth_secret,
          so Frigate would refuse them. Leave the secret out and set
          services.frigate.nginx.reverseProxy.trustedAddresses, or leave the clients out.
        '';
      }
      {
        assertion = reservedHeaders == [ ];
        message = ''
          services.frigate.nginx.authRequestHeaders: ${lib.concatStringsSep ", " reservedHeaders}
          is set by the module. Leave it out.
        '';
      }
      {
        assertion = takenLocations == [ ];
        message = ''
          services.frigate.nginx.publicLocations: ${lib.concatStringsSep ", " takenLocations} is a
          location of Frigate's, which must not go to somebody else without being asked for.
        '';
      }
      {
        assertion = lib.all (client: client.addresses != [ ] && client.paths != [ ]) (
          lib.attrValues cfg.nginx.clients
        );
        message = ''
          services.frigate.nginx.clients: a client needs at least one of addresses, and of paths.
        '';
      }
      {
        assertion =
          asksGateway || trustsProxy
          ->
            cfg.settings.proxy.header_map.user or null != null
            &&
              lib.toLower (toString (cfg.settings.proxy.header_map.user or null))
              == lib.toLower (toString "remote-user");
        message = ''
          services.frigate.settings.proxy.header_map.user is
          ${toString (cfg.settings.proxy.header_map.user or null)}, but nginx tells Frigate who is
          asking, and needs it to be ${toString "remote-user"}. Leave it out, and set
          services.frigate.nginx.reverseProxy.userHeader instead.
        '';
      }
      {
        assertion =
          (asksGateway || trustsProxy) && since "0.16"
          ->
            cfg.settings.proxy.header_map.role or null != null
            &&
              lib.toLower (toString (cfg.settings.proxy.header_map.role or null))
              == lib.toLower (toString "remote-role");
        message = ''
          services.frigate.settings.proxy.header_map.role is
          ${toString (cfg.settings.proxy.header_map.role or null)}, but nginx tells Frigate who is
          asking, and needs it to be ${toString "remote-role"}. Leave it out, and set
          services.frigate.nginx.reverseProxy.roleHeader instead.
        '';
      }
      {
        assertion =
          (asksGateway || trustsProxy) && since "0.16"
          ->
            cfg.settings.proxy.default_role or null != null
            &&
              lib.toLower (toString (cfg.settings.proxy.default_role or null))
              == lib.toLower (toString cfg.nginx.reverseProxy.defaultRole);
        message = ''
          services.frigate.settings.proxy.default_role is
          ${toString (cfg.settings.proxy.default_role or null)}, but nginx tells Frigate who is
          asking, and needs it to be ${toString cfg.nginx.reverseProxy.defaultRole}. Leave it out,
          and set services.frigate.nginx.reverseProxy.defaultRole instead.
        '';
      }
      {
        assertion = lib.all clientName.check (lib.attrNames cfg.nginx.clients);
        message = ''
          services.frigate.nginx.clients: the name of a client is made of at most 20 lower-case
          letters, digits and underscores.
        '';
      }
      {
        assertion = hasClients && !nativeLogin -> asksGateway || trustsProxy;
        message = ''
          services.frigate.nginx.clients are there, and services.frigate.settings.auth.enabled is
          false, but nothing says who else is asking. Set services.frigate.nginx.authRequestUrl, or
          services.frigate.nginx.reverseProxy.userHeader and trustedAddresses.
        '';
      }
      {
        assertion = nativeLogin -> limitedClients == [ ];
        message = ''
          services.frigate.nginx.clients: the role of ${lib.concatStringsSep ", " limitedClients}
          is limited to some cameras, which Frigate cannot see to while its own sign-in is on.
          Choose admin or viewer, and few paths.
        '';
      }
      {
        assertion = lib.allUnique headerNames;
        message = ''
          services.frigate.nginx.authRequestHeaders names a header twice, in different spellings; a
          preset has some as well. Use the spelling of the preset to replace its value.
        '';
      }
      {
        assertion =
          (asksGateway || trustsProxy) && cfg.nginx.signOutUrl != null
          -> cfg.settings.proxy.logout_url or null == cfg.nginx.signOutUrl;
        message = ''
          services.frigate.settings.proxy.logout_url is not what services.frigate.nginx.signOutUrl
          says. Set one of them.
        '';
      }
      {
        assertion = asksGateway || trustsProxy -> cfg.settings.proxy.header_map.role_map or { } == { };
        message = ''
          services.frigate.settings.proxy.header_map.role_map would map roles that are roles
          already. Set services.frigate.nginx.reverseProxy.roleMap instead.
        '';
      }
    ];

    warnings =
      lib.optional (cfg.nginx.internalListen != null && !isLoopback cfg.nginx.internalListen) ''
        services.frigate.nginx.internalListen: everybody who reaches
        ${toString cfg.nginx.internalListen} is an administrator of Frigate without signing in.
      ''
      ++ lib.optional (lib.any isOnFrigatesPort vhost.listen) ''
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
          )
      ++
        map
          (path: ''
            services.nginx.virtualHosts.${cfg.hostname}.locations."${path}".proxyPass: nginx leaves
            out the path, because this location changes the address with rewrite. Name host and port
            only, and change the path with a rewrite of your own in extraConfig.
          '')
          (
            lib.filter
              (
                path:
                builtins.match "https?://[^/]+/.+" (toString (vhost.locations.${path}.proxyPass or "")) != null
                && lib.hasInfix "rewrite " (vhost.locations.${path}.extraConfig or "")
              )
              [
                "/api/"
                "/api/stats"
                "/api/version"
                "/api/vod/"
                "~* /api/.*\\.(jpg|jpeg|png|webp|gif)$"
                "/api/go2rtc/api"
                "/live/jsmpeg"
                "/ws"
              ]
          );

    services.frigate.nginx = {
      authRequestHeaders = fromPreset [ "authRequestHeaders" ];
      authRequestUrl = fromPreset [ "authRequestUrl" ];
      publicLocations = fromPreset [ "publicLocations" ];
      reverseProxy.roleHeader = fromPreset [
        "reverseProxy"
        "roleHeader"
      ];
      reverseProxy.separator = fromPreset [
        "reverseProxy"
        "separator"
      ];
      reverseProxy.userHeader = fromPreset [
        "reverseProxy"
        "userHeader"
      ];
      signIn.redirectParameter = fromPreset [
        "signIn"
        "redirectParameter"
      ];
      signIn.url = fromPreset [
        "signIn"
        "url"
      ];
      signOutUrl = fromPreset [ "signOutUrl" ];
    };

    services.frigate.settings = lib.mkIf (asksGateway || trustsProxy) {
      auth.enabled = lib.mkDefault false;
      proxy = {
        header_map.user = lib.mkDefault "remote-user";
        header_map.role = lib.mkIf (since "0.16") (lib.mkDefault "remote-role");
        default_role = lib.mkIf (since "0.16") (lib.mkDefault cfg.nginx.reverseProxy.defaultRole);
        logout_url = lib.mkIf (cfg.nginx.signOutUrl != null) (lib.mkDefault cfg.nginx.signOutUrl);
      };
    };

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
      ''
      + signOnMaps;

      mapHashBucketSize = lib.mkDefault 128;

      proxyCachePath.frigate = {
        enable = true;
        inactive = "1m";
        keysZoneName = "frigate_api_cache";
        keysZoneSize = "10m";
        levels = "1:2";
        maxSize = "10m";
      };
      proxyCachePath.frigate-auth = lib.mkIf (cfg.nginx.authCache != null) {
        enable = true;
        inactive = "1m";
        keysZoneName = "frigate_auth_cache";
        keysZoneSize = "10m";
        levels = "1:2";
        maxSize = "10m";
      };

      upstreams = {
        frigate-api = {
          servers."127.0.0.1:5001" = { };
          extraConfig = ''
            keepalive 32;
          '';
        };
        frigate-go2rtc = {
          servers."127.0.0.1:1984" = { };
          extraConfig = ''
            keepalive 32;
          '';
        };
        frigate-jsmpeg = {
          servers."127.0.0.1:8082" = { };
          extraConfig = ''
            keepalive 32;
          '';
        };
        frigate-mqtt-ws = {
          servers."127.0.0.1:5002" = { };
          extraConfig = ''
            keepalive 32;
          '';
        };
        frigate-gateway = lib.mkIf asksGateway {
          servers.${gatewayServer} = { };
          extraConfig = ''
            keepalive 32;
          '';
        };
        frigate-identity = lib.mkIf signsOn {
          servers."unix:/run/nginx/frigate-identity.sock" = { };
          extraConfig = ''
            keepalive 32;
          '';
        };
      };

      virtualHosts.${cfg.hostname}.locations = lib.mkMerge [
        (lib.mapAttrs (_: server: {
          proxyPass = server;
          recommendedProxySettings = false;
          extraConfig = ''
            proxy_set_header Host ${publicHost};
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto ${publicScheme};
            proxy_set_header X-Forwarded-Host ${publicHost};
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
            # nginx adds a last slash by a redirect, which is not to lead to the client's Host.
            absolute_redirect off;
          '';
        }) cfg.nginx.publicLocations)
        {
          # Public: the page itself holds nothing private; what it shows comes from the API.
          "/" = {
            root = cfg.package.web;
            tryFiles = "$uri $uri.html $uri/ /index.html";
            extraConfig = slashAdded + openFiles + compressed + notKept + lib.optionalString asksGateway asPage;
          };

          # Public: leads to the gateway's sign-in page, as Frigate's own is of no use then.
          "= /login" = lib.mkIf asksGateway {
            extraConfig = ''
              add_header Cache-Control no-store;
              return 302 ${signInFromCall};
            '';
          };

          "@frigate_sign_in" = lib.mkIf asksGateway {
            extraConfig = ''
              internal;
              # Icons and the like that a page asks for begin no sign-in of their own.
              if ($frigate_navigation = "") {
                return 401;
              }
              add_header Set-Cookie $frigate_cookie always;
            ''
            + lib.optionalString splitsCookie ''
              add_header Set-Cookie $frigate_second_cookie always;
            ''
            + ''
              add_header Cache-Control no-store;
            ''
            + lib.optionalString (cfg.nginx.signIn.url != null) ''
              # Encoded, or the query of the page would end at its first &.
              set_escape_uri $frigate_return "${cfg.nginx.publicUrl}$request_uri";
              return 302 "${signInAddress}$frigate_return";
            ''
            + lib.optionalString (cfg.nginx.signIn.url == null) ''
              # The gateway has said where to go; a redirect to nowhere would be worse than its 401.
              if ($frigate_sign_in = "") {
                return 401;
              }
              return 302 $frigate_sign_in;
            '';
          };

          # Public: the page itself holds nothing private; what it shows comes from the API.
          "/assets/" = {
            root = cfg.package.web;
            extraConfig =
              slashAdded
              + openFiles
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
              slashAdded
              + openFiles
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
              slashAdded
              + openFiles
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
              slashAdded
              + openFiles
              + compressed
              + ''
                access_log off;
                expires 1y;
                add_header Cache-Control public;
                default_type application/json;
              '';
          };

          "/auth" = {
            proxyPass = if signsOn then "http://$frigate_decider" else "http://frigate-api";
            recommendedProxySettings = !signsOn;
            extraConfig = proxied + keepAlive + (if signsOn then askIdentity else askFrigate);
          };

          "/api/" = {
            proxyPass = "http://frigate-api";
            recommendedProxySettings = true;
            extraConfig =
              authorize
              + directions
              + identify
              + slashAdded
              + proxied
              + keepAlive
              + apiCache
              + notKept
              + ''
                rewrite (?s)^/api/(.*) /$1 break;
              '';
          };

          "/api/stats" = {
            proxyPass = "http://frigate-api";
            recommendedProxySettings = true;
            extraConfig =
              authorize
              + directions
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
              + directions
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

          # Lists of recordings, also fetched by /vod/, with role and user behind a line break; they
          # would crowd everything else out of the cache.
          "/api/vod/" = {
            proxyPass = "http://frigate-api";
            recommendedProxySettings = true;
            extraConfig =
              authorize
              + directions
              + identify
              + slashAdded
              + proxied
              + keepAlive
              + notKept
              + ''
                rewrite ^/api/vod/(.*) /vod/$1 break;
              '';
          };

          # Pictures: not worth remembering, and there are many.
          "~* /api/.*\\.(jpg|jpeg|png|webp|gif)$" = {
            proxyPass = "http://frigate-api";
            recommendedProxySettings = true;
            extraConfig =
              authorize
              + directions
              + identify
              + proxied
              + keepAlive
              + ''
                rewrite (?s)^/api(/.*) $1 break;
              '';
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
              + directions
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
              + noDirections
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
              + noDirections
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
              + noDirections
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
              + directions
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
            extraConfig =
              authorize
              + noDirections
              + identify
              + proxied
              + ''
                rewrite (?s)^/live/jsmpeg(.*) /$1 break;
              '';
          };

          "/ws" = {
            proxyPass = "http://frigate-mqtt-ws";
            proxyWebsockets = true;
            recommendedProxySettings = true;
            extraConfig =
              authorize
              + noDirections
              + identify
              + proxied
              + ''
                rewrite (?s)^/ws(.*) /$1 break;
              '';
          };

          "/vod/" = {
            extraConfig =
              authorize
              + directions
              + compressed
              + notKept
              + ''
                aio threads;
                vod hls;
                vod_mode mapped;
                vod_upstream_location /api;
                # What Frigate has said of a camera's recordings is found again by this address. Without the role in it, a camera out of
                # bounds is shown to whoever comes after somebody who may see it; /api/vod/ drops what is behind the line break.
                vod_media_set_map_uri $vod_suburi\n$frigate_role\n$frigate_user;
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
              + directions
              + slashAdded
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
              + directions
              + slashAdded
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
              + directions
              + slashAdded
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
              + directions
              + slashAdded
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
            extraConfig =
              slashAdded
              + openFiles
              + ''
                internal;
              '';
          };
        }
      ];

      # Finds out who is asking, and then asks Frigate. A server of its own, as nginx asks one
      # authority per request; on a socket, as nobody but nginx is to ask.
      virtualHosts.frigate-identity = lib.mkIf signsOn {
        listen = [ { addr = "unix:/run/nginx/frigate-identity.sock"; } ];
        extraConfig = ''
          access_log off;
          large_client_header_buffers 4 32k;
          # Never asked, as all names are upstreams; gixy misses it where proxy_pass has a variable.
          resolver 127.0.0.1;
        '';
        locations = {
          # The gateway says who it is, then Frigate says what they may see.
          "= /auth" = lib.mkIf asksGateway {
            proxyPass = "http://$frigate_judge";
            recommendedProxySettings = false;
            extraConfig = ''
              # Rules for all of nginx are about addresses; here there is none.
              allow all;
              auth_request /gateway;
              auth_request_set $frigate_gateway_user $upstream_http_${variableOf cfg.nginx.reverseProxy.userHeader};
            ''
            + lib.optionalString (cfg.nginx.reverseProxy.roleHeader != null) ''
              auth_request_set $frigate_gateway_groups $upstream_http_${variableOf cfg.nginx.reverseProxy.roleHeader};
            ''
            + ''
              auth_request_set $frigate_gateway_cookie $upstream_http_set_cookie;
              auth_request_set $frigate_gateway_location $upstream_http_${variableOf signInHeader};
            ''
            + lib.optionalString splitsCookie ''
              auth_request_set $frigate_gateway_second_value $upstream_cookie_${sessionCookie}_1;
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
            + lib.optionalString (secret != null) ''
              proxy_set_header X-Proxy-Secret $http_x_proxy_secret;
            '';
          };

          # The question to the gateway: no body, which it would wait for, and no header the client
          # chose.
          "= /gateway" = lib.mkIf asksGateway {
            proxyPass = "${if gatewayOverTls then "https" else "http"}://frigate-gateway${gatewayPath}";
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
            + lib.optionalString gatewayOverTls ''
              proxy_ssl_server_name on;
              proxy_ssl_name ${gatewayHost};
              proxy_ssl_verify on;
              proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
            ''
            + lib.optionalString (cfg.nginx.authCache == null) ''
              proxy_cache off;
            ''
            + lib.optionalString (cfg.nginx.authCache != null) ''
              # Only a yes that names somebody is remembered, and none that sets a cookie. The key holds all that makes up
              # a person's credentials.
              proxy_cache frigate_auth_cache;
              proxy_cache_key "${authCacheKey}";
              proxy_cache_valid 200 202 204 ${cfg.nginx.authCache};
              # All of a page's requests wait for the first one's answer, but only this long: who waits for a lock is woken
              # every 500 ms, or when the time is up. Then each asks for itself.
              proxy_cache_lock on;
              proxy_cache_lock_timeout 10ms;
              proxy_ignore_headers Cache-Control Expires Vary X-Accel-Expires;
              proxy_no_cache $frigate_nameless;
            ''
            + gatewayHeaders;
          };

          # A named client while Frigate's own sign-in is on: Frigate would look at nothing but its
          # own token, so the answer is given here.
          "= /client" = {
            extraConfig = ''
              add_header Remote-User $http_remote_user always;
              add_header Remote-Role $http_remote_role always;
              return 204;
            '';
          };

          # Nobody that is known.
          "= /stranger" = {
            extraConfig = ''
              add_header Location $frigate_directions always;
              return 401;
            '';
          };

          # The gateway said yes, but to whom?
          "= /nameless" = lib.mkIf asksGateway {
            extraConfig = ''
              return 403;
            '';
          };
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
          (pkgs.writeShellScript "frigate-create-writable-config" ''
            cp --no-preserve=mode ${configFile} /run/frigate/frigate.yml
          '')
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
