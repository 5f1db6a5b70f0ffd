# Written by `npm run generate` from generator/schema; change it there.
#
# Facts about Frigate and nginx.
{
  builtInRoles = [
    "admin"
    "viewer"
  ];
  clientName = "[a-z][a-z0-9_]{0,19}";
  firstUnknownVersion = "0.19";
  gatewayVariables = {
    "$frigate_url" = "\${http_x_frigate_url}";
    "$frigate_method" = "\${http_x_original_method}";
    "$frigate_uri" = "\${http_x_frigate_uri}";
    "$frigate_address" = "\${http_x_frigate_address}";
    "$frigate_port" = "\${http_x_frigate_port}";
    "$frigate_authorization" = "\${http_authorization}";
  };
  identity = {
    Remote-User = "$frigate_user";
    Remote-Role = "$frigate_role";
    Remote-Groups = "$frigate_groups";
    Remote-Email = "$frigate_email";
    Remote-Name = "$frigate_name";
  };
  identitySocket = "/run/nginx/frigate-identity.sock";
  idleConnections = 32;
  internalPort = 5000;
  internalPortSettableSince = "0.18";
  judgesCamerasSince = "0.18";
  portHeader = "X-Server-Port";
  readsPathSince = "0.18.1";
  reservedHeaders = "connection|content-length|cookie";
  roleHeader = "remote-role";
  secretHeader = "X-Proxy-Secret";
  stateDirectory = "/var/lib/frigate";
  trustedHeaders = [
    "Remote-User Remote-Groups Remote-Email Remote-Name"
    "X-Forwarded-User X-Forwarded-Groups X-Forwarded-Email X-Forwarded-Preferred-Username"
    "X-Auth-Request-User X-Auth-Request-Groups X-Auth-Request-Email X-Auth-Request-Preferred-Username"
    "X-authentik-username X-authentik-groups X-authentik-email X-authentik-name X-authentik-uid"
  ];
  upstreams = {
    frigate-api = "127.0.0.1:5001";
    frigate-go2rtc = "127.0.0.1:1984";
    frigate-jsmpeg = "127.0.0.1:8082";
    frigate-mqtt-ws = "127.0.0.1:5002";
  };
  userHeader = "remote-user";
  waysToSignIn = [
    "= /login"
    "@frigate_sign_in"
    "@frigate_refusal"
  ];
}
