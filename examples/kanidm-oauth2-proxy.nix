# Kanidm's users and groups in Frigate, through oauth2-proxy on the same host.
{
  services.frigate = {
    enable = true;
    hostname = "frigate.example.com";
    settings.cameras.front.ffmpeg.inputs = [
      {
        path = "rtsp://192.0.2.1:554/main";
        roles = [ "detect" ];
      }
    ];

    nginx = {
      preset = "oauth2-proxy";
      reverseProxy = {
        roleMap = {
          admin = [ "frigate_admins" ];
          viewer = [ "frigate_users" ];
        };
        defaultRole = null; # nobody else
      };
      responseHeaders.Strict-Transport-Security = "max-age=31536000";
    };
  };

  services.nginx.virtualHosts."frigate.example.com" = {
    enableACME = true;
    forceSSL = true;
  };

  security.acme = {
    acceptTerms = true;
    defaults.email = "me@example.com";
  };

  # Kanidm has a client "frigate" with preferShortUsername, whose scope map names the groups that may sign in.
  services.oauth2-proxy = {
    enable = true;
    provider = "oidc";
    clientID = "frigate";
    oidcIssuerUrl = "https://idm.example.com/oauth2/openid/frigate";
    redirectURL = "https://frigate.example.com/oauth2/callback";
    keyFile = "/run/secrets/frigate-oauth2-proxy.env"; # client secret and cookie secret
    scope = "openid profile email groups_name";
    email.domains = [ "*" ];
    reverseProxy = true;
    trustedProxyIP = [ "127.0.0.1" ];
    setXauthrequest = true;
    cookie.expire = "24h"; # a change of groups shows at the next sign-in
    extraConfig = {
      cookie-csrf-per-request = true; # or two tabs spoil each other's sign-in
      cookie-csrf-per-request-limit = 4; # and cookies of unfinished ones must not pile up
      code-challenge-method = "S256"; # Kanidm asks for it
      whitelist-domain = "frigate.example.com";
    };
  };
}
