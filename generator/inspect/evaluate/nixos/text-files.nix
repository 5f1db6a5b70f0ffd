# Text files that need no store.
#
# `pkgs.writeText` puts its text into the Nix store, where an evaluation that must run anywhere cannot write.
# Nix itself remembers which store paths a string mentions: the string's context. So a text file made here gets a
# made-up path, and carries its text in the context of that path, escaped into the names of made-up store paths. Wherever
# the path ends up (a configuration, a command line, another text file), the text can be read back from that string.
# Nothing is written, so `nix-instantiate --eval --store dummy://` is enough.
let
  inherit (builtins)
    elemAt
    filter
    foldl'
    fromJSON
    genList
    getContext
    hashString
    head
    replaceStrings
    split
    stringLength
    substring
    ;

  hexDigit = n: substring n 1 "0123456789abcdef";
  hexByte = n: hexDigit (n / 16) + hexDigit (n - n / 16 * 16);
  codePoint = upper: lower: fromJSON ''"\u${hexByte upper}${hexByte lower}"'';

  # every byte that may stand in UTF-8 text, with its escape; Nix cannot turn a number into a byte, JSON can
  ascii = genList (n: {
    byte = codePoint 0 (n + 1);
    code = n + 1;
  }) 127;
  continuation = genList (n: {
    byte = substring 1 1 (codePoint 0 (128 + n));
    code = 128 + n;
  }) 64;
  leadOf2 = genList (n: {
    byte = substring 0 1 (codePoint ((n + 2) / 4) ((n + 2 - (n + 2) / 4 * 4) * 64));
    code = 194 + n;
  }) 30;
  leadOf3 = genList (n: {
    byte = substring 0 1 (codePoint (if n == 0 then 8 else n * 16) 0);
    code = 224 + n;
  }) 16;
  # U+10000, U+40000, U+80000, U+C0000 and U+100000, as JSON spells them
  leadOf4 = genList (n: {
    byte = substring 0 1 (
      fromJSON ''"\u${
        elemAt [
          "d800"
          "d8c0"
          "d9c0"
          "dac0"
          "dbc0"
        ] n
      }\udc00"''
    );
    code = 240 + n;
  }) 5;

  plain = "[-A-Za-z0-9_.]";
  escaped = filter ({ byte, ... }: builtins.match plain byte == null) (
    ascii ++ continuation ++ leadOf2 ++ leadOf3 ++ leadOf4
  );
  bytes = map ({ byte, ... }: byte) escaped;
  codes = map ({ code, ... }: "=" + hexByte code) escaped;
  escape = replaceStrings bytes codes;
  unescape = replaceStrings codes bytes;

  # 32 characters of a store path's alphabet, which lacks e, o, u and t
  storeHash = text: replaceStrings [ "e" ] [ "z" ] (substring 0 32 (hashString "sha256" text));
  storePath = text: name: "${builtins.storeDir}/${storeHash text}-${name}";

  # the name of a store path has room for 211 characters
  chunkLength = 180;
  chunks =
    text:
    genList (n: substring (n * chunkLength) chunkLength text) (
      (stringLength text + chunkLength - 1) / chunkLength
    );
  mark = "text-file.";
  # attribute names come back sorted, so the numbers are padded
  padded = n: substring (stringLength (toString n)) 6 "000000" + toString n;

  carriers =
    path: text:
    let
      parts = chunks (escape (builtins.unsafeDiscardStringContext "${path}\n${text}"));
    in
    builtins.listToAttrs (
      genList (n: {
        name = storePath path "${mark}${padded n}.${elemAt parts n}";
        value.path = true;
      }) (builtins.length parts)
    );

  # "HASH-text-file.000000.CHUNK" -> { hash, chunk }; null for any other store path
  readCarrier =
    key:
    let
      name = builtins.baseNameOf key;
    in
    if substring 33 (stringLength mark) name == mark then
      {
        hash = substring 0 32 name;
        chunk = substring (33 + stringLength mark + 7) (-1) name;
      }
    else
      null;
in
{
  inherit storePath;

  # The path of a text file: a string that carries its text.
  pathOf =
    name: text:
    let
      path = storePath (builtins.unsafeDiscardStringContext "${name}\n${text}") name;
    in
    builtins.appendContext (path + substring 0 0 text) (carriers path text);

  # All text files a string mentions, straight or through other text files: { path = text; }
  textsIn =
    string:
    let
      found = filter (carrier: carrier != null) (
        map readCarrier (builtins.attrNames (getContext string))
      );
      joined = foldl' (
        files: { hash, chunk }: files // { ${hash} = (files.${hash} or "") + chunk; }
      ) { } found;
      file =
        payload:
        let
          path = head (split "\n" payload);
        in
        {
          name = path;
          value = substring (stringLength path + 1) (-1) payload;
        };
    in
    builtins.listToAttrs (map (hash: file (unescape joined.${hash})) (builtins.attrNames joined));
}
