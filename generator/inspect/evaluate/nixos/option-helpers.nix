# Short ways to declare the options of a double: `lib` -> { option, strings, … }
lib:
let
  inherit (lib) mkOption types;
in
rec {
  option = type: default: mkOption { inherit default type; };
  # set as one likes, read by nobody
  anyAttributes = option (types.attrsOf types.anything) { };
  strings = option (types.listOf types.str) [ ];
  text = option types.lines "";
  # some options with a type, any others besides
  open =
    options:
    mkOption {
      default = { };
      type = types.submodule {
        freeformType = types.attrsOf types.anything;
        inherit options;
      };
    };
}
