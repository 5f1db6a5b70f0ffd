# Declaring options, naming them in messages, and listing them for documentation.
lib:
let
  priorityHint = "Use `lib.mkForce` or `lib.mkDefault` to say which of them counts.";

  inherit (builtins) concatMap isAttrs;
  inherit (lib) isOption showOption;

  shownText = text: {
    _type = "literalExpression";
    inherit text;
  };
  pretty = lib.generators.toPretty {
    allowPrettyValues = true;
    multiline = true;
  };

  rendered =
    value: if isAttrs value && value ? _type && value ? text then value else shownText (pretty value);
  documented =
    option:
    let
      visible = option.visible or true;
      type = option.type or lib.types.unspecified;
      # a default that comes from the type is shown, other than one made of options
      empty = type.emptyValue or { };
      default = option.defaultText or option.default or empty.value;
      hasDefault =
        option ? default || option ? defaultText || empty ? value && type.getSubModules or null == null;
      inner = concatMap documented (lib.collect isOption (type.getSubOptions option.loc));
    in
    [
      (
        {
          inherit (option) declarations loc;
          name = showOption option.loc;
          description = option.description or null;
          internal = option.internal or false;
          readOnly = option.readOnly or false;
          type = type.description;
          visible = if lib.isBool visible then visible else visible == "shallow";
        }
        // lib.optionalAttrs (option ? example) { example = rendered option.example; }
        // lib.optionalAttrs hasDefault { default = rendered default; }
      )
    ]
    ++ lib.optionals (visible == true || visible == "transparent") inner;
in
rec {
  mkOption = attributes: attributes // { _type = "option"; };
  isOption = value: isAttrs value && value._type or null == "option";

  mkEnableOption =
    what:
    mkOption {
      type = lib.types.bool;
      default = false;
      example = true;
      description = "Whether to enable ${what}.";
    };

  # `default` is a path below pkgs (or null); `name` may be a list of words
  mkPackageOption =
    pkgs: name:
    {
      default ? name,
      example ? null,
      extraDescription ? "",
      nullable ? false,
      pkgsText ? "pkgs",
    }:
    let
      asPath = path: if lib.isString path then [ path ] else path;
      written = path: "${pkgsText}.${lib.concatStringsSep "." (asPath path)}";
      packageAt =
        path:
        lib.attrByPath path (throw "${lib.concatStringsSep "." path} cannot be found in ${pkgsText}") pkgs;
    in
    mkOption (
      {
        type = if nullable then lib.types.nullOr lib.types.package else lib.types.package;
        description =
          "The ${lib.last (asPath name)} package to use."
          + lib.optionalString (extraDescription != "") " ${extraDescription}";
      }
      // lib.optionalAttrs (default != null) {
        default = packageAt (asPath default);
        defaultText = shownText (written default);
      }
      // lib.optionalAttrs (default == null && nullable) { default = null; }
      // lib.optionalAttrs (example != null) {
        example = shownText (if lib.isList example then written example else example);
      }
    );

  # text to be shown as it is, instead of a value
  literalExpression =
    text: if lib.isString text then shownText text else throw "literalExpression expects a string.";
  literalMD = text: shownText text // { _type = "literalMD"; };
  literalCode = language: text: literalMD "```${language}\n${text}\n```\n";

  # a.b."odd name".*.<name>
  showOption =
    let
      isPlaceholder = part: part == "*" || builtins.match "<.*>" part != null || lib.hasPrefix "‹" part;
      written = part: if isPlaceholder part then part else lib.escapeNixIdentifier part;
    in
    path: lib.concatMapStringsSep "." written path;
  showFiles = lib.concatMapStringsSep " and " (file: "`${file}'");
  showDefs =
    let
      indented = text: lib.replaceStrings [ "\n" ] [ "\n    " ] text;
      shown =
        { file, value, ... }:
        let
          text = builtins.tryEval (lib.generators.toPretty { } (withoutDepth 3 value));
          body = if text.success then text.value else "(its value cannot be evaluated)";
        in
        "\n- In `${file}': ${lib.optionalString (lib.hasInfix "\n" body) "\n    "}${indented body}";
      withoutDepth =
        depth: value:
        if lib.isList value then
          if depth == 0 then "…" else map (withoutDepth (depth - 1)) value
        else if isAttrs value && !lib.isDerivation value then
          if depth == 0 then "…" else lib.mapAttrs (_: withoutDepth (depth - 1)) value
        else
          value;
    in
    lib.concatMapStrings shown;

  getValues = map (definition: definition.value);
  getFiles = map (definition: definition.file);

  # What a type does with several definitions; a single one stays as it is.
  mergeDefaultOption =
    location: definitions:
    let
      values = getValues definitions;
      allAre = predicate: builtins.all predicate values;
    in
    if lib.length values == 1 then
      lib.head values
    else if allAre lib.isFunction then
      argument:
      mergeDefaultOption location (
        map (definition: definition // { value = definition.value argument; }) definitions
      )
    else if allAre lib.isList then
      lib.concatLists values
    else if allAre isAttrs then
      lib.mergeAttrsList values
    else if allAre lib.isBool then
      lib.any lib.id values
    else if allAre lib.isString then
      lib.concatStrings values
    else if
      allAre lib.isInt && lib.allUnique values == false && lib.length (lib.unique values) == 1
    then
      lib.head values
    else
      throw "Cannot merge definitions of `${showOption location}'. Definition values:${showDefs definitions}";

  mergeOneOption = mergeUniqueOption { message = ""; };
  mergeUniqueOption =
    {
      message,
      merge ? (_: definitions: (lib.head definitions).value),
    }:
    location: definitions:
    if lib.length definitions == 1 then
      merge location definitions
    else
      throw "The option `${showOption location}' is defined multiple times while it's expected to be unique.\n${
        lib.optionalString (message != "") "${message}\n"
      }Definition values:${showDefs definitions}\n${priorityHint}";

  mergeEqualOption =
    location: definitions:
    let
      first = lib.head definitions;
    in
    if lib.all (definition: definition.value == first.value) definitions then
      first.value
    else
      throw "The option `${showOption location}' has conflicting definition values:${showDefs definitions}\n${priorityHint}";

  # Every option below a tree of options, those inside of submodules included, as plain data.
  optionAttrSetToDocList =
    tree: concatMap documented (lib.collect isOption (removeAttrs tree [ "_module" ]));
}
