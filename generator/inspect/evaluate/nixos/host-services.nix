# Services beside Frigate and nginx that a configuration for single sign-on sets up.
{
  # how this NixOS spells the Kanidm options: "nested" (server.enable, since 26.05) or "flat" (enableServer)
  kanidmOptions,
}:
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  inherit (import ./option-helpers.nix lib) anyAttributes option;

  listsOf = option (types.attrsOf (types.listOf types.str)) { };
  attributesOf = options: option (types.attrsOf (types.submodule { inherit options; })) { };
  nullable = type: option (types.nullOr type) null;
  switch = option types.bool;

  kanidmClient = {
    allowInsecureClientDisablePkce = switch false;
    basicSecretFile = nullable types.path;
    claimMaps = attributesOf {
      joinType = option (types.enum [
        "array"
        "csv"
        "ssv"
      ]) "array";
      valuesByGroup = listsOf;
    };
    displayName = mkOption { type = types.str; };
    enableLegacyCrypto = switch false;
    enableLocalhostRedirects = switch false;
    imageFile = nullable types.path;
    originLanding = mkOption { type = types.str; };
    originUrl =
      let
        url = types.strMatching ".*://.*";
      in
      mkOption { type = types.either url (types.nonEmptyListOf url); };
    preferShortUsername = switch false;
    present = switch true;
    public = switch false;
    removeOrphanedClaimMaps = switch true;
    scopeMaps = listsOf;
    supplementaryScopeMaps = listsOf;
  };

  provision = {
    acceptInvalidCerts = switch false;
    adminPasswordFile = nullable types.path;
    autoRemove = switch true;
    enable = switch false;
    extraJsonFile = nullable types.path;
    groups = attributesOf {
      members = option (types.listOf types.str) [ ];
      overwriteMembers = switch true;
      present = switch true;
    };
    idmAdminPasswordFile = nullable types.path;
    instanceUrl = option types.str "https://localhost:8443";
    persons = attributesOf {
      displayName = mkOption { type = types.str; };
      groups = option (types.listOf types.str) [ ];
      legalName = nullable types.str;
      mailAddresses = option (types.listOf types.str) [ ];
      present = switch true;
    };
    systems.oauth2 = attributesOf kanidmClient;
  };

  kanidm =
    {
      flat = {
        clientSettings = anyAttributes;
        enableClient = switch false;
        enablePam = switch false;
        enableServer = switch false;
        serverSettings = anyAttributes;
        unixSettings = anyAttributes;
      };
      nested = {
        client.enable = switch false;
        client.settings = anyAttributes;
        server.enable = switch false;
        server.settings = anyAttributes;
        unix.enable = switch false;
        unix.settings = anyAttributes;
      };
    }
    .${kanidmOptions}
    // {
      inherit provision;
      package = option types.raw null;
    };

  # groups a client gives scopes or claims to, and groups a person is in
  usedGroups =
    let
      inherit (config.services.kanidm.provision) persons systems;
      ofClient =
        client:
        lib.attrNames (client.scopeMaps // client.supplementaryScopeMaps)
        ++ lib.concatMap (claim: lib.attrNames claim.valuesByGroup) (lib.attrValues client.claimMaps);
    in
    lib.concatMap ofClient (lib.attrValues systems.oauth2)
    ++ lib.concatMap (person: person.groups) (lib.attrValues persons);
  unknownGroups = lib.subtractLists (lib.attrNames config.services.kanidm.provision.groups) (
    lib.unique usedGroups
  );
in
{
  options.services = {
    inherit kanidm;
    authelia.instances = option (types.attrsOf types.anything) { };
    go2rtc = anyAttributes;
    home-assistant = anyAttributes;
    keycloak.enable = switch false;
    logrotate = anyAttributes;
    mosquitto = anyAttributes;
    prometheus = anyAttributes;
    tailscale = anyAttributes;
    tailscaleAuth = {
      enable = switch false;
      group = option types.str "tailscale-nginx-auth";
      package = option types.raw null;
      socketPath = option types.path "/run/tailscale-nginx-auth/tailscale-nginx-auth.sock";
      user = option types.str "tailscale-nginx-auth";
    };
    tinyauth = anyAttributes;
    nginx.sso = anyAttributes;
    nginx.tailscaleAuth = {
      enable = switch false;
      expectedTailnet = option (types.nullOr types.str) "";
      virtualHosts = option (types.listOf types.str) [ ];
    };
  };

  config.assertions = [
    {
      assertion =
        !config.services.kanidm.provision.enable
        || config.services.kanidm.provision.extraJsonFile != null
        || unknownGroups == [ ];
      message = "services.kanidm.provision uses groups that it does not provision: ${lib.concatStringsSep ", " unknownGroups}";
    }
  ];
}
