# Single sign-on: the identity server, which finds out who is asking, and whether they may come in.
#
# It is a second server, since nginx asks one authority for each main request. Only nginx opens the unix socket that it
# listens on. It is no virtual host: what is set for all hosts does not reach it.
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
  servers = import ./servers.nix { inherit common directives lib; };
  # What a preset sets, each of which can be replaced.
  defaultsOf = builtins.intersectAttrs options.services.frigate.nginx;
  presetOf =
    name: gateway:
    lib.mkIf (cfg.nginx.preset == name) (
      lib.mapAttrsRecursive (_: lib.mkDefault) (removeAttrs (defaultsOf gateway) [ "publicLocations" ])
      // lib.optionalAttrs (gateway ? publicLocations) {
        publicLocations = lib.mkDefault gateway.publicLocations;
      }
    );

  entries = lib.concatMapStrings (entry: "${entry};\n");
  networks = addresses: entries (map (address: "${address} 1") addresses);
  # Expression for a list that has this entry, with or without blanks around it.
  inList =
    entry:
    let
      quote = lib.optionalString (common.gateway.quotesRoles or false) "\"";
      separator = lib.escapeRegex reverseProxy.separator;
    in
    # Frigate compares names of roles without regard to case (frigate/api/auth.py, resolve_role). So is done here, or a
    # role that is limited to cameras would be lost. Groups, and the name of administrators, are compared to the letter.
    (if namesRoles && entry != lib.head facts.builtInRoles then "~*" else "~")
    + "(?:^|${separator})\\s*${quote}${lib.escapeRegex entry}${quote}\\s*(?:${separator}|\\z)";
  namesRoles = reverseProxy.roleMap == { };
  # The first entry that matches counts.
  roleMap =
    user: list: variable:
    let
      groupsOf = role: if namesRoles then [ role ] else reverseProxy.roleMap.${role} or [ ];
      entriesOf = role: map (group: "${quoted (inList group)} ${quoted role}") (groupsOf role);
    in
    ''
      map ${if common.readsRoles then list else user} ${variable} {
        default ${quoted (toString common.defaultRole)};
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
        index:
        "0" + lib.optionalString trustsProxy "0" + lib.concatStrings (lib.genList (_: "0") index) + "1";
    in
    lib.concatStrings (lib.mapAttrsToList clientMap clients)
    + ''
      # A page of another site, in a browser at the client's address, must not act for it.
      map "$frigate_foreign${lib.optionalString trustsProxy "$frigate_proxy_is_trusted"}${
        lib.concatMapStrings (name: "$frigate_client_is_${name}") names
      }" $frigate_client {
        default "";
        ${entries (lib.imap0 (index: name: ''"~^${isFirst index}" client-${name}'') names)}
      }
    '';
  trustsSockets = lib.elem "unix:" reverseProxy.trustedAddresses;
  # The peer's address counts, even where a realip module puts the client's in its place.
  proxyMaps = ''
    geo $realip_remote_addr $frigate_proxy_is_${if trustsSockets then "near" else "trusted"} {
      default ${if reverseProxy.trustedAddresses == [ ] then "1" else "0"};
      ${networks (lib.remove "unix:" reverseProxy.trustedAddresses)}
    }
    ${lib.optionalString trustsSockets ''
      # No address for geo.
      map $realip_remote_addr $frigate_proxy_is_trusted {
        unix: 1;
        default $frigate_proxy_is_near;
      }
    ''}
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
      "~^\s+\z" 1;
      default 0;
    }
    ${roleMap "$frigate_gateway_user" "$frigate_gateway_groups" "$frigate_gateway_role"}
    # Two cookies in one answer: from nginx 1.23 on, the variable holds both, joined by a comma; before that the first.
    map $frigate_gateway_cookie $frigate_gateway_first_cookie {
      ${lib.optionalString common.splitsCookie ''
        ${quoted "~^(?<frigate_first>[ -~]*?), ${lib.escapeRegex common.sessionCookie}_1="} $frigate_first;
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
    in
    known "user" + known "role";
  decider =
    let
      person =
        if common.gateway.knowsByAddress or false then
          "$frigate_neighbour"
        else if asksGateway then
          "frigate-identity/auth"
        else if trustsProxy then
          "$frigate_person"
        else
          "frigate-api/auth";
    in
    ''
      map ${if common.hasClients then "$frigate_client" else "\"\""} $frigate_decider {
        "" ${person};
        default frigate-identity/known;
      }
    ''
    # A page of another site must not act for a person who is known by address.
    + lib.optionalString (common.gateway.knowsByAddress or false) ''
      map $frigate_foreign $frigate_neighbour {
        0 frigate-identity/auth;
        default frigate-identity/refused;
      }
    '';
  # Who may come in: whoever has a role.
  verdictMaps =
    let
      admitted = attribute: ''
        map ${if asksGateway then "$frigate_gateway_user" else "\"\""} $frigate_admitted_${attribute} {
          "" $http_remote_${attribute};
          default ${if asksGateway then "$frigate_gateway_${attribute}" else "\"\""};
        }
      '';
      # Without a gateway the page is public: led there, a browser would go round in circles.
      leadsToSignIn = asksGateway || cfg.nginx.signIn.url != null;
    in
    admitted "user"
    + admitted "role"
    + ''
      map $frigate_admitted_role $frigate_entry {
        "" /refused;
        default ${common.admitted};
      }
      map $status $frigate_directions {
        401 ${if leadsToSignIn then quoted common.signInFromCall else "\"\""};
        default "";
      }
    '';
  # Where the gateway is asked, an administrator may have something to add.
  identityLocations =
    servers.identityLocations
    // lib.optionalAttrs asksGateway {
      "= /gateway" =
        servers.identityLocations."= /gateway" + common.gatewayHeaders + cfg.nginx.authRequestConfig;
    };
  identityServer = common.server ''
    listen unix:${facts.identitySocket};
    server_name frigate-identity;
    ${servers.identityServer}
  '' identityLocations;
in
{
  config = lib.mkIf cfg.enable {
    services.frigate.nginx = lib.mkMerge (lib.mapAttrsToList presetOf common.gateways);
    # nginx names the user to Frigate, which leaves signing in to it. Roles came with 0.16.
    services.frigate.settings = lib.mkIf common.leavesSignIn {
      auth.enabled = lib.mkDefault false;
      proxy = {
        header_map.user = lib.mkDefault facts.userHeader;
        # Frigate puts what nginx tells it into small letters, unless it has a map of roles.
        header_map.role_map = lib.mkIf common.mapsRolesToThemselves (
          lib.genAttrs common.roles (role: lib.mkDefault [ role ])
        );
        header_map.role = lib.mkIf (common.since "0.16") (lib.mkDefault facts.roleHeader);
        default_role = lib.mkIf (common.since "0.16" && reverseProxy.defaultRole != null) (
          lib.mkDefault reverseProxy.defaultRole
        );
        logout_url = lib.mkIf (cfg.nginx.signOutUrl != null) (lib.mkDefault cfg.nginx.signOutUrl);
      };
    };
    services.nginx = lib.mkIf common.signsOn {
      appendHttpConfig =
        lib.optionalString common.hasClients clientMaps
        + lib.optionalString trustsProxy proxyMaps
        + lib.optionalString asksGateway gatewayMaps
        + lib.optionalString common.knowsSome knownMaps
        + lib.optionalString common.choosesWhomToAsk decider
        + verdictMaps
        + identityServer;
      upstreams = {
        frigate-gateway = lib.mkIf asksGateway (common.upstream common.gatewayServer);
        frigate-identity = common.upstream "unix:${facts.identitySocket}";
      };
    };
  };
}
