# Values written in other formats, and for people to read.
lib:
let
  inherit (builtins)
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isPath
    isString
    replaceStrings
    typeOf
    ;
in
rec {
  # a value as a setting in a configuration file
  mkValueStringDefault =
    _options: value:
    if value == null then
      "null"
    else if isBool value then
      lib.boolToString value
    else if isInt value || isFloat value || isString value || lib.isDerivation value then
      toString value
    else
      abort "generators.mkValueStringDefault: a ${typeOf value} is not supported: ${toPretty { } value}";
  mkKeyValueDefault =
    {
      mkValueString ? mkValueStringDefault { },
    }:
    separator: key: value:
    lib.escape [ separator ] key + separator + mkValueString value;

  toKeyValue =
    {
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
      indent ? "",
    }:
    let
      values = value: if listsAsDuplicateKeys then lib.toList value else [ value ];
      lines = key: value: map (one: "${indent}${mkKeyValue key one}\n") (values value);
    in
    set: lib.concatStrings (lib.concatLists (lib.mapAttrsToList lines set));
  toINI =
    {
      mkSectionName ? lib.escape [
        "["
        "]"
      ],
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
    }:
    let
      section =
        name: set:
        "[${mkSectionName name}]\n" + toKeyValue { inherit listsAsDuplicateKeys mkKeyValue; } set;
    in
    sections: lib.concatStringsSep "\n" (lib.mapAttrsToList section sections);

  toJSON = _options: builtins.toJSON;
  # every JSON text is YAML
  toYAML = toJSON;

  # Nix-like text; with allowPrettyValues a set with `__pretty` and `val` says itself how it looks
  toPretty =
    {
      allowPrettyValues ? false,
      indent ? "",
      multiline ? true,
    }:
    let
      enclosed =
        margin: open: parts: close:
        if parts == [ ] then
          "${open} ${close}"
        else if multiline then
          "${open}\n${lib.concatMapStrings (part: "${margin}  ${part}\n") parts}${margin}${close}"
        else
          "${open} ${lib.concatMapStrings (part: "${part} ") parts}${close}";

      string =
        margin: text:
        if multiline && lib.hasInfix "\n" text then
          let
            escaped = replaceStrings [ "''" "\${" ] [ "'''" "''\${" ] text;
            lines = lib.splitString "\n" escaped;
          in
          "''\n${margin}  ${lib.concatStringsSep "\n${margin}  " (lib.init lines)}\n${
            if lib.last lines == "" then margin else "${margin}  ${lib.last lines}"
          }''"
        else
          "\"${replaceStrings [ "\\" "\"" "\${" "\n" ] [ "\\\\" "\\\"" "\\\${" "\\n" ] text}\"";

      set =
        margin: value:
        let
          binding = name: member: "${lib.escapeNixIdentifier name} = ${show "${margin}  " member};";
        in
        if allowPrettyValues && value ? __pretty && value ? val then
          value.__pretty value.val
        else if lib.isDerivation value then
          "<derivation ${value.name or "???"}>"
        else
          enclosed margin "{" (lib.mapAttrsToList binding value) "}";

      function =
        value:
        let
          name = argument: optional: if optional then "${argument}?" else argument;
          arguments = lib.mapAttrsToList name (lib.functionArgs value);
        in
        if arguments == [ ] then
          "<function>"
        else
          "<function, args: {${lib.concatStringsSep ", " arguments}}>";

      show =
        margin: value:
        if isAttrs value && !(value ? __functor) then
          set margin value
        else if lib.isFunction value then
          function value
        else if isList value then
          enclosed margin "[" (map (show "${margin}  ") value) "]"
        else if isString value then
          string margin value
        else if value == null then
          "null"
        else if isBool value then
          lib.boolToString value
        else if isFloat value then
          builtins.toJSON value
        else if isInt value || isPath value then
          toString value
        else
          abort "generators.toPretty: should never happen (v = ${typeOf value})";
    in
    show indent;
}
