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
  inherit (import ./option-kinds.nix { inherit lib; })
    matching
    named
    nullable
    required
    withDefault
    ;
  inherit (import ./common.nix { inherit config lib; }) internalOfSettings publicUrlOfHost;
  format = pkgs.formats.yaml { };

  host = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])";
  server = "https?://${host}(:[1-9][0-9]{0,4})?";
  socket = "http://unix:/[A-Za-z0-9/._-]+";
  target = "/[A-Za-z0-9/._~%!*+,:@-]*(\\?[A-Za-z0-9/._~%!*+,:@=&-]*)?";
  byte = "(0|[1-9][0-9]{0,2})";
  group = "[1-9a-f][0-9a-f]{0,3}";
  groups = "${group}((:0)?:${group})*";
  ipv6 = "((0:)?${groups})?::(${groups}(:0)?)?|(0:)?${groups}(:0)?";
  listenAddress = lib.types.strMatching "(${byte}(\\.${byte}){3}|\\[(${ipv6})]):[1-9][0-9]{0,4}" // {
    description = "IP address in its shortest spelling and port, such as 127.0.0.1:5000 or [::1]:5000";
  };
  headerName = matching "HTTP header name" "[A-Za-z][A-Za-z0-9-]*";
  headerValue = matching "HTTP header value without double quotes, dollar signs and backslashes" "[^\"$\\[:cntrl:]]+";
  gatewayValue =
    lib.types.strMatching "([^\"$\\[:cntrl:]]|\\$frigate_(url|uri|method|scheme|host|address|port|authorization))*"
    // {
      description = "HTTP header value, in which $frigate_url and the other variables of this option may stand";
    };
  gatewayUrl = lib.types.strMatching "${server}(${target})?|${socket}(:${target})?" // {
    description = "URL such as http://127.0.0.1:4180/oauth2/auth or http://unix:/run/gateway.sock:/auth";
  };
  serverUrl = lib.types.strMatching "${server}|${socket}" // {
    description = "URL without a path, such as http://127.0.0.1:4180 or http://unix:/run/gateway.sock";
  };
  publicUrl = matching "URL without a path, such as https://frigate.example.com" "${server}";
  urlOrPath = matching "URL, or path on Frigate's host, such as /oauth2/start" "(${server})?${target}";
  urlPath = matching "path such as /oauth2/" "/[A-Za-z0-9/._~-]*";
  parameterName = matching "name of a query parameter" "[A-Za-z][A-Za-z0-9_.-]*";
  duration = matching "time such as 5s" "[1-9][0-9]*(s|m|h)";
  network =
    lib.types.strMatching "[0-9]{1,3}(\\.[0-9]{1,3}){3}(/[0-9]{1,2})?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(/[0-9]{1,3})?"
    // {
      description = "address or network, such as 192.0.2.7 or 2001:db8::/32";
    };
  roleName = matching "role name in lower case" "[a-z0-9_]+";
  groupName = lib.types.strMatching "[^[:cntrl:][:space:]]([^[:cntrl:]]*[^[:cntrl:][:space:]])?" // {
    description = "group name without blanks around it";
  };
  separator = matching "punctuation character" "[!-/:-@[-`{-~]";
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
        Whether Frigate checks its configuration while the system is being built.

        The check runs Frigate itself, so it is off by default where the building machine cannot run it, and on
        AArch64.
      '';
    };
    hostname = required lib.types.str "frigate.example.com" ''
      Name of the nginx virtual host that serves Frigate.

      TLS, addresses and everything else about that host are set in {option}`services.nginx.virtualHosts.<name>` as
      usual.
    '';
    nginx = {
      authCache = nullable duration "5s" ''
        How long the gateway's yes to a request is remembered, so that a page full of thumbnails asks once.

        A no is never remembered, nor is an answer that sets a cookie. Remembered is what was said to the same
        credentials (cookies and `Authorization` header) from the same address, and, unless the gateway in
        {option}`services.frigate.nginx.preset` is known to judge all addresses alike, about the same address of
        Frigate.

        Somebody who is signed out at the gateway can use Frigate for this long.
      '';
      authRequestHeaders = lib.mkOption {
        type = named headerName gatewayValue;
        default = { };
        example = {
          X-Original-URL = "$frigate_url";
          X-Original-Method = "$frigate_method";
        };
        description = ''
          Headers that the gateway is sent, besides cookies. What a client sends under these names never gets there.

          These variables stand for what is known of the request: `$frigate_url`, `$frigate_uri` (path and query),
          `$frigate_method`, `$frigate_scheme`, `$frigate_host`, `$frigate_address` and `$frigate_port` of the client,
          and `$frigate_authorization`.
        '';
      };
      authRequestUrl = nullable gatewayUrl "http://127.0.0.1:4180/oauth2/auth" ''
        Address of the gateway (forward-auth server) that is asked about every request: may it pass, and who is it?

        Frigate still decides what that user may see. A gateway that says yes without naming a user is taken for a no.
      '';
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
                description = "Methods the program may use.";
              };
              paths = lib.mkOption {
                type = lib.types.listOf urlPath;
                example = [ "/api/metrics" ];
                description = "Paths the program may use, each with everything below it. Websockets count as GET.";
              };
              role = withDefault roleName "viewer" "Role of the program in Frigate.";
              user = required headerValue "prometheus" "Name of the program as a user of Frigate.";
            };
          }
        );
        default = { };
        example.prometheus = {
          addresses = [ "192.0.2.9" ];
          paths = [ "/api/metrics" ];
          user = "prometheus";
          role = "viewer";
        };
        description = ''
          Programs, such as Home Assistant or Prometheus, that are let in without signing in: by address, for certain
          paths, as a certain user.
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
          A gateway whose ways are known. It fills in the options below {option}`services.frigate.nginx` that describe
          the gateway; each can still be set to something else.
        '';
      };
      publicLocations = lib.mkOption {
        type = named urlPath serverUrl;
        default = { };
        example."/oauth2/" = "http://127.0.0.1:4180";
        description = ''
          The gateway's own pages on Frigate's host, such as the one to sign in on: path to address of the gateway. They
          are reached without signing in.
        '';
      };
      publicUrl = lib.mkOption {
        type = publicUrl;
        default = publicUrlOfHost;
        defaultText = lib.literalMD ''
          {option}`services.frigate.hostname`, with `https` where its virtual host has `onlySSL`, `addSSL` or `forceSSL`
        '';
        example = "https://frigate.example.com";
        description = ''
          How browsers reach Frigate. The addresses to return to after signing in, and the ones that gateway and Frigate
          judge, are built from this and never from what a client calls the host.
        '';
      };
      responseHeaders = lib.mkOption {
        type = named headerName headerValue;
        default = { };
        example.Strict-Transport-Security = "max-age=31536000";
        description = ''
          Headers that every answer of the virtual host carries, errors included.

          nginx forgets a virtual host's own `add_header` lines in each location that has one, so headers such as
          `Strict-Transport-Security` belong here rather than into `extraConfig`.
        '';
      };
      reverseProxy = {
        defaultRole =
          withDefault roleName "viewer"
            "Role of a user for whom {option}`services.frigate.nginx.reverseProxy.roleMap` has none.";
        roleHeader = nullable headerName "X-Auth-Request-Groups" ''
          Header in which the user's groups or roles are listed: of the gateway's answer, or of requests from
          {option}`services.frigate.nginx.reverseProxy.trustedAddresses`.
        '';
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
            Groups that make somebody an `admin`, a `viewer`, or any role of `settings.auth.roles`. Names are compared to
            the letter.

            Who is in groups of several roles gets `admin` before `viewer` before the others in alphabetical order.
            Without any entry the header is expected to name roles.
          '';
        };
        separator = withDefault separator "," "Character between two entries of the role header.";
        trustedAddresses = lib.mkOption {
          type = lib.types.listOf network;
          default = [ ];
          example = [
            "192.0.2.1"
            "fd00::/8"
          ];
          description = ''
            Proxies in front of this nginx that have signed users in, and whose headers are believed. Everybody else's are
            dropped.

            Such a proxy must put its own headers in the place of a client's of the same name. A user name with a comma is
            refused, as that is what two headers look like.
          '';
        };
        userHeader = nullable headerName "X-Auth-Request-Preferred-Username" ''
          Header that names the user: of the gateway's answer, or of requests from
          {option}`services.frigate.nginx.reverseProxy.trustedAddresses`.
        '';
      };
      signIn = {
        redirectParameter =
          withDefault parameterName "rd"
            "Query parameter in which the sign-in page is told where to return to.";
        url = nullable urlOrPath "/oauth2/start" ''
          Page to which a browser without a session is sent. With `null` it is sent where the gateway's answer says.
        '';
      };
      signOutUrl = nullable urlOrPath "/oauth2/sign_out" "Where Frigate's sign-out link leads.";
    };
    preCheckConfig = lib.mkOption {
      type = lib.types.lines;
      default = "";
      example = "export FRIGATE_MQTT_PASSWORD=not-the-real-one";
      description = ''
        Shell commands that run before the check of {option}`services.frigate.checkConfig`.

        Use them to set variables the configuration refers to, or to change the configuration (the file `$out`) into
        one that can be checked inside the build sandbox.
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
          database.path =
            withDefault lib.types.path "/var/lib/frigate/frigate.db"
              "File of the SQLite database.";
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
}
