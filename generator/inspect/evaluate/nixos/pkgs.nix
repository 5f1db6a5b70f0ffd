# A double of nixpkgs' `pkgs`: what the modules under test, and configurations written for tests, touch.
# Nothing here can be built. A package is an attribute set that looks like a derivation to `lib` and, as a string, is the
# made-up store path in `outPath`; a text file also keeps its `text` (text-files.nix).
{
  lib,
  # a nixpkgs, whole or partial: its formats are the real ones
  nixpkgs,
  system ? "x86_64-linux",
  frigateVersion,
  # names of packages that a host may use, and of their members: each is a package without meaning
  unknownPackages ? [ ],
}:
let
  inherit (import ./text-files.nix) pathOf storePath;

  # A package; `attributes` come on top. Like a real one it can be changed with `//` and with overrideAttrs.
  package =
    pname: version: attributes:
    let
      name = if version == null then pname else "${pname}-${version}";
      self = {
        type = "derivation";
        inherit name pname system;
        outPath = storePath name name;
        drvPath = throw "${pname} is a double and has no derivation: it can be evaluated, not built";
        outputName = "out";
        outputs = [ "out" ];
        out = self;
        meta.mainProgram = pname;
        overrideAttrs =
          change:
          let
            changed = if lib.isFunction change then change self else change;
          in
          package (changed.pname or pname) (changed.version or version) (attributes // changed);
      }
      // lib.optionalAttrs (version != null) { inherit version; }
      // attributes;
    in
    self;

  textFile = name: text: {
    type = "derivation";
    inherit name text system;
    outPath = pathOf name text;
    drvPath = throw "${name} is a double and has no derivation: it can be evaluated, not built";
    outputs = [ "out" ];
    meta = { };
  };

  # packages of which nothing but the path and the main program matter
  plainPackages = lib.genAttrs [
    "authelia"
    "cacert"
    "coreutils"
    "ffmpeg"
    "ffmpeg-full"
    "ffmpeg-headless"
    "intel-gpu-tools"
    "intel-media-driver"
    "jq"
    "kanidm"
    "kanidmWithSecretProvisioning_1_10"
    "libedgetpu"
    "libva-utils"
    "mailcap"
    "openssl"
    "procps"
    "radeontop"
    "remarshal"
    "remarshal_0_17"
    "vouch-proxy"
  ] (name: package name null { });

  # An nginx: services.nginx.package re-makes it with the modules the configuration asks for.
  nginx =
    pname: version:
    let
      withArguments =
        arguments:
        package pname version {
          modules = arguments.modules or [ ];
          override = changes: withArguments (arguments // changes);
          meta.mainProgram = "nginx";
        };
    in
    withArguments { };

  platform = {
    inherit system;
    isLinux = lib.hasSuffix "-linux" system;
    isAarch64 = lib.hasPrefix "aarch64-" system;
    isx86_64 = lib.hasPrefix "x86_64-" system;
    canExecute = other: other.system == system;
  };

  frigate =
    version:
    package "frigate" version {
      web = package "frigate-web" version { };
      pythonPath = "${storePath "python-env" "frigate-python-env"}/lib/python3.13/site-packages";
      python.interpreter = "${storePath "python3" "python3-3.13"}/bin/python3.13";
    };

  # A name of the library's is none of a package: `with lib; with pkgs;` finds it in the library.
  unknownNames = builtins.filter (
    name: !(lib ? ${name}) && builtins.substring 0 1 name != "_"
  ) unknownPackages;
  # A package that has every member, and can be called like a function that makes one.
  unknownPackage =
    name:
    lib.genAttrs unknownNames unknownPackage
    // package name "0" {
      __functor = _: _: unknownPackage name;
      override = _: unknownPackage name;
      overrideAttrs = _: unknownPackage name;
    };

  pkgs =
    lib.genAttrs unknownNames unknownPackage
    // plainPackages
    // {
      inherit lib system;
      config = { };
      buildPackages = pkgs;
      stdenv = {
        inherit system;
        buildPlatform = platform;
        hostPlatform = platform;
        isAarch64 = platform.isAarch64;
      };

      callPackage =
        target: arguments:
        let
          function = if lib.isFunction target then target else import target;
        in
        function (builtins.intersectAttrs (lib.functionArgs function) pkgs // arguments);

      writeText = textFile;
      writeTextFile = { name, text, ... }: textFile name text;
      writeScript = textFile;
      writeShellScript = name: text: textFile name "#!/bin/sh\n${text}";
      # the text of what a build would make is its script; the attributes it was given stay readable
      runCommand =
        name: environment: script:
        textFile name script // { inherit environment; };
      # the real one also checks the text with gixy and formats it, when it is built
      writers.writeNginxConfig = textFile;

      formats = import (nixpkgs + "/pkgs/pkgs-lib/formats.nix") { inherit lib pkgs; };

      oauth2-proxy = package "oauth2-proxy" "7.15.3" { };
      findutils = package "findutils" null { meta.mainProgram = "find"; };
      gnugrep = package "gnugrep" null { meta.mainProgram = "grep"; };
      rocmPackages.rocminfo = package "rocminfo" null { };

      nginx = pkgs.nginxStable;
      nginxStable = nginx "nginx" "1.30.0";
      nginxMainline = nginx "nginx" "1.31.0";
      angie = nginx "angie" "1.11.0";
      openresty = nginx "openresty" "1.27.1.2";
      # nginx modules are plain attribute sets, no derivations
      nginxModules =
        lib.genAttrs
          [
            "brotli"
            "develkit"
            "echo"
            "lua"
            "moreheaders"
            "rtmp"
            "secure-token"
            "set-misc"
            "vod"
            "zstd"
          ]
          (name: {
            inherit name;
          });
      luajit_openresty = {
        luaversion = "5.1";
        withPackages = _select: package "luajit-env" null { };
      };

      frigate = frigate frigateVersion;
    };
in
pkgs
