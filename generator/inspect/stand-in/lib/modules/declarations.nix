# Declarations of options, as several modules make them: { file, options } or, for one option, { file, option }.
lib:
let
  inherit (builtins)
    any
    foldl'
    mapAttrs
    zipAttrsWith
    ;
  inherit (lib) showOption types;
in
{
  # { file, options } of several modules -> { name = [ { file, option } ]; }
  declarationsByName =
    declarations:
    zipAttrsWith (_: entries: entries) (
      map (
        { file, options }:
        mapAttrs (_: option: { inherit file option; }) (
          if lib.isAttrs options then
            options
          else
            throw "An option declaration has type `${builtins.typeOf options}' rather than an attribute set, in `${file}'."
        )
      ) declarations
    );

  # Two declarations of an option add up unless both say the same kind of thing. Modules of its submodules are
  # collected, the last declaration's first, each as an import of the module it was declared in.
  mergeDeclarations =
    location: declarations:
    let
      add =
        merged:
        { file, option }:
        let
          both = field: merged.option ? ${field} && option ? ${field};
          type = merged.option.type.typeMerge option.type;
          modules = option.type.getSubModules or null;
        in
        if
          any both [
            "apply"
            "default"
            "description"
            "example"
          ]
          || both "type" && type == null
        then
          throw "The option `${showOption location}' in `${file}' is already declared in ${lib.showFiles merged.files}."
        else
          {
            option = merged.option // option // lib.optionalAttrs (both "type") { inherit type; };
            files = merged.files ++ [ file ];
            modules =
              lib.optionals (modules != null) (map (lib.setDefaultModuleLocation file) modules) ++ merged.modules;
          };
      all' = foldl' add {
        option = { };
        files = [ ];
        modules = [ ];
      } declarations;
      type = all'.option.type or types.unspecified;
    in
    {
      inherit (all') files;
      option = all'.option // {
        type = if type.getSubModules or null == null then type else type.substSubModules all'.modules;
      };
    };
}
