# Written by `npm run generate` from generator/schema; change it there.
#
# What is known of each gateway (forward-auth server): the defaults of services.frigate.nginx, and what no
# option says.
{
  oauth2-proxy = {
    authRequestUrl = "http://127.0.0.1:4180/oauth2/auth";
    authRequestHeaders = {
      Authorization = "$frigate_authorization";
      Host = "$frigate_host";
      X-Forwarded-Host = "$frigate_host";
      X-Forwarded-Proto = "$frigate_scheme";
      X-Forwarded-Uri = "$frigate_uri";
      X-Real-IP = "$frigate_address";
    };
    publicLocations."/oauth2/" = "http://127.0.0.1:4180";
    reverseProxy.userHeader = "X-Auth-Request-Preferred-Username";
    reverseProxy.roleHeader = "X-Auth-Request-Groups";
    signIn.url = "/oauth2/start";
    signOutUrl = "/oauth2/sign_out?rd=%2Foauth2%2Fsign_in";
    answersAlike = true;
    splitCookie = "_oauth2_proxy";
  };
  authelia = {
    authRequestUrl = "http://127.0.0.1:9091/api/authz/auth-request";
    authRequestHeaders = {
      X-Forwarded-For = "$frigate_address";
      X-Original-Method = "$frigate_method";
      X-Original-URL = "$frigate_url";
    };
    reverseProxy.userHeader = "Remote-User";
    reverseProxy.roleHeader = "Remote-Groups";
    needsHttps = true;
  };
  authentik = {
    authRequestUrl = "http://127.0.0.1:9000/outpost.goauthentik.io/auth/nginx";
    authRequestHeaders = {
      Authorization = "$frigate_authorization";
      Host = "$frigate_host";
      X-Original-URL = "$frigate_url";
    };
    publicLocations."/outpost.goauthentik.io/" = "http://127.0.0.1:9000";
    reverseProxy.userHeader = "X-authentik-username";
    reverseProxy.roleHeader = "X-authentik-groups";
    reverseProxy.separator = "|";
    signIn.url = "/outpost.goauthentik.io/start";
    signOutUrl = "/outpost.goauthentik.io/sign_out";
  };
  tinyauth = {
    authRequestUrl = "http://127.0.0.1:3000/api/auth/nginx";
    authRequestHeaders.X-Original-URL = "$frigate_url";
    reverseProxy.userHeader = "Remote-User";
    reverseProxy.roleHeader = "Remote-Groups";
    signInHeader = "X-Tinyauth-Location";
  };
  vouch-proxy = {
    authRequestUrl = "http://127.0.0.1:9090/validate";
    authRequestHeaders.Host = "$frigate_host";
    reverseProxy.userHeader = "X-Vouch-User";
    reverseProxy.roleHeader = "X-Vouch-IdP-Claims-Groups";
    signIn.redirectParameter = "url";
    answersAlike = true;
    signsInOnAnotherHost = true;
    quotesRoles = true;
  };
  voidauth = {
    authRequestUrl = "http://127.0.0.1:3000/api/authz/auth-request";
    authRequestHeaders.X-Original-URL = "$frigate_url";
    reverseProxy.userHeader = "Remote-User";
    reverseProxy.roleHeader = "Remote-Groups";
    needsHttps = true;
  };
  tailscale = {
    authRequestUrl = "http://unix:/run/tailscale-nginx-auth/tailscale-nginx-auth.sock:/auth";
    authRequestHeaders = {
      Remote-Addr = "$frigate_address";
      Remote-Port = "$frigate_port";
    };
    reverseProxy.userHeader = "Tailscale-Login";
    answersAlike = true;
    knowsByAddress = true;
  };
}
