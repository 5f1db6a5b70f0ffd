# Home Assistant and Prometheus come in by address; people sign in with Frigate's own users.
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
      # Home Assistant's own name: it passes on the page that shows the live pictures.
      allowedHosts = [ "homeassistant.local" ];
      clients = {
        home_assistant = {
          addresses = [ "192.0.2.8" ];
          paths = [
            "/api"
            "/clips"
            "/live"
            "/recordings"
            "/vod"
            "/ws"
          ];
          user = "home-assistant";
        };
        prometheus = {
          addresses = [
            "192.0.2.9"
            "2001:db8::9"
          ];
          paths = [ "/api/metrics" ];
          user = "prometheus";
        };
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
}
