# Evaluates the machines of a VM test as far as that goes without packages: each node with the module under test, as
# ../../generator/inspect/evaluate/nixos/evaluate.nix does for a host. Plain data: the test's name and script, and per node what NixOS would refuse.
{
  nixpkgs,
  # the module every node has, as `defaults` of the test framework
  module,
  test,
  kanidmOptions ? "nested",
}:
let
  evaluate =
    modules:
    import ../../generator/inspect/evaluate/nixos/evaluate.nix {
      inherit kanidmOptions modules nixpkgs;
      frigateModule = module;
    };
  inherit ((evaluate [ ]).internals) lib pkgs;

  double =
    name:
    pkgs.openssl
    // {
      inherit name;
      pname = name;
      outPath = builtins.replaceStrings [ "openssl" ] [ name ] pkgs.openssl.outPath;
      meta.mainProgram = name;
    };

  # What VM tests use besides what hosts do.
  packages =
    pkgs
    // lib.genAttrs [ "curl" ] double
    // {
      writeShellScriptBin = name: text: double name // { inherit text; };
    };

  options = {
    options.security.pki.certificateFiles = lib.mkOption {
      type = lib.types.listOf lib.types.path;
      default = [ ];
    };
    config._module.args.pkgs = packages;
  };

  made = (import test) {
    inherit lib;
    pkgs = packages;
  };

  outcome =
    node:
    evaluate [
      options
      node
    ];
in
{
  inherit (made) name testScript;
  nodes = lib.mapAttrs (
    _: node:
    let
      result = outcome node;
    in
    {
      inherit (result)
        assertions
        frigateService
        frigateSettings
        host
        nginxConf
        nginxIncludes
        warnings
        ;
      inherit (result.internals.config.services.frigate) hostname;
      # Forces what the test adds to the machine.
      programs = map (program: "${program}") result.internals.config.environment.systemPackages;
      certificates = map (file: "${file}") result.internals.config.security.pki.certificateFiles;
    }
  ) made.nodes;
}
