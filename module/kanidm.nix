# Written by `npm run generate` from generator/schema; change it there.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  cfg = config.services.frigate.nginx.kanidm;
  inherit (config.services.frigate.nginx) publicUrl;
  publicHost = lib.removePrefix "https://" publicUrl;
  kanidmUrl = "https://${cfg.domain}";

  roleGroups = lib.unique (lib.concatLists (lib.attrValues cfg.roles));
  # Who has a role may enter: to have one and be shut out would help nobody.
  groups = lib.unique (cfg.users ++ roleGroups);
  rolesOf = group: lib.attrNames (lib.filterAttrs (_: lib.elem group) cfg.roles);

  # NixOS 26.05 has renamed and added options; which ones there are says more than its
  # version.
  oauth2ProxyOptions = options.services.oauth2-proxy;
  # Whether oauth2-proxy is this version or later; it does not start with a flag it does not know.
  oauth2ProxyIs = lib.versionAtLeast (config.services.oauth2-proxy.package.version or "0");
  # Before NixOS 26.05 the option is called enableServer.
  kanidmIsHere =
    config.services.kanidm.server.enable or (config.services.kanidm.enableServer or false);

  secrets = "/run/frigate-oauth2-proxy";

  # oauth2-proxy takes files to the letter: a line break at the end becomes part of a secret,
  # and a secret for cookies must have 16, 24 or 32 bytes.
  makeSecrets = pkgs.writeShellScript "frigate-oauth2-proxy-secrets" ''
    set -eu
    umask 077

    client=$(tr -d '[:space:]' < "$CREDENTIALS_DIRECTORY/client-secret")
    if [ -z "$client" ]; then
      echo "services.frigate.nginx.kanidm.clientSecretFile is empty." >&2
      exit 1
    fi
    printf %s "$client" > "$RUNTIME_DIRECTORY/client-secret"

    cookie=$(tr -d '[:space:]' < "$CREDENTIALS_DIRECTORY/cookie-secret")
    if [ "$(printf %s "$cookie" | wc -c)" -lt 16 ]; then
      echo "services.frigate.nginx.kanidm.cookieSecretFile holds less than 16 characters." >&2
      echo "Fill it with: openssl rand -hex 32" >&2
      exit 1
    fi
    printf %s "$cookie" | sha256sum | head -c 32 > "$RUNTIME_DIRECTORY/cookie-secret"
  '';

  unknownGroups = lib.subtractLists (lib.attrNames config.services.kanidm.provision.groups) groups;
  unknownRoles = lib.subtractLists (
    [
      "admin"
      "viewer"
    ]
    ++ lib.attrNames (config.services.frigate.settings.auth.roles or { })
  ) (lib.attrNames cfg.roles);
  # A path that is no text is copied to the store when it is used.
  isInStore = file: builtins.isPath file || lib.hasPrefix builtins.storeDir (toString file);

  # Text that becomes part of addresses and flags: what could end one is refused.
  matching = meaning: expression: lib.types.strMatching expression // { description = meaning; };
  # An attribute set whose names are checked as well as its values.
  named =
    names: values:
    lib.types.addCheck (lib.types.attrsOf values) (set: lib.all names.check (lib.attrNames set))
    // {
      description = "attribute set of ${values.description} by ${names.description}";
    };
  duration = matching "time such as 5s" "[1-9][0-9]*(s|m|h)";
  roleName = matching "role name in lower case" "[a-z0-9_]+";
  hostName = matching "host name such as idm.example.com" "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*";
  entityName = matching "name of a group or client of Kanidm, in lower case and without domain" "[a-z][a-z0-9_.-]*";
