# A small library in the shape of nixpkgs' `lib`: the module system, its types and the functions that a NixOS module
# commonly calls. A test double, written from observed behaviour: a test runs the same tables against it and against
# a real nixpkgs. What it does not have is missing and stops an evaluation; nothing is made up.
let
  packages = import ./packages.nix lib;

  # as in nixpkgs, most functions are at the top as well as in their namespace
  asserts = import ./asserts.nix lib;
  attrsets = import ./attrsets.nix lib // packages.attrsets;
  fixedPoints = import ./fixed-points.nix lib;
  lists = import ./lists.nix lib;
  inherit (packages) meta;
  modules = import ./modules lib;
  options = import ./options.nix lib;
  strings = import ./strings.nix lib // import ./escaping.nix lib // packages.strings;
  trivial = import ./trivial.nix lib;
  types = import ./types lib;
  versions = import ./versions.nix lib;

  everything =
    trivial
    // fixedPoints
    // lists
    // attrsets
    // meta
    // options
    // modules
    // asserts
    // strings
    // {
      inherit (builtins) trace tryEval;
      inherit (types) isOptionType mkOptionType;
      inherit (versions) splitVersion;
      versionAtLeast = version: least: builtins.compareVersions version least >= 0;
      versionOlder = version: other: builtins.compareVersions version other < 0;
      isType = type: value: value._type or null == type;
      setType = type: value: value // { _type = type; };

      inherit
        asserts
        attrsets
        fixedPoints
        lists
        meta
        modules
        options
        strings
        trivial
        types
        versions
        ;
      generators = import ./generators.nix lib;
    };

  # functions that are in their namespace only
  seen = removeAttrs everything [
    "charToInt"
    "commonPrefixLength"
    "defaultOrderPriority"
    "defaultOverridePriority"
    "escapeC"
    "escapeNixIdentifier"
    "escapeNixString"
    "findFirstIndex"
    "isConvertibleWithToString"
    "literalCode"
    "release"
    "sanitizeDerivationName"
    "showDefs"
    "storeDir"
    "unionOfDisjoint"
  ];
  # the library's own files reach all of them at the top
  lib = everything // {
    forModules = seen;
  };
in
seen
