# Sets with options of their own.
lib:
{ afterOf, mkOptionType, ... }:
let
  inherit (builtins) isAttrs;
  isModule = value: isAttrs value || lib.isFunction value || lib.isPath value;
in
rec {
  submodule =
    module:
    submoduleWith {
      modules = lib.toList module;
      shorthandOnlyDefinesConfig = true;
    };

  submoduleWith =
    {
      class ? null,
      description ? null,
      modules,
      # a set given as a definition is configuration only; otherwise it is a module
      shorthandOnlyDefinesConfig ? false,
      specialArgs ? { },
    }@parameters:
    let
      evaluated =
        {
          prefix ? [ ],
          name,
          definitions ? [ ],
        }:
        lib.evalModules {
          inherit class prefix specialArgs;
          modules = [
            {
              _file = "the submodule type";
              config._module.args.name = lib.mkOptionDefault name;
            }
          ]
          ++ modules
          ++ map asModule definitions;
        };
      asModule =
        { file, value }:
        {
          _file = file;
        }
        // (
          if isAttrs value && shorthandOnlyDefinesConfig then
            { config = value; }
          else
            { imports = [ value ]; }
        );
      documented =
        prefix:
        evaluated {
          inherit prefix;
          name = "‹name›";
        };
      inherit ((documented [ ])._module) freeformType;
      merge =
        location: definitions:
        (evaluated {
          inherit definitions;
          prefix = location;
          name = lib.last location;
        }).config;
    in
    mkOptionType {
      name = "submodule";
      description =
        if description != null then
          description
        else if freeformType != null then
          "open submodule of ${afterOf freeformType}"
        else
          "submodule";
      check = isModule;
      # the options' defaults
      emptyValue.at = location: merge location [ ];
      inherit merge;
      getSubOptions = prefix: removeAttrs (documented prefix).options [ "_module" ];
      getSubModules = modules;
      substSubModules = others: submoduleWith (parameters // { modules = others; });
      nestedTypes = lib.optionalAttrs (freeformType != null) { inherit freeformType; };
      inherit parameters;
      # options of both
      typeMerge =
        other:
        if other ? parameters then
          submoduleWith (
            other.parameters
            // parameters
            // {
              modules = modules ++ other.parameters.modules;
              specialArgs = specialArgs // (other.parameters.specialArgs or { });
            }
          )
        else
          null;
    };

  # a module that is not evaluated here but imported somewhere else
  deferredModule = mkOptionType {
    name = "deferredModule";
    description = "module";
    descriptionClass = "noun";
    check = value: isModule value || lib.isString value;
    merge = location: definitions: {
      imports = map (
        definition:
        lib.setDefaultModuleLocation "${definition.file}, via option ${lib.showOption location}" definition.value
      ) definitions;
    };
  };
}
