# Written by `npm run generate` from generator/schema; change it there.
#
# The gateways (forward-auth servers) that are known by name. defaults: values of services.frigate.nginx.
# judgesAlike: the answer does not depend on the address asked for. needsHttps: it judges no address without
# TLS. needsSignInUrl: people sign in on another host. quotesRoles: entries of the role header stand in double
# quotes. signInHeader: header of a 401 that says where to sign in. splitCookie: the second part of a large one
# is called like it, with _1 behind.
{
  oauth2-proxy = {
    judgesAlike = true;
    splitCookie = "_oauth2_proxy";
    defaults = {
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
      reverseProxy = {
        userHeader = "X-Auth-Request-Preferred-Username";
        roleHeader = "X-Auth-Request-Groups";
      };
      signIn.url = "/oauth2/start";
      signOutUrl = "/oauth2/sign_out?rd=%2Foauth2%2Fsign_in";
    };
  };

  authelia = {
    needsHttps = true;
    defaults = {
      authRequestUrl = "http://127.0.0.1:9091/api/authz/auth-request";
      authRequestHeaders = {
        X-Forwarded-For = "$frigate_address";
        X-Original-Method = "$frigate_method";
        X-Original-URL = "$frigate_url";
      };
      reverseProxy = {
        userHeader = "Remote-User";
        roleHeader = "Remote-Groups";
      };
    };
  };

  authentik.defaults = {
    authRequestUrl = "http://127.0.0.1:9000/outpost.goauthentik.io/auth/nginx";
    authRequestHeaders = {
      Authorization = "$frigate_authorization";
      Host = "$frigate_host";
      X-Original-URL = "$frigate_url";
    };
    publicLocations."/outpost.goauthentik.io/" = "http://127.0.0.1:9000";
    reverseProxy = {
      userHeader = "X-authentik-username";
      roleHeader = "X-authentik-groups";
      separator = "|";
    };
    signIn.url = "/outpost.goauthentik.io/start";
    signOutUrl = "/outpost.goauthentik.io/sign_out";
  };

  tinyauth = {
    signInHeader = "X-Tinyauth-Location";
    defaults = {
      authRequestUrl = "http://127.0.0.1:3000/api/auth/nginx";
      authRequestHeaders.X-Original-URL = "$frigate_url";
      reverseProxy = {
        userHeader = "Remote-User";
        roleHeader = "Remote-Groups";
      };
    };
  };

  vouch-proxy = {
    judgesAlike = true;
    needsSignInUrl = true;
    quotesRoles = true;
    defaults = {
      authRequestUrl = "http://127.0.0.1:9090/validate";
      authRequestHeaders.Host = "$frigate_host";
      reverseProxy = {
        userHeader = "X-Vouch-User";
        roleHeader = "X-Vouch-IdP-Claims-Groups";
      };
      signIn.redirectParameter = "url";
    };
  };

  voidauth = {
    needsHttps = true;
    defaults = {
      authRequestUrl = "http://127.0.0.1:3000/api/authz/auth-request";
      authRequestHeaders.X-Original-URL = "$frigate_url";
      reverseProxy = {
        userHeader = "Remote-User";
        roleHeader = "Remote-Groups";
      };
    };
  };

  tailscale = {
    judgesAlike = true;
    defaults = {
      authRequestUrl = "http://unix:/run/tailscale-nginx-auth/tailscale-nginx-auth.sock:/auth";
      authRequestHeaders = {
        Remote-Addr = "$frigate_address";
        Remote-Port = "$frigate_port";
      };
      reverseProxy.userHeader = "Tailscale-Login";
    };
  };
}
