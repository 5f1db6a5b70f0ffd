# The rest of NixOS, as options: what the modules under test and configurations around them set or read.
# Declared one by one, with no free-form top level, so that a misspelt option fails as it does on NixOS.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  inherit (import ./option-helpers.nix lib)
    anyAttributes
    open
    option
    strings
    text
    ;

  # systemd settings: lists of several modules are joined, everything else has to agree
  setting = lib.mkOptionType {
    name = "systemd setting";
    merge =
      location: definitions:
      let
        strongest = lib.filterOverrides definitions;
        isList = builtins.any (definition: builtins.isList definition.value) strongest;
      in
      if isList then
        lib.concatMap (definition: lib.toList definition.value) strongest
      else
        lib.mergeEqualOption location strongest;
  };

  service =
    { name, ... }:
    {
      freeformType = types.attrsOf types.anything;
      options = {
        name = option types.str "${name}.service";
        enable = option types.bool true;
        description = option types.str "";
        environment = option (types.attrsOf (types.nullOr types.anything)) { };
        path = option (types.listOf types.anything) [ ];
        serviceConfig = option (types.attrsOf setting) { };
        unitConfig = option (types.attrsOf setting) { };
        restartTriggers = option (types.listOf types.unspecified) [ ];
        reloadTriggers = option (types.listOf types.unspecified) [ ];
      }
      // lib.genAttrs [
        "after"
        "before"
        "bindsTo"
        "conflicts"
        "partOf"
        "requiredBy"
        "requires"
        "wantedBy"
        "wants"
      ] (_: strings)
      // lib.genAttrs [
        "postStart"
        "postStop"
        "preStart"
        "preStop"
        "reload"
        "script"
      ] (_: text);
    };

  certificate =
    { name, ... }:
    {
      freeformType = types.attrsOf types.anything;
      options = {
        directory = option types.str "/var/lib/acme/${name}";
        domain = option types.str name;
        dnsProvider = option (types.nullOr types.str) config.security.acme.defaults.dnsProvider;
        email = option (types.nullOr types.str) null;
        extraDomainNames = strings;
        group = option types.str "acme";
        reloadServices = strings;
        webroot = option (types.nullOr types.str) null;
      };
    };

  user =
    { name, ... }:
    {
      freeformType = types.attrsOf types.anything;
      options = {
        name = option types.str name;
        description = option types.str "";
        extraGroups = strings;
        group = option types.str "";
        isNormalUser = option types.bool false;
        isSystemUser = option types.bool false;
        uid = option (types.nullOr types.int) null;
      };
    };

  group =
    { name, ... }:
    {
      options = {
        name = option types.str name;
        gid = option (types.nullOr types.int) null;
        members = strings;
      };
      # users who name this group as an extra one are its members
      config.members = lib.mapAttrsToList (_: member: member.name) (
        lib.filterAttrs (_: member: lib.elem name member.extraGroups) config.users.users
      );
    };

  attributesOf = module: option (types.attrsOf (types.submodule module)) { };
in
{
  options = {
    assertions = option (types.listOf types.unspecified) [ ];
    warnings = strings;
    # never forced: names people the library double does not know
    meta = option types.raw { };
    lib = anyAttributes;
    ids.uids = option (types.attrsOf types.int) { };
    ids.gids = option (types.attrsOf types.int) { };
    system.stateVersion = option types.str "26.05";
    nixpkgs = anyAttributes;

    boot.kernelModules = strings;
    boot.kernelPackages = option types.raw { kernel.version = "6.18"; };

    environment = {
      etc = attributesOf {
        freeformType = types.attrsOf types.anything;
        options = {
          enable = option types.bool true;
          source = mkOption { type = types.path; };
          text = option (types.nullOr types.lines) null;
        };
      };
      systemPackages = option (types.listOf types.package) [ ];
      variables = anyAttributes;
    };

    fileSystems = anyAttributes;

    hardware = {
      coral.pcie.enable = option types.bool false;
      coral.usb.enable = option types.bool false;
      graphics = anyAttributes;
    };

    networking = {
      domain = option (types.nullOr types.str) null;
      enableIPv6 = option types.bool true;
      firewall = open {
        allowedTCPPorts = option (types.listOf types.port) [ ];
        allowedUDPPorts = option (types.listOf types.port) [ ];
        enable = option types.bool true;
      };
      hostName = option types.str "nixos";
      hosts = option (types.attrsOf (types.listOf types.str)) { };
      interfaces = anyAttributes;
      useDHCP = option types.bool true;
    };

    security = {
      acme = {
        acceptTerms = option types.bool false;
        certs = attributesOf certificate;
        defaults = open { dnsProvider = option (types.nullOr types.str) null; };
      };
      pki.caBundle = option types.path "/etc/ssl/certs/ca-certificates.crt";
    };

    systemd = {
      services = attributesOf service;
      sockets = anyAttributes;
      targets = anyAttributes;
      timers = anyAttributes;
      tmpfiles.rules = strings;
      tmpfiles.settings = anyAttributes;
    };

    time.timeZone = option (types.nullOr types.str) null;
    users.groups = attributesOf group;
    users.users = attributesOf user;
    virtualisation = anyAttributes;
  };

  config.ids = {
    gids.nginx = 60;
    uids.nginx = 60;
  };
}
