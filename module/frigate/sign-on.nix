# Single sign-on: the identity server, which finds out who is asking before Frigate is asked.
#
# It is a second server, since nginx asks one authority for each main request. Only nginx opens the unix socket that it
# listens on.
{
  config,
  lib,
  options,
  ...
}:
let
  common = import ./common.nix { inherit config lib; };
  inherit (common) asksGateway cfg facts;
  inherit (common) quoted trustsProxy;
  inherit (cfg.nginx) clients reverseProxy;
  directives = import ./directives.nix { inherit common lib; };
  # What a preset sets, each of which can be replaced.
  defaultsOf = builtins.intersectAttrs options.services.frigate.nginx;
  presetOf =
    name: gateway:
    lib.mkIf (cfg.nginx.preset == name) (lib.mapAttrsRecursive (_: lib.mkDefault) (defaultsOf gateway));

  entries = lib.concatMapStrings (entry: "${entry};\n");
  networks = addresses: entries (map (address: "${address} 1") addresses);
  # Expression for a list that has this entry, with or without blanks around it.
  inList =
    entry:
    let
      quote = lib.optionalString (common.gateway.quotesRoles or false) "\"";
      separator = lib.escapeRegex reverseProxy.separator;
    in
    "~(?:^|${separator})\\s*${quote}${lib.escapeRegex entry}${quote}\\s*(?:${separator}|\\z)";
  # The first entry that matches counts.
  roleMap =
    user: list: variable:
    let
      groupsOf =
        role: if reverseProxy.roleMap == { } then [ role ] else reverseProxy.roleMap.${role} or [ ];
      entriesOf = role: map (group: "${quoted (inList group)} ${quoted role}") (groupsOf role);
    in
    ''
      map ${if common.readsRoles then list else user} ${variable} {
        default ${reverseProxy.defaultRole};
        ${entries (lib.optionals common.readsRoles (lib.concatMap entriesOf common.roles))}
      }
    '';
  # A client is known by address, method and path together. The first one in alphabetical order counts.
  clientMap =
    name: client:
    let
      methods = lib.concatStringsSep "|" client.methods;
      paths = lib.concatMapStringsSep "|" (
        path: lib.escapeRegex (lib.removeSuffix "/" path)
      ) client.paths;
    in
    ''
      geo $frigate_client_from_${name} {
        default 0;
        ${networks client.addresses}
      }
      map "$frigate_client_from_${name} $request_method $frigate_path" $frigate_client_is_${name} {
        default 0;
        ${quoted "~^1 (?:${methods}) (?:${paths})(?:/|\\z)"} 1;
      }
    '';
  # What a trusted proxy passes on is not from a client, whatever network the proxy is in.
  clientMaps =
    let
      names = lib.attrNames clients;
      isFirst =
        index: lib.optionalString trustsProxy "0" + lib.concatStrings (lib.genList (_: "0") index) + "1";
    in
    lib.concatStrings (lib.mapAttrsToList clientMap clients)
    + ''
      map "${lib.optionalString trustsProxy "$frigate_proxy_is_trusted"}${
        lib.concatMapStrings (name: "$frigate_client_is_${name}") names
      }" $frigate_client {
        default "";
        ${entries (lib.imap0 (index: name: ''"~^${isFirst index}" client-${name}'') names)}
      }
    '';
  # The peer's address counts, even where a realip module puts the client's in its place.
  proxyMaps = ''
    geo $realip_remote_addr $frigate_proxy_is_trusted {
      default ${if reverseProxy.trustedAddresses == [ ] then "1" else "0"};
      ${networks reverseProxy.trustedAddresses}
    }
    map $frigate_proxy_is_trusted $frigate_proxy_user {
      default "";
      1 ${common.requested reverseProxy.userHeader};
    }
    ${roleMap "$frigate_proxy_is_trusted" (common.requested reverseProxy.roleHeader)
      "$frigate_proxy_role"
    }
  '';
  gatewayMaps = ''
    map ${common.userVariable} $frigate_nameless {
      "" 1;
      default 0;
    }
    ${roleMap "$frigate_gateway_user" "$frigate_gateway_groups" "$frigate_gateway_role"}
    # Two cookies in one answer: from nginx 1.23 on, the variable holds both, joined by a comma; before that the first.
    map $frigate_gateway_cookie $frigate_gateway_first_cookie {
      ${lib.optionalString common.splitsCookie ''
        ${quoted "~^(?<frigate_first>.*?), ${lib.escapeRegex common.sessionCookie}_1="} $frigate_first;
      ''}
      default $frigate_gateway_cookie;
    }
  ''
  # The second cookie is known by name, and has the attributes of the first.
  + lib.optionalString common.splitsCookie ''
    map $frigate_gateway_second_value $frigate_gateway_second_cookie {
      "" "";
      default "${common.sessionCookie}_1=$frigate_gateway_second_value$frigate_cookie_attributes";
    }
  '';
  # What is known of a user before the gateway or Frigate is asked, and who is asked.
  knownMaps =
    let
      client = if common.hasClients then "$frigate_client" else "\"\"";
      known = attribute: ''
        map ${client} $frigate_known_${attribute} {
          default ${if trustsProxy then "$frigate_proxy_${attribute}" else "\"\""};
          ${entries (lib.mapAttrsToList (name: one: "client-${name} ${quoted one.${attribute}}") clients)}
        }
      '';
      others =
        if asksGateway then
          "frigate-identity/auth"
        else if trustsProxy then
          "$frigate_person"
        else
          "frigate-api/auth";
      # Without a gateway the page is public: led there, a browser would go round in circles.
      leadsToSignIn = asksGateway || cfg.nginx.signIn.url != null;
    in
    ''
      # Frigate's own requests, by address and port: another listener on that port is not its own.
      map "$server_addr:$server_port" $frigate_internal_port {
        default "";
        ${lib.optionalString (cfg.nginx.internalListen != null) ''
          "${
            lib.replaceStrings [ "[" "]" ] [ "" "" ] cfg.nginx.internalListen
          }" ${common.portOf cfg.nginx.internalListen};
        ''}
      }
      ${known "user"}
      ${known "role"}
      map ${client} $frigate_outside {
        "" ${others};
        default ${if common.nativeLogin then "frigate-identity/client" else "frigate-api/auth"};
      }
      map $status $frigate_directions {
        401 ${if leadsToSignIn then quoted common.signInFromCall else "\"\""};
        default "";
      }
    '';
