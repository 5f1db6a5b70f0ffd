# authentik on another host, with an outpost of its own for Frigate on this one.
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
      preset = "authentik";
      authCache = "5s";
      reverseProxy = {
        roleMap = {
          admin = [ "Frigate Admins" ];
          viewer = [ "Family" ];
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

  virtualisation.oci-containers.containers.authentik-outpost = {
    image = "ghcr.io/goauthentik/proxy:2025.10"; # the version authentik has
    ports = [ "127.0.0.1:9000:9000" ];
    environment.AUTHENTIK_HOST = "https://authentik.example.com";
    environmentFiles = [ "/run/secrets/authentik-outpost.env" ]; # AUTHENTIK_TOKEN
  };
}
