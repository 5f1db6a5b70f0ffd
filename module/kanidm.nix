# Kanidm's users and groups in Frigate, through oauth2-proxy on the same host.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  cfg = config.services.frigate.nginx.kanidm;
  facts = import ./kanidm-facts.nix;
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

  secrets = "/run/${facts.secretsDirectory}";

  shortest = toString facts.shortestCookieSecret;
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
    if [ "$(printf %s "$cookie" | wc -c)" -lt ${shortest} ]; then
      echo "services.frigate.nginx.kanidm.cookieSecretFile holds less than ${shortest} characters." >&2
      echo "Fill it with: openssl rand -hex 32" >&2
      exit 1
    fi
    printf %s "$cookie" | sha256sum | head -c 32 > "$RUNTIME_DIRECTORY/cookie-secret"
  '';

  unknownGroups = lib.subtractLists (lib.attrNames config.services.kanidm.provision.groups) groups;
  unknownRoles = lib.subtractLists (
    (import ./frigate/facts.nix).builtInRoles
    ++ lib.attrNames (config.services.frigate.settings.auth.roles or { })
  ) (lib.attrNames cfg.roles);
  # A path that is no text is copied to the store when it is used.
  isInStore = file: builtins.isPath file || lib.hasPrefix builtins.storeDir (toString file);
  outsideStore = option: {
    assertion = !isInStore cfg.${option};
    message = ''
      services.frigate.nginx.kanidm.${option} is in the Nix store, which everybody can read. Name a file outside of it
      as text, such as "/run/secrets/frigate", and have it put there by agenix, sops-nix, systemd or by hand.
    '';
  };
in
{
  imports = [
    ./default.nix
    ./kanidm-options.nix
  ];

  config = lib.mkIf cfg.enable {
    assertions = [
      (outsideStore "clientSecretFile")
      (outsideStore "cookieSecretFile")
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
      signOutUrl = lib.mkOverride 900 "/oauth2/sign_out?rd=${lib.escapeURL "${kanidmUrl}${facts.signOutPath}"}";
    };

    services.kanidm.provision.systems.oauth2.${cfg.clientId} = lib.mkIf cfg.provision {
      basicSecretFile = cfg.clientSecretFile;
      claimMaps.${facts.roleClaim} = lib.mkIf (cfg.roles != { }) {
        joinType = "array";
        valuesByGroup = lib.genAttrs roleGroups rolesOf;
      };
      displayName = lib.mkDefault "Frigate";
      originLanding = "${publicUrl}/";
      originUrl = "${publicUrl}/oauth2/callback";
      # alice, not alice@idm.example.com.
      preferShortUsername = true;
      # Kanidm lets in who is given every scope that is asked for.
      scopeMaps = lib.genAttrs groups (_: facts.scopes);
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
          oidc-email-claim = facts.addressClaim;
          oidc-groups-claim = facts.roleClaim;
          whitelist-domain = [
            publicHost
            cfg.domain
          ];
        };
        oidcIssuerUrl = "${kanidmUrl}${facts.issuerPath}${cfg.clientId}";
        provider = "oidc";
        redirectURL = "${publicUrl}/oauth2/callback";
        reverseProxy = true;
        scope = lib.concatStringsSep " " facts.scopes;
        setXauthrequest = true;
      }
      (lib.optionalAttrs (!oauth2ProxyOptions ? clientSecretFile) {
        clientSecret = lib.mkDefault null;
        cookie.secret = lib.mkDefault null;
      })
      (
        lib.optionalAttrs (oauth2ProxyOptions ? trustedProxyIP) { trustedProxyIP = [ "127.0.0.1" ]; }
        // lib.optionalAttrs (!oauth2ProxyOptions ? trustedProxyIP) {
          extraConfig = lib.optionalAttrs (oauth2ProxyIs facts.trustedProxySince) {
            trusted-proxy-ip = [ "127.0.0.1" ];
          };
        }
      )
      {
        # Two tabs at once must not spoil each other's sign-in, and cookies of sign-ins that came to
        # nothing must not pile up until nginx has enough of them.
        extraConfig = lib.optionalAttrs (oauth2ProxyIs facts.limitSince) {
          cookie-csrf-per-request = true;
          cookie-csrf-per-request-limit = facts.unfinishedSignIns;
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
        RuntimeDirectory = facts.secretsDirectory;
        RuntimeDirectoryMode = "0700";
      };
    };
  };
}
