# Functions about strings.
lib:
let
  inherit (builtins)
    concatStringsSep
    genList
    head
    isString
    match
    replaceStrings
    split
    stringLength
    substring
    ;
in
rec {
  inherit (builtins)
    compareVersions
    concatStringsSep
    fromJSON
    isPath
    isString
    match
    parseDrvName
    readFile
    replaceStrings
    split
    stringLength
    substring
    toJSON
    typeOf
    unsafeDiscardStringContext
    storeDir
    ;

  lowerChars = stringToCharacters "abcdefghijklmnopqrstuvwxyz";
  upperChars = stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  toLower = replaceStrings upperChars lowerChars;
  toUpper = replaceStrings lowerChars upperChars;
  toSentenceCase = string: toUpper (substring 0 1 string) + toLower (substring 1 (-1) string);

  # bytes, not letters
  stringToCharacters = string: genList (n: substring n 1 string) (stringLength string);
  stringAsChars = function: string: concatStrings (map function (stringToCharacters string));

  concatStrings = concatStringsSep "";
  join = concatStringsSep;
  concatLines = concatMapStrings (line: line + "\n");
  concatMapStrings = function: list: concatStrings (map function list);
  concatMapStringsSep =
    separator: function: list:
    concatStringsSep separator (map function list);
  concatImapStrings = concatImapStringsSep "";
  concatImapStringsSep =
    separator: function: list:
    concatStringsSep separator (lib.imap1 function list);
  concatMapAttrsStringSep =
    separator: function: set:
    concatStringsSep separator (lib.mapAttrsToList function set);
  intersperse =
    separator: list:
    lib.drop 1 (
      builtins.concatMap (element: [
        separator
        element
      ]) list
    );
  optionalString = condition: string: if condition then string else "";
  replicate = count: string: concatStrings (genList (_: string) count);

  # `split` forgets which store paths a string mentions
  addContextFrom = source: target: substring 0 0 source + target;
  splitString =
    separator: string:
    map (addContextFrom string) (
      builtins.filter isString (split (lib.escapeRegex (toString separator)) (toString string))
    );

  hasPrefix = prefix: string: substring 0 (stringLength prefix) string == prefix;
  hasSuffix =
    suffix: string:
    let
      start = stringLength string - stringLength suffix;
    in
    start >= 0 && substring start (-1) string == suffix;
  hasInfix = infix: string: infix == "" || builtins.length (splitString infix string) > 1;
  removePrefix =
    prefix: string:
    if hasPrefix prefix string then substring (stringLength prefix) (-1) string else string;
  removeSuffix =
    suffix: string:
    if hasSuffix suffix string then
      substring 0 (stringLength string - stringLength suffix) string
    else
      string;
  commonPrefixLength =
    one: other:
    let
      shorter = lib.min (stringLength one) (stringLength other);
      differs = n: substring n 1 one != substring n 1 other;
    in
    lib.findFirst differs shorter (lib.range 0 (shorter - 1));
  replaceString = from: to: replaceStrings [ from ] [ to ];

  trim = trimWith {
    start = true;
    end = true;
  };
  trimWith =
    {
      start ? false,
      end ? false,
    }:
    string:
    let
      isBlank = n: lib.elem (substring n 1 string) (stringToCharacters " \t\r\n");
      length = stringLength string;
      skip = n: step: if n >= 0 && n < length && isBlank n then skip (n + step) step else n;
      from = if start then skip 0 1 else 0;
      to = if end then skip (length - 1) (-1) else length - 1;
    in
    substring from (lib.max 0 (to - from + 1)) string;
  fileContents = file: removeSuffix "\n" (readFile file);

  # filler on the left, up to a width; longer strings are refused
  fixedWidthString =
    width: filler: string:
    let
      missing = width - stringLength string;
    in
    if missing < 0 then
      throw "fixedWidthString: requested string length (${toString width}) must not be shorter than actual length (${toString (stringLength string)})"
    else
      substring 0 missing (replicate missing filler) + string;
  fixedWidthNumber = width: number: fixedWidthString width "0" (toString number);

  # an integer in decimal, blanks around it allowed, zeros before it not
  toInt =
    string:
    let
      digits = match "[ \t\r\n]*(-?[0-9]+)[ \t\r\n]*" string;
    in
    if digits == null then
      throw "toInt: Could not convert ${lib.escapeNixString string} to int."
    else if match "-?0[0-9]+" (head digits) != null then
      throw "toInt: Ambiguity in interpretation of ${lib.escapeNixString string} between octal and zero padded integer."
    else
      fromJSON (head digits);
  toIntBase10 =
    string:
    let
      digits = match "[ \t\r\n]*0*([0-9]+)[ \t\r\n]*" string;
    in
    if digits == null then
      throw "toIntBase10: Could not convert ${lib.escapeNixString string} to int."
    else
      fromJSON (head digits);

  isStringLike =
    value: isString value || builtins.isPath value || value ? outPath || value ? __toString;
  isConvertibleWithToString =
    value:
    isStringLike value
    || builtins.elem (builtins.typeOf value) [
      "null"
      "int"
      "float"
      "bool"
    ]
    || builtins.isList value && builtins.all isConvertibleWithToString value;
  isStorePath =
    value:
    isStringLike value
    && substring 0 1 (toString value) == "/"
    && builtins.dirOf (toString value) == storeDir;
  isValidPosixName = name: match "[a-zA-Z_][a-zA-Z0-9_]*" name != null;

  # `--enable-x` and the like
  enableFeature = condition: feature: "--${if condition then "enable" else "disable"}-${feature}";
  withFeature = condition: feature: "--${if condition then "with" else "without"}-${feature}";
  enableFeatureAs =
    condition: feature: value:
    enableFeature condition feature + optionalString condition "=${value}";
  withFeatureAs =
    condition: feature: value:
    withFeature condition feature + optionalString condition "=${value}";

  makeSearchPath =
    folder: roots:
    concatMapStringsSep ":" (root: "${root}/${folder}") (builtins.filter (root: root != null) roots);
  makeSearchPathOutput =
    output: folder: packages:
    makeSearchPath folder (map (lib.getOutput output) packages);
  makeBinPath = makeSearchPathOutput "bin" "bin";
  makeLibraryPath = makeSearchPathOutput "lib" "lib";
  makeIncludePath = makeSearchPathOutput "dev" "include";
  nameFromURL = url: separator: head (splitString separator (lib.last (splitString "/" url)));
}
