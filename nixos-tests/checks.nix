# What `nix flake check` looks at: with a real nixpkgs, its real modules and packages.
{
  lib,
  pkgs,
  module,
}:
let
  host =
    configuration:
    pkgs.nixos {
      imports = [
        module
        configuration
      ];
      boot.isContainer = true;
      system.stateVersion = lib.trivial.release;
    };

  # Evaluating the whole system is the test: assertions, types, every option of nixpkgs.
  evaluates =
    name: configuration:
    let
      inherit (host configuration) config;
    in
    pkgs.writeText "evaluates-${name}" (
      builtins.unsafeDiscardStringContext config.system.build.toplevel.drvPath
    );

  # Whole machines, which need KVM.
  runs =
    test:
    pkgs.testers.runNixOSTest {
      imports = [ test ];
      defaults = module;
    };

  rendered = host ./fixtures/frigate/base.nix;

  # As the module has it, so that recordings are played, too.
  nginxOfTests = pkgs.nginx.override {
    modules = [
      pkgs.nginxModules.develkit
      pkgs.nginxModules.secure-token
      pkgs.nginxModules.set-misc
      pkgs.nginxModules.vod
    ];
  };
  nodePackages = pkgs.callPackage ./npm-packages.nix { root = ../.; };

  # Commands in a copy of this project, with its npm packages.
  inProject =
    name: packages: commands:
    pkgs.runCommand name
      {
        nativeBuildInputs = [ pkgs.nodejs ] ++ packages;
        NIXPKGS = pkgs.path;
      }
      ''
        export HOME=$PWD
        cp -r ${../.} project
        cp -r ${nodePackages} project/node_modules # vite writes there
        chmod -R u+w project
        cd project
        ${commands}
        touch $out
      '';
in
lib.genAttrs [
  "authelia"
  "authentik"
  "kanidm"
  "kanidm-oauth2-proxy"
  "machine-clients"
  "outer-proxy"
  "plain"
] (name: evaluates name (../examples + "/${name}.nix"))
// {
  acme = evaluates "acme" ./fixtures/frigate/acme-force-ssl.nix;
  unix-socket = evaluates "unix-socket" ./fixtures/frigate/unix-socket.nix;

  vm-frigate = runs ../generator/inspect/nixpkgs/machine-test.nix;
  vm-kanidm = runs ./vm/kanidm.nix;

  generated = inProject "generated-files-are-fresh" [ ] "node generator/bin.mjs generate --check";

  # The TypeScript suite, types first; Nix only evaluates, which needs no store. What `npm test` runs besides wants a browser,
  # git, or many minutes.
  typescript =
    inProject "typescript-suite"
      [
        nginxOfTests
        pkgs.nix
        pkgs.openssl
      ]
      ''
        npm run typecheck
        npm run test:quick
      '';

  # NixOS' own check of nginx.conf is gixy; nginx itself, with the modules the host has, is asked here.
  nginx =
    pkgs.runCommand "nginx-accepts-the-configuration"
      {
        nativeBuildInputs = [
          rendered.config.services.nginx.package
          pkgs.gixy
        ];
        conf = rendered.config.environment.etc."nginx/nginx.conf".source;
      }
      ''
        mkdir -p cache
        sed -e "s#/run/nginx/#$PWD/#" -e "s#/var/cache/nginx/#$PWD/cache/#" $conf > nginx.conf
        nginx -t -p $PWD -e stderr -c $PWD/nginx.conf
        gixy nginx.conf
        touch $out
      '';
}
