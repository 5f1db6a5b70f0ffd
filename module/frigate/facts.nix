# Written by `npm run generate` from generator/schema; change it there.
#
# Facts about Frigate and nginx.
{
  addressRanges = {
    loopback = "(127\\.|\\[::1]).*";
    privateIpv4 = "(10|172\\.(1[6-9]|2[0-9]|3[01])|192\\.168|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])|169\\.254)\\..*";
    privateIpv6 = "\\[[fF]([eE][89abAB]|[cCdD]).*";
  };
  # Roles every Frigate has, the mightier first.
  builtInRoles = [
    "admin"
    "viewer"
  ];
  clientName = "[a-z][a-z0-9_]{0,19}";
  # What the identity server is told of a request.
  headersToIdentity = {
    url = "X-Original-URL";
    method = "X-Original-Method";
    uri = "X-Frigate-Uri";
    address = "X-Frigate-Address";
    port = "X-Frigate-Port";
    authorization = "Authorization";
  };
  # What Frigate's /auth answers with and the backends read.
  identity = {
    Remote-User = "$frigate_user";
    Remote-Role = "$frigate_role";
    Remote-Groups = "$frigate_groups";
    Remote-Email = "$frigate_email";
    Remote-Name = "$frigate_name";
  };
  identitySocket = "/run/nginx/frigate-identity.sock";
  # For each upstream and worker of nginx.
  idleConnections = 32;
  # Where Frigate reaches itself when nothing else is set.
  internalAddress = {
    host = "127.0.0.1";
    port = 5000;
  };
  # Tells Frigate's /auth on which port a request came in.
  portHeader = "X-Server-Port";
  # How Frigate's settings spell the headers in which nginx names role and user.
  roleHeader = "remote-role";
  userHeader = "remote-user";
  # Holds the secret that a trusted proxy shares with Frigate.
  secretHeader = "X-Proxy-Secret";
  # Headers to the gateway that the module sets.
  reservedHeaders = "connection|content-length|cookie";
  # What nginx can send as a secret: it cannot escape a dollar sign.
  secretText = "[^{}$\"\\[:cntrl:]]+";
  stateDirectory = "/var/lib/frigate";
  # Headers by which a proxy in front of nginx may name the user to Frigate.
  trustedHeaders = [
    "Remote-User"
    "Remote-Groups"
    "Remote-Email"
    "Remote-Name"
    "X-Forwarded-User"
    "X-Forwarded-Groups"
    "X-Forwarded-Email"
    "X-Forwarded-Preferred-Username"
    "X-Auth-Request-User"
    "X-Auth-Request-Groups"
    "X-Auth-Request-Email"
    "X-Auth-Request-Preferred-Username"
    "X-authentik-username"
    "X-authentik-groups"
    "X-authentik-email"
    "X-authentik-name"
    "X-authentik-uid"
  ];
  upstreams = {
    frigate-api = "127.0.0.1:5001";
    frigate-go2rtc = "127.0.0.1:1984";
    frigate-jsmpeg = "127.0.0.1:8082";
    frigate-mqtt-ws = "127.0.0.1:5002";
  };
}
