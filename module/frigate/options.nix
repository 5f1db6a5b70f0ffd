# Written by `npm run generate` from generator/schema; change it there.
#
# The options of services.frigate.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  kinds = import ./option-kinds.nix { inherit lib; };
  inherit (kinds) matching named;
  inherit (kinds) nullable option required;
  inherit (import ./common.nix { inherit config lib; }) gateways internalOfSettings publicUrlOfHost;
  format = pkgs.formats.yaml { };

  host = "([A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*|\\[[0-9A-Fa-f:.]+])";
  server = "https?://${host}(:[1-9][0-9]{0,4})?";
  socket = "http://unix:/[A-Za-z0-9/._-]+";
  target = "/[A-Za-z0-9/._~%!*+,:@-]*(\\?[A-Za-z0-9/._~%!*+,:@=&-]*)?";
  byte = "(0|[1-9][0-9]{0,2})";
  ipv4 = "${byte}(\\.${byte}){3}";
  group = "[1-9a-f][0-9a-f]{0,3}";
  groups = "${group}((:0)?:${group})*";
  ipv6 = "((0:)?${groups})?::(${groups}(:0)?)?|(0:)?${groups}(:0)?";
  ipv4Network = "[0-9]{1,3}(\\.[0-9]{1,3}){3}(/[0-9]{1,2})?";
  ipv6Network = "[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(/[0-9]{1,3})?";
  gatewayVariable = "\\$frigate_(url|uri|method|scheme|host|address|port|authorization)";
  visible = "[^[:cntrl:][:space:]]";
  label = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
  listenAddress = matching "shortest IP address and port, as [::1]:5000" "(${ipv4}|\\[(${ipv6})]):[1-9][0-9]{0,4}";
  headerName = matching "HTTP header name" "[A-Za-z][A-Za-z0-9-]*";
  headerValue = matching "HTTP header value without double quotes, dollar signs and backslashes" "[^\"$\\[:cntrl:]]+";
  quotedHeaderValue = matching "HTTP header value without dollar signs and backslashes" "[^$\\[:cntrl:]]+";
  gatewayValue = matching "header value with variables such as $frigate_url" "([^\"$\\[:cntrl:]]|${gatewayVariable})*";
  gatewayUrl = matching "URL, or http://unix:SOCKET:PATH" "${server}(${target})?|${socket}(:${target})?";
  serverUrl = matching "URL without a path, or http://unix:SOCKET" "${server}|${socket}";
  publicUrl = matching "URL without a path, such as https://frigate.example.com" "${server}";
  urlOrPath = matching "URL, or path on Frigate's host, such as /oauth2/start" "(${server})?${target}";
  urlPath = matching "path such as /oauth2/" "/[A-Za-z0-9/._~-]*";
  parameterName = matching "name of a query parameter" "[A-Za-z][A-Za-z0-9_.-]*";
  duration = matching "time such as 5s" "[1-9][0-9]*(s|m|h)";
  network = matching "address or network, such as 192.0.2.7 or 2001:db8::/32" "${ipv4Network}|${ipv6Network}";
  peer = matching "address or network, or unix: for unix sockets" "${ipv4Network}|${ipv6Network}|unix:";
  roleName = matching "role name of letters, digits and underscores" "[A-Za-z0-9_]+";
  groupName = matching "group name without blanks around it" "${visible}([^[:cntrl:]]*${visible})?";
  separator = matching "punctuation character" "[!-/:-@[-`{-~]";
  hostName = matching "host name such as idm.example.com" "${label}(\\.${label})*";
  clientName = matching "name of at most 20 lower-case letters, digits and underscores" "[a-z][a-z0-9_]{0,19}";
