# Kanidm with its users and groups, and Frigate for them: the whole of it on one host.
{ pkgs, ... }:
{
  services.frigate = {
    enable = true;
    hostname = "frigate.example.com";
    settings.cameras.front.ffmpeg.inputs = [ { path = "rtsp://192.0.2.1:554/main"; } ];

    nginx.kanidm = {
      enable = true;
      domain = "idm.example.com";
      clientSecretFile = "/run/secrets/frigate-oauth2"; # the user kanidm reads it, too
      cookieSecretFile = "/run/secrets/frigate-cookie";
    };
  };

  services.kanidm = {
    package = pkgs.kanidmWithSecretProvisioning_1_10;
    server.enable = true;
    server.settings = {
      domain = "idm.example.com";
      origin = "https://idm.example.com";
      tls_chain = "/var/lib/acme/idm.example.com/fullchain.pem";
      tls_key = "/var/lib/acme/idm.example.com/key.pem";
    };
    provision.enable = true;
    provision.groups.frigate_admins.members = [ "alice" ];
    provision.groups.frigate_users.members = [ ]; # whom you like
    provision.persons.alice.displayName = "Alice";
  };
  users.users.kanidm.extraGroups = [ "nginx" ]; # to read the certificate

  services.nginx.virtualHosts."frigate.example.com" = {
    enableACME = true;
    forceSSL = true;
  };
  services.nginx.virtualHosts."idm.example.com" = {
    enableACME = true;
    forceSSL = true;
    locations."/".proxyPass = "https://127.0.0.1:8443";
  };
  security.acme.acceptTerms = true;
  security.acme.defaults.email = "me@example.com";
}
