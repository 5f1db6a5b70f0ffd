# Evaluates a NixOS configuration around Frigate's module, nothing is built or written.
#
#   nix-instantiate --eval --strict --json --store dummy:// --expr '
#     let result = import ./evaluate.nix { nixpkgs = DIR; frigateModule = FILE; modules = [ FILE ]; };
#     in { inherit (result) nginxConf nginxIncludes assertions; }'
#
# DIR is a nixpkgs, or as much of one as is needed: lib/, nixos/modules/services/web-servers/nginx/ and
# pkgs/pkgs-lib/formats.nix. The stand-in, ../../stand-in, is laid out like that; its oauth2-proxy modules stand in
# for a nixpkgs without them. The rest of NixOS is doubles: host.nix, host-services.nix and pkgs.nix.
#
# Text files are read back from the strings that mention them (text-files.nix), which is why no store is needed.
# Everything in the result but `internals` is plain data.
{
  nixpkgs,
  # the frigate module under test: a path, function or attribute set; null: none
  frigateModule ? null,
  # further modules: the configuration
  modules ? [ ],
  # version of pkgs.frigate
  frigateVersion ? "0.17.1",
  # how the host spells services.kanidm: "nested" (server.enable) or "flat" (enableServer)
  kanidmOptions ? "nested",
  # "files": secrets of services.oauth2-proxy are files (since 26.05), "secrets": they are options
  oauth2ProxyOptions ? "files",
  system ? "x86_64-linux",
  # the words of the configuration's files where it is a whole host: what the doubles do not know is taken as it is written,
  # see ordinary-host.nix; null: a misspelt option fails wherever it is
  hostWords ? null,
}:
let
  lib = import (nixpkgs + "/lib");
  pkgs = import ./pkgs.nix {
    inherit
      frigateVersion
      lib
      nixpkgs
      system
      ;
    unknownPackages = if hostWords == null then [ ] else hostWords;
  };
  inherit (import ./text-files.nix) textsIn;

  nixosModules = nixpkgs + "/nixos/modules";
  ownOrStandIn =
    module:
    if builtins.pathExists (nixosModules + module) then
      nixosModules + module
    else
      ../../stand-in/nixos/modules + module;

  ordinaryHost = import ./ordinary-host.nix {
    inherit lib;
    words = hostWords;
  };
  isWholeNixpkgs = builtins.pathExists (nixosModules + "/installer/scan/not-detected.nix");

  evaluate =
    modules:
    lib.evalModules {
      class = "nixos";
      specialArgs = {
        modulesPath = toString (
          if hostWords == null || isWholeNixpkgs then nixosModules else ./modules-of-nixos
        );
      }
      // lib.optionalAttrs (hostWords != null) ordinaryHost.specialArgs;
      inherit modules;
    };
  allModules = [
    ./host.nix
    (import ./host-services.nix { inherit kanidmOptions; })
    (nixosModules + "/services/web-servers/nginx/default.nix")
    {
      files = ownOrStandIn "/services/security/oauth2-proxy.nix";
      secrets = ./oauth2-proxy-before-26.05.nix;
    }
    .${oauth2ProxyOptions}
    (ownOrStandIn "/services/security/oauth2-proxy-nginx.nix")
    { _module.args.pkgs = lib.mkDefault pkgs; }
  ]
  ++ lib.optional (frigateModule != null) frigateModule
  ++ modules;
  evaluated = evaluate (
    if hostWords == null then allModules else ordinaryHost.completed evaluate allModules
  );
  inherit (evaluated) config options;
  nginxText = config.environment.etc."nginx/nginx.conf".source.text or textOfUnit;
  # on older NixOS nginx.conf is in /etc only with services.nginx.enableReload, but the unit always names it
  textOfUnit =
    let
      command = config.systemd.services.nginx.serviceConfig.ExecStart;
      isConf = path: _: builtins.substring 33 (-1) (baseNameOf path) == "nginx.conf";
      texts = builtins.attrValues (lib.filterAttrs isConf (textsIn command));
    in
    # with the files that it mentions, as they come with the command
    builtins.substring 0 0 command + lib.head texts;

  withoutContext = builtins.unsafeDiscardStringContext;
  # plain data without string context: what a value is in JSON
  plain = value: builtins.fromJSON (withoutContext (builtins.toJSON value));

  describe =
    entry:
    let
      # literalExpression and the like wrap their text
      shown = value: value.text or (plain value);
    in
    {
      inherit (entry) name type;
      description = shown (entry.description or null);
      readOnly = entry.readOnly or false;
    }
    // builtins.mapAttrs (_: shown) (
      builtins.intersectAttrs {
        default = null;
        example = null;
      } entry
    );
in
{
  # the text of nginx.conf, before the formatter that NixOS sends it through when it builds
  nginxConf = withoutContext nginxText;
  # the text files nginx.conf mentions, such as the one that recommendedProxySettings includes: { path = text; }
  nginxIncludes = lib.filterAttrs (_: text: text != withoutContext nginxText) (textsIn nginxText);

  # services.frigate.settings as written to frigate.yml: nulls left out
  frigateSettings = plain (
    lib.converge (lib.filterAttrsRecursive (_: value: value != null)) config.services.frigate.settings
  );

  # messages of the assertions that do not hold; NixOS would refuse to build
  assertions = map (entry: withoutContext entry.message) (
    builtins.filter (entry: !entry.assertion) config.assertions
  );
  inherit (config) warnings;
  # options of a whole host that were taken as they are written
  notLookedAt = if hostWords == null then [ ] else ordinaryHost.notLookedAt options;

  # the systemd units, scripts included
  frigateService = plain {
    inherit (config.systemd.services.frigate)
      after
      environment
      path
      serviceConfig
      wantedBy
      ;
  };
  frigateScripts = textsIn (builtins.toJSON config.systemd.services.frigate.serviceConfig);
  nginxService = plain {
    inherit (config.systemd.services.nginx)
      after
      before
      serviceConfig
      wants
      ;
  };
  oauth2ProxyService = plain {
    inherit (config.systemd.services.oauth2-proxy) serviceConfig;
  };

  # what else of the host is touched
  host = {
    inherit (config.users) users groups;
    coral = {
      pcie = { inherit (config.hardware.coral.pcie) enable; };
      usb = { inherit (config.hardware.coral.usb) enable; };
    };
    nginxModules = map (module: module.name) config.services.nginx.package.modules;
    certificates = plain config.security.acme.certs;
    kanidm = plain config.services.kanidm.provision;
    oauth2Proxy = plain { inherit (config.services.oauth2-proxy) enable extraConfig; };
    inherit (config.networking) firewall;
    tmpfiles = plain config.systemd.tmpfiles.settings;
  };

  # the option reference below services.frigate, sorted: { name, type, description, readOnly, default?, example? }
  options = map describe (
    builtins.filter (entry: entry.visible == true && !entry.internal) (
      lib.sort (one: other: one.name < other.name) (
        lib.optionAttrSetToDocList (options.services.frigate or { })
      )
    )
  );

  # for tests that look at more; not plain data
  internals = {
    inherit
      config
      lib
      options
      pkgs
      ;
  };
}
