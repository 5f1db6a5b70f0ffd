# Options and definitions of all modules, brought together.
lib:
{ asAttributes, ... }:
let
  inherit (builtins)
    all
    attrNames
    concatLists
    concatMap
    filter
    head
    length
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;
  inherit (lib)
    isOption
    mergeDefinitions
    showOption
    types
    ;
  inherit (import ./declarations.nix lib) declarationsByName mergeDeclarations;
  collect = import ./collect.nix lib;

  definitionsByName =
    definitions:
    zipAttrsWith (_: entries: entries) (
      map (
        { file, value }:
        mapAttrs (_: member: {
          inherit file;
          value = member;
        }) value
      ) definitions
    );

  evaluateOption =
    location: declarations: definitions:
    let
      inherit (mergeDeclarations location declarations) files option;
      all' =
        lib.optional (option ? default) {
          file = head files;
          value = lib.mkOptionDefault option.default;
        }
        ++ definitions;
      merged = mergeDefinitions location option.type all';
      value =
        if option.readOnly or false && length all' > 1 then
          throw "The option `${showOption location}' is read-only, but it's set multiple times. Definition values:${lib.showDefs all'}"
        else
          (option.apply or lib.id) merged.mergedValue;
    in
    {
      inherit value;
      stray = [ ];
      option = option // {
        _type = "option";
        loc = location;
        declarations = files;
        definitions = lib.getValues merged.definitions;
        definitionsWithLocations = merged.definitions;
        files = lib.getFiles merged.definitions;
        inherit (merged) highestPrio isDefined;
        inherit value;
        __toString = _: showOption location;
      };
    };

  # An option, a set of options, or an option that takes further ones: a submodule.
  evaluateNode =
    location: declarations: definitions:
    let
      whole = filter (declaration: isOption declaration.option) declarations;
      parts = filter (declaration: !isOption declaration.option) declarations;
      takesParts = all (
        declaration: (declaration.option.type or types.unspecified).name == "submodule"
      ) whole;
      asSubmodule =
        { file, option }:
        {
          inherit file;
          option = lib.mkOption {
            type = types.submodule {
              _file = file;
              options = option;
            };
          };
        };
    in
    if whole == [ ] then
      let
        level = evaluateLevel location (map (
          { file, option }:
          {
            inherit file;
            options = option;
          }
        ) parts) (concatMap (asAttributes location) definitions);
      in
      {
        option = level.options;
        value = level.config;
        inherit (level) stray;
      }
    else if parts == [ ] then
      evaluateOption location whole definitions
    else if takesParts then
      evaluateOption location (whole ++ map asSubmodule parts) definitions
    else
      throw "The option `${showOption location}' in module `${(head whole).file}' would be a parent of the following options, but its type `${(head whole).option.type.description}' does not support nested options.\n- option(s) with prefix `${showOption location}' in module `${(head parts).file}'";

  # One level of the tree: { options, config, stray }. Stray are definitions that no option takes.
  evaluateLevel =
    location: declarations: definitions:
    let
      declared = declarationsByName declarations;
      defined = definitionsByName definitions;
      nodes = mapAttrs (
        name: entries: evaluateNode (location ++ [ name ]) entries (defined.${name} or [ ])
      ) declared;
      below =
        name: path: definition:
        definition // { path = [ name ] ++ path; };
      undeclared = removeAttrs defined (attrNames declared);
    in
    {
      options = mapAttrs (_: node: node.option) nodes;
      config = mapAttrs (_: node: node.value) nodes;
      stray =
        concatLists (lib.mapAttrsToList (name: map (below name [ ])) undeclared)
        ++ concatLists (
          lib.mapAttrsToList (name: node: map (entry: below name entry.path entry) node.stray) nodes
        );
    };

  # what every evaluation has besides the options of its modules
  ownModule = {
    _file = "the module system";
    options._module = {
      args = lib.mkOption {
        type = types.lazyAttrsOf types.raw;
        default = { };
        internal = true;
        description = "Further arguments for module functions.";
      };
      check = lib.mkOption {
        type = types.bool;
        default = true;
        internal = true;
        description = "Whether a definition without an option is an error.";
      };
      freeformType = lib.mkOption {
        type = types.nullOr types.optionType;
        default = null;
        internal = true;
        description = "Type of all definitions without an option.";
      };
      specialArgs = lib.mkOption {
        type = types.raw;
        internal = true;
        readOnly = true;
        description = "Arguments that are known before any module is.";
      };
    };
  };

  evalModules =
    {
      class ? null,
      modules,
      prefix ? [ ],
      specialArgs ? { },
    }@call:
    let
      collected = lib.reverseList (collect {
        inherit class;
        modulesPath = specialArgs.modulesPath or "";
        modules = modules ++ [
          ownModule
          {
            _file = "the module system";
            config._module = { inherit specialArgs; };
          }
        ];
        arguments = {
          lib = lib.forModules;
          inherit (level) options;
          config = whole;
        }
        // specialArgs;
      });

      level = evaluateLevel prefix (map (module: { inherit (module) file options; }) collected) (
        concatMap (
          { file, config, ... }:
          asAttributes prefix {
            inherit file;
            value = config;
          }
        ) collected
      );
      inherit (level.config._module) check freeformType;

      freeform =
        if level.stray == [ ] then
          { }
        else
          (mergeDefinitions prefix freeformType (
            map (
              {
                file,
                path,
                value,
              }:
              {
                inherit file;
                value = lib.setAttrByPath path value;
              }
            ) level.stray
          )).mergedValue;
      whole = if freeformType == null then level.config else lib.recursiveUpdate freeform level.config;

      checked =
        if freeformType == null && check && level.stray != [ ] then
          let
            first = head level.stray;
            name = showOption (prefix ++ first.path);
          in
          throw "The option `${name}' does not exist. Definition values:${lib.showDefs [ first ]}"
        else
          lib.id;
    in
    {
      _type = "configuration";
      inherit class;
      options = checked level.options;
      config = checked (removeAttrs whole [ "_module" ]);
      _module = checked level.config._module;
      type = types.submoduleWith { inherit class modules specialArgs; };
      extendModules =
        {
          modules ? [ ],
          prefix ? call.prefix or [ ],
          specialArgs ? { },
        }:
        evalModules (
          call
          // {
            inherit prefix;
            modules = call.modules ++ modules;
            specialArgs = (call.specialArgs or { }) // specialArgs;
          }
        );
    };
in
{
  inherit evalModules;
  setDefaultModuleLocation = file: module: {
    _file = file;
    imports = [ module ];
  };
}
