# The module system: what a configuration says, in which order it counts, and what comes of it.
lib:
let
  definitions = import ./definitions.nix lib;
in
removeAttrs definitions [ "asAttributes" ]
// import ./evaluate.nix lib definitions
// import ./renamed.nix lib
