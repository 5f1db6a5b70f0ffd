# Frigate with two cameras, MQTT and a certificate from Let's Encrypt, signing in with Frigate's own users.
{ lib, ... }:
{
  services.frigate = {
    enable = true;
    hostname = "frigate.example.com";
    nginx.responseHeaders.Strict-Transport-Security = "max-age=31536000";

    settings = {
      mqtt = {
        enabled = true;
        host = "mqtt.example.com";
      };

      cameras = {
        front_door.ffmpeg.inputs = [
          {
            path = "rtsp://192.0.2.1:554/main";
            roles = [ "record" ];
          }
          {
            path = "rtsp://192.0.2.1:554/sub";
            roles = [ "detect" ];
          }
        ];

        garden.ffmpeg.inputs = [
          {
            path = "rtsp://192.0.2.2:554/main";
            roles = [
              "detect"
              "record"
            ];
          }
        ];
      };
    };
  };

  security.acme = {
    acceptTerms = true;
    defaults.email = "me@example.com";
  };

  services.nginx.virtualHosts."frigate.example.com" = {
    enableACME = true;
    forceSSL = true;

    # Statistics are for the home network, and for Frigate itself.
    locations."/api/stats".extraConfig = lib.mkAfter ''
      allow 127.0.0.0/8;
      allow 192.168.0.0/16;
      deny all;
    '';
  };
}
