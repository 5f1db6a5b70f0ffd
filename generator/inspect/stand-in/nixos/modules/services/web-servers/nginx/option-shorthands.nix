# Short ways to declare options, each with its description last.
lib:
let
  inherit (lib) mkOption types;
in
rec {
  inherit types;
  option =
    type: default: description:
    mkOption { inherit default description type; };
  lines = option types.lines "";
  nullable = type: option (types.nullOr type) null;
  switch = option types.bool;
  strings = option (types.listOf types.str) [ ];
  required = type: description: mkOption { inherit description type; };
  # a listener; whether it has TLS may be left open
  listener =
    sslType: sslDefault:
    types.submodule {
      options = {
        addr = required types.str "Address, or unix: and a path.";
        extraParameters = strings "Further parameters of the directive.";
        port = nullable types.port "Port; null: the default one.";
        proxyProtocol = switch false "Whether clients speak the PROXY protocol.";
        ssl = option sslType sslDefault "Whether clients speak TLS.";
      };
    };
}
