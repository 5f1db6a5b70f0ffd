# Authelia on the same host, with its portal, users from a file, and a rule that says who may see the cameras.
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
      preset = "authelia";
      signOutUrl = "https://auth.example.com/logout?rd=https%3A%2F%2Ffrigate.example.com%2F";
      reverseProxy = {
        roleMap = {
          admin = [ "admins" ];
          viewer = [ "family" ];
        };
        defaultRole = null; # nobody else, whatever Authelia's rules say
      };
      responseHeaders.Strict-Transport-Security = "max-age=31536000";
    };
  };

  services.nginx.virtualHosts = {
    "frigate.example.com" = {
      enableACME = true;
      forceSSL = true;
    };
    "auth.example.com" = {
      default = true;
      enableACME = true;
      forceSSL = true;
      extraConfig = "add_header Strict-Transport-Security max-age=31536000 always;";
      locations."/" = {
        proxyPass = "http://127.0.0.1:9091";
        recommendedProxySettings = true;
      };
    };
  };

  security.acme = {
    acceptTerms = true;
    defaults.email = "me@example.com";
  };

  services.authelia.instances.main = {
    enable = true;
    secrets = {
      jwtSecretFile = "/run/secrets/authelia-jwt";
      storageEncryptionKeyFile = "/run/secrets/authelia-storage";
    };
    settings = {
      server.address = "tcp://127.0.0.1:9091/";
      authentication_backend.file.path = "/var/lib/authelia-main/users.yml";
      storage.local.path = "/var/lib/authelia-main/db.sqlite3";
      notifier.filesystem.filename = "/var/lib/authelia-main/notifications.txt";
      session.cookies = [
        {
          domain = "example.com";
          authelia_url = "https://auth.example.com";
        }
      ];
      access_control = {
        default_policy = "deny";
        rules = [
          {
            domain = "frigate.example.com";
            subject = [
              "group:admins"
              "group:family"
            ];
            policy = "one_factor";
          }
        ];
      };
    };
  };
}
