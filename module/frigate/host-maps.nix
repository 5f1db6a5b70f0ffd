# Whether a page, or a name for this host, is another site's.
{ common, lib }:
let
  # Names by which browsers may call this host: in small letters, as nginx compares them, unless one is an expression.
  names = [
    common.nameOfHost
  ]
  ++ common.vhost.serverAliases
  ++ common.publicName
  ++ common.cfg.nginx.allowedHosts;
  hostNames = lib.unique (
    lib.concatMap (
      name:
      if lib.hasPrefix "~" name then
        [ name ]
      else if lib.hasPrefix "." name then
        [
          (lib.toLower "*${name}")
          (lib.toLower (lib.removePrefix "." name))
        ]
      else
        [ (lib.toLower name) ]
    ) names
  );
  # A word that means something else in a map has a backslash before it.
  mapWords = [
    "default"
    "hostnames"
    "include"
    "volatile"
  ];
  known = lib.concatMapStrings (
    name: "${common.quoted (lib.optionalString (lib.elem name mapWords) "\\" + name)} 0;\n"
  );
in
''
  map $frigate_page $frigate_unknown_page {
    hostnames;
    default 1;
    ${known hostNames}
  }
  map $host $frigate_unknown_host {
    hostnames;
    default 1;
    "~^(?:[0-9.]+|\[[0-9a-f:.]+\])\z" 0;
    ${known (lib.unique (hostNames ++ [ "localhost" ]))}
  }
''
