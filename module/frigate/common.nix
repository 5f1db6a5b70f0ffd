# What the options of services.frigate come to, for the files beside this one.
{ config, lib }:
rec {
  cfg = config.services.frigate;
  facts = import ./facts.nix;
  vhost = config.services.nginx.virtualHosts.${cfg.hostname};
  # Whether Frigate is this version or later; its routes come and go. A version that is no number, such as "dev" or
  # "0-unstable-2026-01-01", counts as the newest.
  isNumbered = builtins.match "[0-9]+\\.[0-9].*" cfg.package.version != null;
  since = version: !isNumbered || lib.versionAtLeast cfg.package.version version;
  # The mightier first: a user in groups of several roles gets the first of them.
  roles =
    facts.builtInRoles
    ++ lib.subtractLists facts.builtInRoles (lib.attrNames (cfg.settings.auth.roles or { }));
  hasCapitals = lib.any (role: role != lib.toLower role) roles;
  mapsRolesToThemselves = hasCapitals && since "0.17";
  # Who finds out who is asking: a gateway, a proxy in front of nginx, or an address.
  asksGateway = cfg.nginx.authRequestUrl != null;
  trustsProxy = !asksGateway && cfg.nginx.reverseProxy.userHeader != null;
  hasClients = cfg.nginx.clients != { };
  knowsSome = trustsProxy || hasClients;
  signsOn = asksGateway || knowsSome;
  leavesSignIn = asksGateway || trustsProxy;
  nativeLogin = cfg.settings.auth.enabled or null != false;
  cachesOwnSignIn = cfg.nginx.authCache != null && nativeLogin && !leavesSignIn;
  # What only Frigate can decide, while it leaves signing in to others: whose camera a file or stream belongs to,
  # whether a proxy knows the secret, and whatever a version judges that is not known yet.
  limitsCameras = lib.any (cameras: cameras != [ ]) (lib.attrValues (cfg.settings.auth.roles or { }));
  judgesCameras = leavesSignIn && !judgesAll && since facts.judgesCamerasSince && limitsCameras;
  judgesAll = since facts.firstUnknownVersion || (trustsProxy && sendsSecret);
  asksFrigate = leavesSignIn && judgesAll || judgesCameras;
  admitted =
    if judgesCameras then
      "$frigate_judge"
    else if asksFrigate then
      "/frigate"
    else
      "/admitted";
  # A page is public, unless people are to sign in before they see it, or may have no role.
  # Frigate's own word for a role that is none counts, too.
  noRole = cfg.settings.proxy.default_role or null == "none";
  defaultRole = if noRole then null else cfg.nginx.reverseProxy.defaultRole;
  refusesOthers = defaultRole == null;
  asksForPages = asksGateway || (trustsProxy && refusesOthers);
  # Whom /auth asks.
  choosesWhomToAsk = knowsSome || gateway.knowsByAddress or false;
  whomToAsk = if choosesWhomToAsk then "$frigate_decider" else "frigate-identity/auth";
  # Frigate asks for no secret when this setting is empty.
  secretSetting = cfg.settings.proxy.auth_secret or null;
  authSecret = if secretSetting == "" then null else secretSetting;
  sendsSecret = authSecret != null;
  # The listener for Frigate's own requests: the setting is a port, or an address and a port.
  internalSetting = toString (cfg.settings.networking.listen.internal or facts.internalPort);
  internalOfSettings =
    lib.optionalString (!lib.hasInfix ":" internalSetting) "127.0.0.1:" + internalSetting;
  portOf = address: lib.last (lib.splitString ":" address);
  # How browsers reach Frigate.
  schemeOfHost = if vhost.onlySSL || vhost.addSSL || vhost.forceSSL then "https" else "http";
  nameOfHost = if vhost.serverName == null then cfg.hostname else vhost.serverName;
  isPlainName = builtins.match "[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*" nameOfHost != null;
  publicUrlOfHost = "${schemeOfHost}://${if isPlainName then nameOfHost else "_"}${portOfHost}";
  # Ports that take the scheme; one that browsers use by themselves is not told.
  listenersOfHost =
    if vhost.listen != [ ] then
      vhost.listen
    else if vhost.listenAddresses or [ ] == [ ] then
      config.services.nginx.defaultListen or [ ]
    else
      [ ];
  isOverTls = listener: listener.ssl or null == true;
  portsOfScheme =
    let
      usual = if schemeOfHost == "https" then "SSL" else "HTTP";
      fits =
        listener:
        isOverTls listener == (schemeOfHost == "https") && !lib.hasPrefix "unix:" (listener.addr or "");
      port = listener: if listener.port or null == null then usualPort else listener.port;
    in
    if listenersOfHost == [ ] then
      [ config.services.nginx."default${usual}ListenPort" or usualPort ]
    else
      map port (lib.filter fits listenersOfHost);
  usualPort = if schemeOfHost == "https" then 443 else 80;
  hasPort = portsOfScheme != [ ] && !lib.elem usualPort portsOfScheme;
  portOfHost = lib.optionalString hasPort ":${toString (lib.head portsOfScheme)}";
  publicScheme = lib.head (lib.splitString ":" cfg.nginx.publicUrl);
  publicHost = lib.removePrefix "${publicScheme}://" cfg.nginx.publicUrl;
  # The name in it, if there is one.
  publicName = lib.subtractLists [ "_" ] (builtins.match "(\\[[^]]*]|[^:]*).*" publicHost);
  # Where Frigate looks for the camera: in a path, or, in older versions, in the path of a URL.
  urlForFrigate = lib.optionalString (!since facts.readsPathSince) "http://frigate";
  # The gateway: what its preset knows of it, and the parts of its address.
  gateways = import ./gateways.nix;
  gateway = gateways.${toString cfg.nginx.preset} or { };
  gatewayParts = builtins.match "(https?)://(unix:[^:]+|[^/:[]+|\\[[^]]+])(:[0-9]+)?:?(/.*)?" cfg.nginx.authRequestUrl;
  gatewayScheme = lib.elemAt gatewayParts 0;
  gatewayHost = lib.elemAt gatewayParts 1;
  gatewayPort = toString (lib.elemAt gatewayParts 2);
  gatewayPath = if lib.elemAt gatewayParts 3 == null then "/" else lib.elemAt gatewayParts 3;
  gatewayOverTls = asksGateway && gatewayScheme == "https";
  gatewayAddress = "${gatewayScheme}://frigate-gateway${gatewayPath}";
  gatewayServer = gatewayHost + (if gatewayOverTls && gatewayPort == "" then ":443" else gatewayPort);
  gatewayTlsName =
    if cfg.nginx.gatewayTls.serverName == null then gatewayHost else cfg.nginx.gatewayTls.serverName;
  # A socket has no name of its own.
  gatewayName = if lib.hasPrefix "unix:" gatewayHost then publicHost else gatewayHost + gatewayPort;
  # What it is sent, besides cookies. A client's headers of the same name do not reach it.
  gatewayVariables = {
    "$frigate_host" = publicHost;
    "$frigate_scheme" = publicScheme;
  }
  // facts.gatewayVariables;
  gatewayValue = lib.replaceStrings (lib.attrNames gatewayVariables) (
    lib.attrValues gatewayVariables
  );
  namesHost = lib.any (name: lib.toLower name == "host") (lib.attrNames cfg.nginx.authRequestHeaders);
  gatewayHeaders = setHeaders (
    lib.optionalAttrs (!namesHost) { Host = gatewayName; }
    // lib.mapAttrs (_: value: "\"${gatewayValue value}\"") cfg.nginx.authRequestHeaders
  );
  readsRoles = cfg.nginx.reverseProxy.roleHeader != null;
  # A large session of oauth2-proxy comes in two cookies. nginx reads the second by its name, as part of a variable.
  sessionCookie = config.services.oauth2-proxy.cookie.name or gateway.splitCookie;
  splitsCookie = gateway ? splitCookie && builtins.match "[A-Za-z0-9_]+" sessionCookie != null;
  # The gateway's answer, in nginx's variables.
  secondVariable = "$upstream_cookie_${sessionCookie}_1";
  userVariable = answered cfg.nginx.reverseProxy.userHeader;
  rolesVariable = answered cfg.nginx.reverseProxy.roleHeader;
  signInVariable = answered (gateway.signInHeader or "Location");
  # What makes up a person's credentials, and, where the gateway's answer depends on it, what is asked for.
  keyOfUrl = lib.optionalString (
    !(gateway.answersAlike or false)
  ) "\\n$http_x_original_method\\n$http_x_frigate_uri";
  authCacheKey = "$http_cookie\\n$http_authorization\\n$http_x_frigate_address${keyOfUrl}";
  # The same for Frigate's own sign-in, in the virtual host.
  ownAuthCacheKey = lib.concatStringsSep "\\n" (
    [
      "$server_port"
      "$http_cookie"
      "$http_authorization"
    ]
    ++ lib.optional (authSecret != null) "$http_x_proxy_secret"
    ++ lib.optionals hasClients [
      "$frigate_decider"
      "$frigate_known_user"
      "$frigate_known_role"
    ]
    ++ lib.optional (since facts.judgesCamerasSince) "$frigate_uri"
  );
  # The page for whoever may not come in.
  refusal =
    let
      signOut = lib.optionalString (
        cfg.nginx.signOutUrl != null
      ) ", or <a href='${cfg.nginx.signOutUrl}'>sign out</a> and sign in as somebody else";
    in
    lib.concatStrings [
      "<!doctype html><html lang='en'><meta name='viewport' content='width=device-width'>"
      "<title>No access to Frigate</title><h1>No access to Frigate</h1>"
      "<p>You are signed in as <strong>$frigate_shown_user</strong>. This user may not use Frigate.</p>"
      "<p>Ask an administrator for access${signOut}.</p>"
    ];
  # The address to return to comes behind it.
  signInUrl =
    lib.optionalString (lib.hasPrefix "/" cfg.nginx.signIn.url) cfg.nginx.publicUrl
    + cfg.nginx.signIn.url;
  signInSeparator = if lib.hasInfix "?" signInUrl then "&" else "?";
  signInAddress = "${signInUrl}${signInSeparator}${cfg.nginx.signIn.redirectParameter}=";
  # Where a call without a session is told to go. It returns to Frigate's page, as nobody looks at the answer to a call.
  signInFromCall =
    if cfg.nginx.signIn.url == null then
      "${cfg.nginx.publicUrl}/"
    else
      signInAddress + lib.escapeURL "${cfg.nginx.publicUrl}/";
  # nginx adds headers to a 401 only where it says so.
  always = lib.optionalString signsOn " always";
  # A word of nginx's, whatever is in it.
  quoted = word: ''"${lib.escape [ "\\" ''"'' ] word}"'';
  variableOf = header: lib.toLower (lib.replaceStrings [ "-" ] [ "_" ] header);
  requested = header: "$http_${variableOf header}";
  answered = header: "$upstream_http_${variableOf header}";
  cachePath = keysZoneName: {
    inherit keysZoneName;
    enable = true;
    inactive = "1m";
    keysZoneSize = "10m";
    levels = "1:2";
    maxSize = "10m";
  };
  upstream = address: {
    servers.${address} = { };
    extraConfig = "keepalive ${toString facts.idleConnections};";
  };
  # A server that is no virtual host, with the text of its locations; null for one that is not there.
  server =
    lines: locations:
    let
      location = matcher: text: lib.optionalString (text != null) "location ${matcher} {\n${text}}\n";
    in
    "server {\n${lines}${lib.concatStrings (lib.mapAttrsToList location locations)}}\n";
  setHeaders = lib.concatMapAttrsStringSep "" (name: value: "proxy_set_header ${name} ${value};\n");
}