in
{
  imports = [ ./default.nix ];

  options.services.frigate = {
    nginx.kanidm = {
      enable = lib.mkEnableOption "sign-in to Frigate with Kanidm, through oauth2-proxy on this host";

      clientId = lib.mkOption {
        type = entityName;
        default = "frigate";
        example = "cameras";
        description = "Name of Frigate among Kanidm's OAuth2 clients.";
      };

      clientSecretFile = lib.mkOption {
        type = lib.types.path;
        example = "/run/secrets/frigate-oauth2";
        description = ''
          File with the secret that Kanidm and oauth2-proxy share, outside the Nix store. White space at its end does not count.

          Where Kanidm is provisioned on this host, the user `kanidm` must be able to read it. Elsewhere it holds what
          `kanidm system oauth2 show-basic-secret` prints.
        '';
      };

      cookieSecretFile = lib.mkOption {
        type = lib.types.path;
        example = "/run/secrets/frigate-cookie";
        description = ''
          File with the secret that sessions are encrypted with, outside the Nix store: any text of 16 characters or more.
          Whoever knows it can sign in as anybody. A new one signs everybody out.
        '';
      };

      domain = lib.mkOption {
        type = hostName;
        example = "idm.example.com";
        description = "Name of the host that Kanidm is reached at.";
      };

      provision = lib.mkOption {
        type = lib.types.bool;
        default = config.services.kanidm.provision.enable;
        defaultText = lib.literalExpression "config.services.kanidm.provision.enable";
        description = ''
          Whether this host's `services.kanidm.provision` registers Frigate with Kanidm: who may enter, and with which role.

          Without it, Kanidm has to be told by hand what docs/kanidm.md says.
        '';
      };

      roles = lib.mkOption {
        type = named roleName (lib.types.listOf entityName);
        default = {
          admin = [ "frigate_admins" ];
        };
        example = {
          admin = [ "frigate_admins" ];
          gardener = [ "neighbours" ];
        };
        description = ''
          Kanidm groups by the role in Frigate that they give: `admin`, `viewer`, or one of `settings.auth.roles`.

          Members of these groups may enter, as those of {option}`services.frigate.nginx.kanidm.users` may. Who has several
          roles gets `admin` before `viewer` before the others.
        '';
      };

      session = {
        lifetime = lib.mkOption {
          type = duration;
          default = "24h";
          example = "8h";
          description = ''
            Time after which people are sent to Kanidm again, which lets them straight back in while they are signed in there. Only
            then is it noticed that somebody has left a group, or the house.
          '';
        };

        refresh = lib.mkOption {
          type = lib.types.nullOr duration;
          default = null;
          example = "10m";
          description = ''
            Age at which a session is renewed behind the scenes, with what Kanidm says then; `null`: never.

            Kanidm ends a session whose renewal is asked for twice at a time, and a page of camera pictures asks many things at a time.
            Leave this off unless oauth2-proxy keeps its sessions in Redis, where it can lock them.
          '';
        };
      };

      users = lib.mkOption {
        type = lib.types.listOf entityName;
        default = [ "frigate_users" ];
        example = [
          "family"
          "neighbours"
        ];
        description = ''
          Kanidm groups whose members may enter. Their role is {option}`services.frigate.nginx.reverseProxy.defaultRole`, unless
          they have one by {option}`services.frigate.nginx.kanidm.roles`.
        '';
      };
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = !isInStore cfg.clientSecretFile;
        message = ''
          services.frigate.nginx.kanidm.clientSecretFile is in the Nix store, which everybody can
          read. Name a file outside of it as text, such as "/run/secrets/frigate", and have it put
          there by agenix, sops-nix, systemd or by hand.
        '';
      }
      {
        assertion = !isInStore cfg.cookieSecretFile;
        message = ''
          services.frigate.nginx.kanidm.cookieSecretFile is in the Nix store, which everybody can
          read. Name a file outside of it as text, such as "/run/secrets/frigate", and have it put
          there by agenix, sops-nix, systemd or by hand.
        '';
      }
      {
        assertion = lib.hasPrefix "https://" publicUrl;
        message = ''
          services.frigate.nginx.publicUrl: browsers send a session over TLS only, so nobody could
          sign in at ${publicUrl}. Give the virtual host "${config.services.frigate.hostname}" a
          certificate (enableACME and forceSSL), or set publicUrl where TLS ends elsewhere.
        '';
      }
      {
        assertion = groups != [ ];
        message = ''
          services.frigate.nginx.kanidm.users and services.frigate.nginx.kanidm.roles are empty:
          nobody could sign in. Name a group of Kanidm.
        '';
      }
      {
        assertion =
          !cfg.provision || config.services.kanidm.provision.extraJsonFile != null || unknownGroups == [ ];
        message = ''
          services.frigate.nginx.kanidm.users and services.frigate.nginx.kanidm.roles name groups
          that services.kanidm.provision does not make: ${lib.concatStringsSep ", " unknownGroups}.
          Add services.kanidm.provision.groups.<name>, or set
          services.frigate.nginx.kanidm.provision = false and tell Kanidm by hand.
        '';
      }
      {
        assertion = unknownRoles == [ ];
        message = ''
          services.frigate.nginx.kanidm.roles gives roles that Frigate does not have:
          ${lib.concatStringsSep ", " unknownRoles}. Add
          services.frigate.settings.auth.roles.<name> with the cameras it may see.
        '';
      }
    ];

    services.frigate.nginx = {
      preset = "oauth2-proxy";
      # The header lists roles, as no group does: there is nothing to map.
      reverseProxy.roleHeader = lib.mkIf (cfg.roles == { }) (lib.mkOverride 900 null);
      # At Kanidm, too: who is still signed in there would be let straight back in.
      signOutUrl = lib.mkOverride 900 "/oauth2/sign_out?rd=${lib.escapeURL "${kanidmUrl}/ui/logout"}";
    };

    services.kanidm.provision.systems.oauth2.${cfg.clientId} = lib.mkIf cfg.provision {
      basicSecretFile = cfg.clientSecretFile;
      claimMaps.frigate_role = lib.mkIf (cfg.roles != { }) {
        joinType = "array";
        valuesByGroup = lib.genAttrs roleGroups rolesOf;
      };
      displayName = lib.mkDefault "Frigate";
      originLanding = "${publicUrl}/";
      originUrl = "${publicUrl}/oauth2/callback";
      # alice, not alice@idm.example.com.
      preferShortUsername = true;
      # Kanidm lets in who is given every scope that is asked for.
      scopeMaps = lib.genAttrs groups (_: [
        "openid"
        "profile"
      ]);
    };

    services.oauth2-proxy = lib.mkMerge [
      {
        enable = true;
        clientID = cfg.clientId;
        cookie.expire = cfg.session.lifetime;
        cookie.refresh = cfg.session.refresh;
        cookie.secure = true;
        # Kanidm says who may enter.
        email.domains = [ "*" ];
        extraConfig = {
          client-secret-file = "${secrets}/client-secret";
          code-challenge-method = "S256";
          # Strict would lose the session on the way back from Kanidm.
          cookie-samesite = "lax";
          cookie-secret-file = "${secrets}/cookie-secret";
          # An address is wanted of everybody, and not everybody in a family has one.
          oidc-email-claim = "preferred_username";
          oidc-groups-claim = "frigate_role";
          whitelist-domain = [
            publicHost
            cfg.domain
          ];
        };
        oidcIssuerUrl = "${kanidmUrl}/oauth2/openid/${cfg.clientId}";
        provider = "oidc";
        redirectURL = "${publicUrl}/oauth2/callback";
        reverseProxy = true;
        scope = "openid profile";
        setXauthrequest = true;
      }
      (lib.optionalAttrs (!oauth2ProxyOptions ? clientSecretFile) {
        clientSecret = lib.mkDefault null;
        cookie.secret = lib.mkDefault null;
      })
      (
        lib.optionalAttrs (oauth2ProxyOptions ? trustedProxyIP) { trustedProxyIP = [ "127.0.0.1" ]; }
        // lib.optionalAttrs (!oauth2ProxyOptions ? trustedProxyIP) {
          extraConfig = lib.optionalAttrs (oauth2ProxyIs "7.15.2") { trusted-proxy-ip = [ "127.0.0.1" ]; };
        }
      )
      {
        # Two tabs at once must not spoil each other's sign-in, and cookies of sign-ins that came to
        # nothing must not pile up until nginx has enough of them.
        extraConfig = lib.optionalAttrs (oauth2ProxyIs "7.11.0") {
          cookie-csrf-per-request = true;
          cookie-csrf-per-request-limit = 4;
        };
      }
    ];

    systemd.services.oauth2-proxy = {
      after = lib.optional kanidmIsHere "kanidm.service";
      wants = lib.optional kanidmIsHere "kanidm.service";
      # It asks Kanidm for its addresses when it starts. Until Kanidm, and nginx in front of it,
      # are up it fails; given up on, it would lock everybody out until somebody looks.
      unitConfig.StartLimitIntervalSec = 0;
      serviceConfig = {
        ExecStartPre = makeSecrets;
        LoadCredential = [
          "client-secret:${cfg.clientSecretFile}"
          "cookie-secret:${cfg.cookieSecretFile}"
        ];
        RestartSec = lib.mkDefault 5;
        RuntimeDirectory = "frigate-oauth2-proxy";
        RuntimeDirectoryMode = "0700";
      };
    };
  };
}
