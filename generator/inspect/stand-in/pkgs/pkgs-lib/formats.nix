# Formats of configuration files: which values they can express, and a file with one.
{ lib, pkgs }:
let
  # every JSON text is YAML, so that one generator will do
  asJson = type: _options: {
    inherit type;
    generate = name: value: pkgs.writeText name (builtins.toJSON value);
  };
in
{
  json = asJson lib.types.json;
  yaml = asJson (lib.types.serializableValueWith { typeName = "YAML 1.1"; });
}
