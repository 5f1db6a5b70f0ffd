# A Traefik or Caddy on another machine has the certificate, signs people in, and says who they are.
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
      publicUrl = "https://frigate.example.com"; # TLS ends at the other machine
      signOutUrl = "https://auth.example.com/logout";
      reverseProxy = {
        trustedAddresses = [ "192.0.2.2" ]; # whoever else sends these headers is nobody
        userHeader = "Remote-User";
        roleHeader = "Remote-Groups";
        roleMap = {
          admin = [ "admins" ];
          viewer = [ "family" ];
        };
        defaultRole = null; # nobody else
      };
    };
  };

  networking.firewall.allowedTCPPorts = [ 80 ];
}
