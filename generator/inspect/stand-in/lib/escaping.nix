# Strings quoted for other languages.
lib:
let
  inherit (builtins)
    concatStringsSep
    isAttrs
    isList
    listToAttrs
    match
    replaceStrings
    toJSON
    ;

  # " " to "~", by their codes
  printable = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
  asciiCodes =
    listToAttrs (lib.imap0 (n: lib.flip lib.nameValuePair (32 + n)) (lib.stringToCharacters printable))
    // {
      "\t" = 9;
      "\n" = 10;
      "\r" = 13;
    };
  # letters, digits and - _ . ~ stand for themselves in a URL
  urlEscapes = lib.mapAttrs (_: code: "%${lib.fixedWidthString 2 "0" (lib.toHexString code)}") (
    lib.filterAttrs (character: _: match "[-A-Za-z0-9_.~]" character == null) asciiCodes
  );
  replaceAll = escapes: replaceStrings (lib.attrNames escapes) (lib.attrValues escapes);

  nixKeywords = [
    "assert"
    "else"
    "if"
    "in"
    "inherit"
    "let"
    "or"
    "rec"
    "then"
    "with"
  ];
in
rec {
  # a backslash before each of the characters
  escape = characters: replaceStrings characters (map (character: "\\${character}") characters);
  escapeRegex = escape (lib.stringToCharacters "\\[{()^$?*+|.");
  escapeC =
    characters:
    replaceStrings characters (
      map (
        character:
        "\\x${lib.toLower (lib.fixedWidthString 2 "0" (lib.toHexString asciiCodes.${character}))}"
      ) characters
    );
  escapeURL = replaceAll urlEscapes;
  escapeXML = replaceAll {
    "&" = "&amp;";
    "<" = "&lt;";
    ">" = "&gt;";
    "\"" = "&quot;";
    "'" = "&apos;";
  };
  charToInt = character: asciiCodes.${character};

  # nothing is done to what no shell reads specially
  escapeShellArg =
    argument:
    let
      string = toString argument;
    in
    if match "[-[:alnum:],._+:@%/]+" string != null then
      string
    else
      "'${replaceStrings [ "'" ] [ "'\\''" ] string}'";
  escapeShellArgs = lib.concatMapStringsSep " " escapeShellArg;
  # a list becomes a Bash array, a set an associative one
  toShellVar =
    name: value:
    if isAttrs value && !lib.isStringLike value then
      "declare -A ${name}=(${
        concatStringsSep " " (
          lib.mapAttrsToList (key: element: "[${escapeShellArg key}]=${escapeShellArg element}") value
        )
      })"
    else if isList value then
      "declare -a ${name}=(${escapeShellArgs value})"
    else
      "${name}=${escapeShellArg value}";
  toShellVars = set: lib.concatStringsSep "\n" (lib.mapAttrsToList toShellVar set);

  escapeNixString = string: replaceStrings [ "$" ] [ "\\$" ] (toJSON string);
  escapeNixIdentifier =
    name:
    if match "[a-zA-Z_][a-zA-Z0-9_'-]*" name != null && !lib.elem name nixKeywords then
      name
    else
      escapeNixString name;

  # what may stand in the name of a store path
  sanitizeDerivationName =
    string:
    let
      allowed = lib.stringAsChars (
        character: if match "[-[:alnum:]+._?=]" character == null then "\n" else character
      ) (builtins.unsafeDiscardStringContext (toString string));
      dashed = concatStringsSep "-" (
        builtins.filter builtins.isString (builtins.split "\n+" (withoutDots allowed))
      );
      withoutDots =
        name: if lib.hasPrefix "." name then withoutDots (lib.removePrefix "." name) else name;
    in
    if dashed == "" then "unknown" else builtins.substring 0 207 dashed;
}
