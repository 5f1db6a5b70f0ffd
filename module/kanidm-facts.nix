# Written by `npm run generate` from generator/schema; change it there.
#
# What Kanidm and oauth2-proxy have to be told for Frigate.
{
  roleClaim = "frigate_role";
  scopes = [
    "openid"
    "profile"
  ];
  addressClaim = "preferred_username";
  issuerPath = "/oauth2/openid/";
  signOutPath = "/ui/logout";
  secretsDirectory = "frigate-oauth2-proxy";
  shortestCookieSecret = 16;
  trustedProxySince = "7.15.2";
  unfinishedSignIns = 4;
  limitSince = "7.11.0";
}