in
{
  options.services.frigate = {
    enable = lib.mkEnableOption "Frigate, a network video recorder that detects objects in camera streams";
    package = lib.mkPackageOption pkgs "frigate" { };
    checkConfig = lib.mkOption {
      type = lib.types.bool;
      default =
        pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform
        && !pkgs.stdenv.hostPlatform.isAarch64;
      defaultText = lib.literalExpression ''
        pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform && !pkgs.stdenv.hostPlatform.isAarch64
      '';
      description = ''
        Whether Frigate checks its configuration while the system is being built. The check runs Frigate itself, so it
        is off by default where the building machine cannot run it, and on AArch64.
      '';
    };
    hostname = required lib.types.str "frigate.example.com" ''
      Name of the nginx virtual host that serves Frigate. TLS, addresses and everything else about that host are set
      in {option}`services.nginx.virtualHosts.<name>`.
    '';
    nginx = {
      allowedHosts = option (lib.types.listOf hostName) [ ] [ "homeassistant.local" ] ''
        Further names by which browsers call this host, besides {option}`services.frigate.hostname`, the aliases of
        the virtual host and the name in {option}`services.frigate.nginx.publicUrl`.

        A websocket is refused when the page that opens it is another site's. Users who are known by their address are
        refused, too, when they call the host by a name that is not one of these: a page of another site could
        otherwise act for them. Home Assistant passes on under which name it is called itself, so list its name when
        it shows live pictures.
      '';
      authCache = nullable duration "5s" ''
        How long an answer that lets a user in is cached, so that a page full of thumbnails asks once. The answer is
        that of the gateway, or of Frigate where Frigate's own sign-in is on. A user who signs out can use Frigate for
        this long.

        The cache tells apart credentials (cookies and `Authorization` header), client addresses and, unless the
        gateway in {option}`services.frigate.nginx.preset` answers alike for all of them, URLs. An answer that sets a
        cookie is not cached.
      '';
      authRequestConfig = option lib.types.lines "" "proxy_read_timeout 30s;" ''
        Lines of nginx for the request to the gateway. They take the place of the module's own, for example for the
        time that the gateway may take.
      '';
      authRequestHeaders = lib.mkOption {
        type = named headerName gatewayValue;
        default = { };
        example.X-Original-URL = "$frigate_url";
        description = ''
          Headers that the gateway is sent, besides cookies. A client's headers of these names never reach it.

          Values may hold `$frigate_url`, `$frigate_uri` (path and query), `$frigate_method`, `$frigate_scheme`,
          `$frigate_host`, `$frigate_address` and `$frigate_port` of the client, and `$frigate_authorization`.
        '';
      };
      authRequestUrl = nullable gatewayUrl "http://127.0.0.1:4180/oauth2/auth" ''
        Address of the gateway (forward-auth server) that is asked for every request whether it may pass, and who the
        user is. Frigate still decides what that user may see. A request for which the gateway names no user is
        refused.
      '';
      clients = lib.mkOption {
        type = named clientName (
          lib.types.submodule {
            options = {
              addresses = required (lib.types.listOf network) [ "192.0.2.9" ] ''
                Addresses or networks the program comes from.
              '';
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
                example = [ "POST" ];
                description = "Methods the program may use.";
              };
              paths = required (lib.types.listOf urlPath) [ "/api/metrics" ] ''
                Paths the program may use, each with everything below it. Websockets count as GET.
              '';
              role = option roleName "viewer" "gardener" "Role of the program in Frigate.";
              user = required headerValue "prometheus" "Name of the program as a user of Frigate.";
            };
          }
        );
        default = { };
        example.prometheus = {
          addresses = [ "192.0.2.9" ];
          paths = [ "/api/metrics" ];
          user = "prometheus";
        };
        description = ''
          Programs, such as Home Assistant or Prometheus, that are let in without signing in. They are known by their
          address, and use certain paths as a certain user.
        '';
      };
      gatewayTls = {
        caFile = lib.mkOption {
          type = lib.types.path;
          default = config.security.pki.caBundle;
          defaultText = lib.literalExpression "config.security.pki.caBundle";
          example = "/etc/ssl/home-ca.pem";
          description = "Certificates of the authorities that may have signed the gateway's certificate.";
        };
        serverName = nullable hostName "auth.example.com" ''
          Name in the gateway's certificate, where it is not the one in its address. An address that is an IP needs one,
          as nginx looks for names only.
        '';
      };
      internalListen = lib.mkOption {
        type = lib.types.nullOr listenAddress;
        default = internalOfSettings;
        defaultText = lib.literalMD ''
          what {option}`services.frigate.settings.networking.listen.internal` says, else `"127.0.0.1:5000"`
        '';
        example = "127.0.0.1:5000";
        description = ''
          Address and port on which Frigate reaches its own web interface, for example to export a recording. Frigate
          always calls 127.0.0.1, and before 0.18 always port 5000. With `null` there is no such listener, and exports
          fail.

          Whoever can connect here is an administrator without signing in. It is a server of its own: what guards
          {option}`services.frigate.hostname` does not reach it.
        '';
      };
      preset = nullable (lib.types.enum (lib.attrNames gateways)) "oauth2-proxy" ''
        A gateway that is known by name. It sets the options below {option}`services.frigate.nginx` that describe the
        gateway; each can still be set to something else.
      '';
      publicLocations = option (named urlPath serverUrl) { } { "/oauth2/" = "http://127.0.0.1:4180"; } ''
        The gateway's own pages on Frigate's host, such as the one to sign in on: paths, and the address of the
        gateway. Everybody reaches them without signing in. What is set here takes the place of all that the preset
        has, so that `{ }` means none.
      '';
      publicUrl = lib.mkOption {
        type = publicUrl;
        default = publicUrlOfHost;
        defaultText = lib.literalMD ''
          {option}`services.frigate.hostname`, with `https` where its virtual host has `onlySSL`, `addSSL` or `forceSSL`
        '';
        example = "https://frigate.example.com";
        description = ''
          How browsers reach Frigate. The addresses to return to after signing in, and those that gateway and Frigate
          check, are built from this and never from the client's Host header.
        '';
      };
      responseHeaders = option (named headerName quotedHeaderValue) { } { X-Frame-Options = "DENY"; } ''
        Headers of every answer of Frigate's locations and of the server, errors included. nginx drops a server's own
        `add_header` lines in each location that has one, so `Strict-Transport-Security` and the like belong here
        rather than into `extraConfig`.
      '';
      reverseProxy = {
        defaultRole = option (lib.types.nullOr roleName) "viewer" null ''
          Role of a user whose groups give none. With `null` such a user is refused. Choose `null` where the gateway
          lets in people who are not meant to use Frigate: every user with a role that is not limited to cameras sees
          all cameras.
        '';
        roleHeader = nullable headerName "X-Auth-Request-Groups" ''
          Header in which the user's groups or roles are listed: of the gateway's answer, or of requests from
          {option}`services.frigate.nginx.reverseProxy.trustedAddresses`.
        '';
        roleMap = lib.mkOption {
          type = named roleName (lib.types.listOf groupName);
          default = { };
          example.admin = [ "frigate_admins" ];
          description = ''
            Groups by the role that they give: `admin`, `viewer`, or one of `settings.auth.roles`. A user in groups of
            several roles gets `admin` before `viewer` before the others in alphabetical order. Without any entry the
            header names roles.
          '';
        };
        separator = option separator "," "|" "Character between two entries of the role header.";
        trustedAddresses = option (lib.types.listOf peer) [ ] [ "192.0.2.1" "fd00::/8" ] ''
          Proxies in front of this nginx that have signed users in, and whose headers are trusted; `unix:` stands for
          those that come through a unix socket. Such a proxy must replace a client's headers of the same name. A user
          name with a comma is refused, as nginx joins two headers with one.
        '';
        userHeader = nullable headerName "X-Auth-Request-Preferred-Username" ''
          Header that names the user: of the gateway's answer, or of requests from
          {option}`services.frigate.nginx.reverseProxy.trustedAddresses`.
        '';
      };
      signIn = {
        redirectParameter = option parameterName "rd" "url" ''
          Query parameter that holds the address to return to.
        '';
        url = nullable urlOrPath "/oauth2/start" ''
          Page to which a browser without a session is sent. With `null` it is sent where the gateway's answer says.
        '';
      };
      signOutUrl = nullable urlOrPath "/oauth2/sign_out" "Where Frigate's sign-out link leads.";
    };
    preCheckConfig = option lib.types.lines "" "export FRIGATE_MQTT_PASSWORD=not-the-real-one" ''
      Shell commands that run before the check of {option}`services.frigate.checkConfig`. They can set variables the
      configuration refers to, or change the configuration (the file `$out`) into one that can be checked inside the
      build sandbox.
    '';
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
                          path = required lib.types.str "rtsp://192.0.2.1:554/rtsp" "URL of the stream.";
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
                        roles = [ "detect" ];
                      }
                    ];
                    description = "The camera's streams, each with what it is used for.";
                  };
                };
              }
            );
            example.front.ffmpeg.inputs = [
              {
                path = "rtsp://192.0.2.1:554/rtsp";
                roles = [ "detect" ];
              }
            ];
            description = "Cameras by name. See <https://docs.frigate.video/configuration/cameras>.";
          };
          database.path = option lib.types.path "/var/lib/frigate/frigate.db" "/srv/frigate/frigate.db" ''
            File of the SQLite database.
          '';
          ffmpeg.path = lib.mkOption {
            type = lib.types.coercedTo lib.types.package toString lib.types.str;
            default = pkgs.ffmpeg-headless;
            defaultText = lib.literalExpression "pkgs.ffmpeg-headless";
            example = lib.literalExpression "pkgs.ffmpeg-full";
            description = "Package, or directory, whose `bin` holds ffmpeg and ffprobe.";
          };
          mqtt = {
            enabled = lib.mkEnableOption "MQTT support";
            host = nullable lib.types.str "mqtt.example.com" "Host name of the MQTT broker.";
          };
        };
      };
      default = { };
      example.ui.timezone = "Europe/Vienna";
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
        VA-API driver that Frigate is made to use, together with `settings.ffmpeg.hwaccel_args`. VA-API works without
        it; on a host with more than one graphics card it says which one is meant.

        :::{.note}
        VA-API needs {option}`hardware.graphics.enable`, and on Intel hardware a driver such as
        `pkgs.intel-media-driver` (fifth generation and newer) in {option}`hardware.graphics.extraPackages`.
        :::

        See <https://docs.frigate.video/configuration/hardware_acceleration> and
        <https://docs.frigate.video/configuration/ffmpeg_presets#hwaccel-presets>.
      '';
    };
  };
}
