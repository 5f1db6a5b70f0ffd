# The common kinds of options, and types for text that becomes part of another language.
{ lib }:
{
  required =
    type: example: description:
    lib.mkOption { inherit type example description; };
  nullable =
    type: example: description:
    lib.mkOption {
      type = lib.types.nullOr type;
      default = null;
      inherit example description;
    };
  option =
    type: default: example: description:
    lib.mkOption {
      inherit type default;
      inherit example description;
    };

  # What could end the text, or bring in a variable, is refused: nginx cannot escape a dollar sign.
  matching = description: expression: lib.types.strMatching expression // { inherit description; };
  # An attribute set whose names are checked as well as its values.
  named =
    names: values:
    lib.types.addCheck (lib.types.attrsOf values) (set: lib.all names.check (lib.attrNames set))
    // {
      description = "attribute set of ${values.description} by ${names.description}";
    };
}
