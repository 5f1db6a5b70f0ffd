# Version numbers.
lib:
let
  inherit (builtins) elemAt splitVersion;
in
{
  inherit (builtins) splitVersion;
  major = version: elemAt (splitVersion version) 0;
  minor = version: elemAt (splitVersion version) 1;
  patch = version: elemAt (splitVersion version) 2;
  majorMinor = version: lib.concatStringsSep "." (lib.take 2 (splitVersion version));
  # exactly so many parts, with zeros for missing ones; what follows a dash stays
  pad =
    parts: version:
    let
      words = lib.splitString "-" version;
      numbers = lib.splitString "." (lib.head words);
      missing = lib.max 0 (parts - lib.length numbers);
      padded = lib.take parts numbers ++ lib.lists.replicate missing "0";
    in
    lib.concatStringsSep "-" ([ (lib.concatStringsSep "." padded) ] ++ lib.tail words);
}
