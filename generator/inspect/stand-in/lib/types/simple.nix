# Types without parts.
lib:
{ addCheck, mkOptionType, ... }:
let
  inherit (builtins) isAttrs isBool isString;

  noun =
    name: description: fields:
    mkOptionType (
      {
        inherit description name;
        descriptionClass = "noun";
        merge = lib.mergeEqualOption;
      }
      // fields
    );
in
rec {
  bool = noun "bool" "boolean" { check = isBool; };
  boolByOr = noun "boolByOr" "boolean (merged using or)" {
    check = isBool;
    merge = _: definitions: lib.any lib.id (lib.getValues definitions);
  };

  str = noun "str" "string" { check = isString; };
  nonEmptyStr = noun "nonEmptyStr" "non-empty string" {
    check = value: isString value && builtins.match "[ \t\n]*" value == null;
  };
  strMatching =
    pattern:
    noun "strMatching ${lib.escapeNixString pattern}" "string matching the pattern ${pattern}" {
      check = value: isString value && builtins.match pattern value != null;
    };
  # a newline at the end is allowed and dropped
  singleLineStr = noun "singleLineStr" "(optionally newline-terminated) single-line string" {
    check = value: isString value && !lib.hasInfix "\n" (lib.removeSuffix "\n" value);
    merge = location: definitions: lib.removeSuffix "\n" (lib.mergeEqualOption location definitions);
  };

  separatedString =
    separator:
    noun "separatedString" "strings concatenated with ${builtins.toJSON separator}" {
      check = isString;
      merge = _: definitions: lib.concatStringsSep separator (lib.getValues definitions);
      inherit separator;
      typeMerge = other: if other.separator or null == separator then separatedString separator else null;
    };
  lines = separatedString "\n";
  commas = separatedString ",";
  envVar = separatedString ":";

  path = noun "path" "absolute path" {
    check = value: lib.isStringLike value && lib.hasPrefix "/" (toString value);
  };
  pathInStore = noun "pathInStore" "path in the Nix store" {
    check =
      value: path.check value && builtins.match "${builtins.storeDir}/[^.].*" (toString value) != null;
  };
  package = noun "package" "package" {
    check = value: lib.isDerivation value || lib.isStorePath value;
    merge =
      location: definitions:
      let
        value = lib.mergeOneOption location definitions;
      in
      if lib.isDerivation value then value else lib.toDerivation value;
  };
  shellPackage = package // {
    check = value: lib.isDerivation value && value ? shellPath;
  };

  enum =
    values:
    let
      shown =
        value:
        if isString value then
          "\"${value}\""
        else if lib.isInt value then
          toString value
        else if value == null then
          "<null>"
        else if isBool value then
          lib.boolToString value
        else
          "<${builtins.typeOf value}>";
      description =
        if values == [ ] then
          "impossible (empty enum)"
        else if lib.length values == 1 then
          "value ${shown (lib.head values)} (singular enum)"
        else
          "one of ${lib.concatMapStringsSep ", " shown values}";
    in
    noun "enum" description {
      descriptionClass = if lib.length values < 2 then "noun" else "conjunction";
      check = value: lib.elem value values;
      allowed = values;
      typeMerge = other: if other ? allowed then enum (lib.unique (values ++ other.allowed)) else null;
    };

  # one definition, of whatever kind
  raw = noun "raw" "raw value" { merge = lib.mergeOneOption; };
  optionType = noun "optionType" "optionType" {
    check = value: value._type or null == "option-type";
    merge =
      location: definitions:
      let
        add = merged: type: if merged == null then null else merged.typeMerge type;
        values = lib.getValues definitions;
        type = lib.foldl' add (lib.head values) (lib.tail values);
      in
      if type == null then lib.mergeEqualOption location definitions else type;
  };
  unspecified = mkOptionType {
    name = "unspecified";
    description = "unspecified value";
    descriptionClass = "noun";
  };
  # one level deep: what comes first stays
  attrs = noun "attrs" "attribute set" {
    check = isAttrs;
    emptyValue.value = { };
    descriptionClass = null;
    merge = _: definitions: lib.mergeAttrsList (lib.getValues definitions);
  };

  # whatever it is, merged as its kind asks for: sets name by name, functions by their results, the rest if equal
  anything = noun "anything" "anything" {
    merge =
      location: definitions:
      let
        kindOf =
          value:
          if isAttrs value && lib.isStringLike value then
            "string-like set"
          else if isAttrs value && lib.isFunction value then
            "functor"
          else
            builtins.typeOf value;
        kinds = lib.unique (map kindOf (lib.getValues definitions));
        result = argument: definition: definition // { value = definition.value argument; };
      in
      if kinds == [ "set" ] then
        (lib.types.lazyAttrsOf anything).merge location definitions
      else if kinds == [ "lambda" ] then
        argument: anything.merge (location ++ [ "<function body>" ]) (map (result argument) definitions)
      else if lib.length definitions == 1 then
        (lib.head definitions).value
      else if kinds == [ "string-like set" ] then
        lib.mergeOneOption location definitions
      else
        lib.mergeEqualOption location definitions;
  };
}
