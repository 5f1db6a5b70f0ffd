# What an ordinary host sets beside Frigate, nginx and the gateways: taken as it is written, and not looked at.
# A free-form type for the whole host would not do: modules of NixOS define what depends on the configuration, which then
# depends on itself. So every word of the host's files is an option where none is declared.
{
  lib,
  # the words of the host's files
  words,
}:
let
  inherit (lib) mkOption types;
  inherit (import ./option-helpers.nix lib) option;

  # here a misspelt option fails as it does on NixOS
  guarded =
    map
      (name: [
        "services"
        name
      ])
      [
        "authelia"
        "frigate"
        "kanidm"
        "nginx"
        "oauth2-proxy"
        "tailscaleAuth"
      ];

  isPlainSet =
    value: builtins.isAttrs value && !(value ? _type || value ? outPath || value ? __functor);

  # members are merged one by one, and only when somebody reads them
  asWritten = lib.mkOptionType {
    name = "as written";
    description = "anything";
    check = _: true;
    merge =
      location: definitions:
      let
        values = map (definition: definition.value) definitions;
        member =
          name: members:
          let
            merged = lib.mergeDefinitions (location ++ [ name ]) asWritten members;
          in
          if merged.isDefined then merged.mergedValue else { };
        membersOf =
          { file, value, ... }:
          builtins.mapAttrs (_: part: {
            inherit file;
            value = part;
          }) value;
      in
      if lib.all isPlainSet values then
        builtins.mapAttrs member (builtins.zipAttrsWith (_: members: members) (map membersOf definitions))
      else if lib.all builtins.isList values then
        builtins.concatLists values
      else
        lib.last values;
  };

  further = {
    _notLookedAt = true;
  }
  // mkOption { type = asWritten; };

  # an option for each word that has none, at every level of the declared ones
  furtherOptions =
    path: declared:
    lib.genAttrs (builtins.filter (word: !(declared ? ${word})) words) (_: further)
    // builtins.mapAttrs (name: furtherOptions (path ++ [ name ])) (
      lib.filterAttrs (
        name: level: name != "_module" && !lib.isOption level && !builtins.elem (path ++ [ name ]) guarded
      ) declared
    );

  # secrets that a file of the host holds once it runs
  secretsIn =
    directory:
    option (types.attrsOf (
      types.submodule (
        { name, ... }:
        {
          freeformType = types.attrsOf types.anything;
          options.path = option types.str "${directory}/${name}";
        }
      )
    )) { };

  secrets =
    { config, ... }:
    {
      options = {
        age.secrets = secretsIn "/run/agenix";
        sops.secrets = secretsIn "/run/secrets";
        sops.templates = secretsIn "/run/secrets/rendered";
        sops.placeholder = mkOption {
          type = types.raw;
          readOnly = true;
          default = builtins.mapAttrs (name: _: "<SOPS:${name}:PLACEHOLDER>") config.sops.secrets;
        };
      };
    };
  # An input of a flake, and any of its members: an empty module, or a package without meaning.
  input = lib.genAttrs (words ++ [ "x86_64-linux" ]) (_: input) // {
    inherit lib;
    type = "derivation";
    name = "input";
    outPath = "${builtins.storeDir}/00000000000000000000000000000000-input";
    __functor = _: _: { };
  };
in
{
  specialArgs.inputs = input;

  # `modules` with what is missing for them to be a whole host: `evaluate` -> modules
  completed =
    evaluate: modules:
    let
      inherit (evaluate (modules ++ [ { _module.check = false; } ])) options;
      all = modules ++ lib.optional (!(options ? sops || options ? age)) secrets;
      declared = (evaluate (all ++ [ { _module.check = false; } ])).options;
    in
    all ++ [ { options = furtherOptions [ ] declared; } ];

  # which of them a configuration sets, as text
  notLookedAt =
    options:
    map (entry: lib.showOption entry.loc) (
      builtins.filter (entry: entry ? _notLookedAt && entry.files != [ ]) (
        lib.collect lib.isOption (removeAttrs options [ "_module" ])
      )
    );
}
