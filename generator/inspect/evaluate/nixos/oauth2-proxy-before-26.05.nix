# A double of NixOS' oauth2-proxy module as it was before secrets became files: two options have no default, and none says
# which proxies are trusted.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  inherit (import ./option-helpers.nix lib) option;
  cfg = config.services.oauth2-proxy;

  nullable = type: option (types.nullOr type) null;
  # no default: evaluation fails when nobody sets it
  secret = mkOption { type = types.nullOr types.str; };

  flags = {
    client-id = cfg.clientID;
    client-secret = cfg.clientSecret;
    cookie = {
      inherit (cfg.cookie)
        expire
        name
        refresh
        secret
        secure
        ;
    };
    email-domain = cfg.email.domains;
    http-address = cfg.httpAddress;
    oidc-issuer-url = cfg.oidcIssuerUrl;
    inherit (cfg) provider scope;
    redirect-url = cfg.redirectURL;
    reverse-proxy = cfg.reverseProxy;
    set-xauthrequest = cfg.setXauthrequest;
  }
  // cfg.extraConfig;

  arguments =
    flag: value:
    if value == null then
      [ ]
    else if lib.isAttrs value then
      lib.concatLists (lib.mapAttrsToList (name: arguments "${flag}-${name}") value)
    else if lib.isList value then
      lib.concatMap (arguments flag) value
    else if lib.isBool value then
      [ "--${flag}=${lib.boolToString value}" ]
    else if lib.isInt value then
      [ "--${flag}=${toString value}" ]
    else
      [ "--${flag}='${value}'" ];
in
{
  options.services.oauth2-proxy = {
    enable = lib.mkEnableOption "oauth2-proxy";
    package = lib.mkPackageOption pkgs "oauth2-proxy" { };
    clientID = mkOption { type = types.nullOr types.str; };
    clientSecret = secret;
    cookie = {
      expire = option types.str "168h0m0s";
      name = option types.str "_oauth2_proxy";
      refresh = nullable types.str;
      inherit secret;
      secure = option types.bool true;
    };
    email.domains = option (types.listOf types.str) [ ];
    extraConfig = option (types.attrsOf types.anything) { };
    httpAddress = option types.str "http://127.0.0.1:4180";
    oidcIssuerUrl = nullable types.str;
    provider = option types.str "google";
    redirectURL = nullable types.str;
    reverseProxy = option types.bool false;
    scope = nullable types.str;
    setXauthrequest = option (types.nullOr types.bool) false;
  };

  config.systemd.services.oauth2-proxy = lib.mkIf cfg.enable {
    serviceConfig = {
      ExecStart = lib.concatStringsSep " " (
        [ (lib.getExe cfg.package) ] ++ lib.concatLists (lib.mapAttrsToList arguments flags)
      );
      Restart = "always";
      User = "oauth2-proxy";
    };
  };
}
