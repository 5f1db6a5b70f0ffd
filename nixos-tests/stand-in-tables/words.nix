# The words that expressions in these tables use: the library, and a few more.
lib:
let
  inherit (lib) evalModules mkOption;
in
lib
// rec {
  evaluate = modules: (evalModules { inherit modules; }).config;
  o = type: mkOption { inherit type; };
  d = type: default: mkOption { inherit default type; };

  # of each value, whether the type takes it
  checks = type: map type.check;
  # what definitions of one option, first to last, come to
  merged =
    type: values:
    (evaluate ([ { options.x = o type; } ] ++ lib.reverseList (map (x: { inherit x; }) values))).x;
  described = type: type.description;
  # names of types made of other types
  describedWithin =
    make:
    map (inner: (make inner).description) [
      lib.types.str
      lib.types.number
      lib.types.ints.positive
      lib.types.json
      lib.types.attrs
      (lib.types.enum [
        1
        2
      ])
      (lib.types.listOf lib.types.str)
    ];
  # whether an option can be declared with both types
  redeclared =
    one: other:
    (builtins.tryEval
      (evalModules {
        modules = [
          { options.x = o one; }
          { options.x = o other; }
        ];
      }).options.x.type.description
    ).success;
  # the option reference of a module
  documented =
    module:
    map (entry: removeAttrs entry [ "declarations" ]) (
      lib.filter (entry: !entry.internal && !lib.elem "_module" entry.loc) (
        lib.optionAttrSetToDocList (evalModules { modules = [ module ]; }).options
      )
    );
}
