# Option types: `lib` -> types. A type says which values it takes, how several definitions become one, and its name
# in messages and documentation.
lib:
let
  base = import ./type.nix lib;
in
{
  inherit (base)
    addCheck
    isOptionType
    mkOptionType
    optionDescriptionPhrase
    ;
}
// import ./simple.nix lib base
// import ./numbers.nix lib base
// import ./composed.nix lib base
// import ./submodule.nix lib base