in
{
  config = lib.mkIf cfg.enable {
    services.frigate.nginx = lib.mkMerge (lib.mapAttrsToList presetOf common.gateways);
    # nginx names the user to Frigate, which leaves signing in to it. Roles came with 0.16.
    services.frigate.settings = lib.mkIf (asksGateway || trustsProxy) {
      auth.enabled = lib.mkDefault false;
      proxy = {
        header_map.user = lib.mkDefault facts.userHeader;
        header_map.role = lib.mkIf (common.since "0.16") (lib.mkDefault facts.roleHeader);
        default_role = lib.mkIf (common.since "0.16") (lib.mkDefault reverseProxy.defaultRole);
        logout_url = lib.mkIf (cfg.nginx.signOutUrl != null) (lib.mkDefault cfg.nginx.signOutUrl);
      };
    };
    services.nginx = lib.mkIf common.signsOn {
      appendHttpConfig =
        lib.optionalString common.hasClients clientMaps
        + lib.optionalString trustsProxy proxyMaps
        + lib.optionalString asksGateway gatewayMaps
        + knownMaps;
      proxyCachePath.frigate-auth = lib.mkIf (cfg.nginx.authCache != null) (
        common.cachePath "frigate_auth_cache"
      );
      upstreams = {
        frigate-gateway = lib.mkIf asksGateway (common.upstream common.gatewayServer);
        frigate-identity = common.upstream "unix:${facts.identitySocket}";
      };
      virtualHosts.frigate-identity = {
        listen = [ { addr = "unix:${facts.identitySocket}"; } ];
        extraConfig = directives.identityServer;
        locations = directives.identityLocations;
      };
    };
  };
}
