# Kanidm's users and groups in Frigate, through oauth2-proxy on the same host.
{
  services.frigate = {
    enable = true;
    hostname = "frigate.example.com";
    settings.cameras.front.ffmpeg.inputs = [
      {
        path = "rtsp://192.0.2.1:554/rtsp";
        roles = [
          "detect"
          "record"
        ];
      }
    ];

    nginx = {
      responseHeaders.Strict-Transport-Security = "max-age=31536000";
      preset = "oauth2-proxy";
      reverseProxy.roleMap = {
        admin = [ "frigate_admins" ];
        viewer = [ "frigate_users" ];
      };
    };
  };

  services.nginx.virtualHosts."frigate.example.com" = {
    forceSSL = true;
    sslCertificate = "/var/lib/acme/frigate.example.com/fullchain.pem";
    sslCertificateKey = "/var/lib/acme/frigate.example.com/key.pem";
  };

  services.oauth2-proxy = {
    enable = true;
    provider = "oidc";
    clientID = "frigate_oauth2";
    oidcIssuerUrl = "https://idm.example.com/oauth2/openid/frigate_oauth2";
    redirectURL = "https://frigate.example.com/oauth2/callback";
    keyFile = "/run/secrets/frigate-oauth2-proxy.env"; # client secret and cookie secret
    reverseProxy = true;
    trustedProxyIP = [ "127.0.0.1" ];
    setXauthrequest = true;
    scope = "openid profile email groups_name";
    email.domains = [ "*" ];
    extraConfig = {
      code-challenge-method = "S256"; # Kanidm asks for it
      skip-provider-button = true;
      whitelist-domain = "frigate.example.com";
    };
  };
}
