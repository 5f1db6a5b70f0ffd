# A double of NixOS' oauth2-proxy module: the same options, a unit with the same flags.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (import ../web-servers/nginx/option-shorthands.nix lib)
    nullable
    option
    required
    strings
    switch
    types
    ;
  cfg = config.services.oauth2-proxy;

  # name of the option -> flag
  flags = {
    approvalPrompt = "approval-prompt";
    clientID = "client-id";
    customTemplatesDir = "custom-templates-dir";
    httpAddress = "http-address";
    loginURL = "login-url";
    oidcIssuerUrl = "oidc-issuer-url";
    passAccessToken = "pass-access-token";
    passBasicAuth = "pass-basic-auth";
    passHostHeader = "pass-host-header";
    profileURL = "profile-url";
    provider = "provider";
    proxyPrefix = "proxy-prefix";
    redeemURL = "redeem-url";
    redirectURL = "redirect-url";
    requestLogging = "request-logging";
    reverseProxy = "reverse-proxy";
    scope = "scope";
    setXauthrequest = "set-xauthrequest";
    signatureKey = "signature-key";
    skipAuthRegexes = "skip-auth-regex";
    trustedProxyIP = "trusted-proxy-ip";
    upstream = "upstream";
    validateURL = "validate-url";
  };
  # files that systemd hands over, by the name they get there
  secrets = lib.filterAttrs (_: file: file != null) {
    client-secret = cfg.clientSecretFile;
    cookie-secret = cfg.cookie.secretFile;
  };
  secret = name: if secrets ? ${name} then "%d/${name}" else null;
  given = condition: value: if condition then value else null;

  ofProvider = {
    azure = {
      inherit (cfg.azure) resource;
      azure-tenant = cfg.azure.tenant;
    };
    github = { inherit (cfg) github; };
    google.google = given (cfg.google.groups != [ ]) {
      admin-email = cfg.google.adminEmail;
      group = cfg.google.groups;
      service-account = cfg.google.serviceAccountJSON;
    };
  };
  settings = lib.mergeAttrsList [
    (lib.mapAttrs' (name: flag: lib.nameValuePair flag cfg.${name}) flags)
    {
      authenticated-emails-file = lib.mapNullable (pkgs.writeText "authenticated-emails") cfg.email.addresses;
      basic-auth-password = cfg.basicAuthPassword;
      client-secret-file = secret "client-secret";
      cookie = {
        inherit (cfg.cookie)
          domain
          expire
          name
          refresh
          secure
          ;
        httponly = cfg.cookie.httpOnly;
        secret-file = secret "cookie-secret";
      };
      display-htpasswd-form = given (cfg.htpasswd.file != null) cfg.htpasswd.displayForm;
      email-domain = cfg.email.domains;
      htpasswd-file = cfg.htpasswd.file;
      https-address = given cfg.tls.enable cfg.tls.httpsAddress;
      tls-cert-file = given cfg.tls.enable cfg.tls.certificate;
      tls-key-file = given cfg.tls.enable cfg.tls.key;
    }
    (ofProvider.${cfg.provider} or { })
    cfg.extraConfig
  ];

  # lists repeat the flag, sets prefix it, null and [ ] leave it out
  arguments =
    flag: value:
    if value == null then
      [ ]
    else if lib.isList value then
      lib.concatMap (arguments flag) value
    else if lib.isAttrs value && !lib.isDerivation value then
      lib.concatLists (lib.mapAttrsToList (name: arguments "${flag}-${name}") value)
    else if lib.isBool value then
      [ "--${flag}=${lib.boolToString value}" ]
    else if lib.isInt value || lib.isFloat value || lib.isPath value then
      [ "--${flag}=${toString value}" ]
    else
      [ "--${flag}='${toString value}'" ];
in
{
  options.services.oauth2-proxy = {
    enable = lib.mkEnableOption "oauth2-proxy";
    package = lib.mkPackageOption pkgs "oauth2-proxy" { };
    extraConfig = option (types.attrsOf types.anything) { } "Further flags.";

    approvalPrompt = option (types.enum [
      "auto"
      "force"
    ]) "force" "Whether the user is asked each time.";
    azure.resource = required types.str "Resource.";
    azure.tenant = option types.str "common" "Tenant.";
    basicAuthPassword = nullable types.str "Password handed to the server behind.";
    clientID = nullable types.str "Client identifier.";
    clientSecretFile = nullable types.path "File with the client secret.";
    cookie = {
      domain = nullable types.str "Domain of the cookie.";
      expire = option types.str "168h0m0s" "Life of the cookie.";
      httpOnly = switch true "Whether scripts cannot read it.";
      name = option types.str "_oauth2_proxy" "Name of the cookie.";
      refresh = nullable types.str "Time after which it is renewed.";
      secretFile = nullable types.path "File with the secret.";
      secure = switch true "Whether it needs TLS.";
    };
    customTemplatesDir = nullable types.path "Directory of page templates.";
    email.addresses = nullable types.lines "Addresses that are let in.";
    email.domains = strings "Domains of addresses that are let in.";
    github.org = nullable types.str "Organisation.";
    github.team = nullable types.str "Team.";
    google.adminEmail = required types.str "Address of an administrator.";
    google.groups = strings "Groups.";
    google.serviceAccountJSON = required types.path "Account file.";
    htpasswd.displayForm = switch true "Whether the form is shown.";
    htpasswd.file = nullable types.path "File of users.";
    httpAddress = option types.str "http://127.0.0.1:4180" "Address to listen on.";
    keyFile = nullable types.path "File of environment variables, with the secrets.";
    loginURL = nullable types.str "Address of the sign-in page.";
    oidcIssuerUrl = nullable types.str "Issuer.";
    passAccessToken = switch false "Whether the token goes to the server behind.";
    passBasicAuth = switch true "Whether the user goes to the server behind.";
    passHostHeader = switch true "Whether the host goes to the server behind.";
    profileURL = nullable types.str "Address of the profile.";
    provider = option (types.enum [
      "adfs"
      "azure"
      "bitbucket"
      "digitalocean"
      "facebook"
      "github"
      "gitlab"
      "google"
      "keycloak"
      "keycloak-oidc"
      "linkedin"
      "login.gov"
      "nextcloud"
      "oidc"
    ]) "google" "Kind of identity provider.";
    proxyPrefix = option types.str "/oauth2" "Path of its own pages.";
    redeemURL = nullable types.str "Address of the token endpoint.";
    redirectURL = nullable types.str "Address to come back to.";
    requestLogging = switch true "Whether requests are logged.";
    reverseProxy = switch false "Whether a proxy is in front.";
    scope = nullable types.str "Scopes.";
    setXauthrequest = option (types.nullOr types.bool) false "Whether answers name the user.";
    signatureKey = nullable types.str "Key that signs requests.";
    skipAuthRegexes = strings "Paths that need no session.";
    tls.certificate = required types.path "Certificate.";
    tls.enable = switch false "Whether to listen with TLS.";
    tls.httpsAddress = option types.str ":443" "Address to listen on with TLS.";
    tls.key = required types.path "Key of the certificate.";
    trustedProxyIP = strings "Proxies whose headers count.";
    upstream = option (types.coercedTo types.str lib.singleton (
      types.listOf types.str
    )) [ ] "Servers behind.";
    validateURL = nullable types.str "Address that validates tokens.";
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.clientID != null || cfg.keyFile != null;
        message = "services.oauth2-proxy.clientID is needed, here or in the file services.oauth2-proxy.keyFile.";
      }
    ];
    warnings =
      lib.optional (cfg.reverseProxy && cfg.trustedProxyIP == [ ])
        "services.oauth2-proxy.reverseProxy without services.oauth2-proxy.trustedProxyIP believes the headers of every client.";

    systemd.services.oauth2-proxy = {
      description = "oauth2-proxy";
      wantedBy = [ "multi-user.target" ];
      after = [ "network-online.target" ];
      wants = [ "network-online.target" ];
      serviceConfig = {
        User = "oauth2-proxy";
        Restart = "always";
        EnvironmentFile = lib.mkIf (cfg.keyFile != null) cfg.keyFile;
        ExecStart = lib.concatStringsSep " " (
          [ (lib.getExe cfg.package) ] ++ lib.concatLists (lib.mapAttrsToList arguments settings)
        );
        LoadCredential = lib.mapAttrsToList (name: file: "${name}:${file}") secrets;
      };
    };
    users.groups.oauth2-proxy = { };
    users.users.oauth2-proxy = {
      description = "OAuth2 Proxy";
      group = "oauth2-proxy";
      isSystemUser = true;
    };
  };
}
