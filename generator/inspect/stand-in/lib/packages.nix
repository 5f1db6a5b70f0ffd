# Packages, in the namespaces where their functions are: { attrsets, strings, meta }
lib:
let
  inherit (builtins) isString parseDrvName typeOf;

  shown = package: package.name or (lib.generators.toPretty { } package);
  parsed = package: parseDrvName (if isString package then package else package.name);
in
{
  attrsets = rec {
    isDerivation = value: value.type or null == "derivation";
    # a store path treated like a package
    toDerivation = path: {
      type = "derivation";
      name = lib.sanitizeDerivationName (
        builtins.substring 33 (-1) (builtins.baseNameOf (builtins.unsafeDiscardStringContext path))
      );
      outPath = toString path;
      outputName = "out";
      outputs = [ "out" ];
    };

    # the first output there is; a package with none of them, or with an output already chosen, stays as it is
    getFirstOutput =
      candidates: package:
      let
        present = builtins.filter (output: package ? ${output}) candidates;
      in
      if !(package ? outputSpecified && package.outputSpecified) && present != [ ] then
        package.${lib.head present}
      else
        package;
    getOutput =
      output:
      getFirstOutput [
        output
        "out"
      ];
    getBin = getOutput "bin";
    getDev = getOutput "dev";
    getLib = getOutput "lib";
    getMan = getOutput "man";
    getInclude = getFirstOutput [
      "include"
      "dev"
      "out"
    ];
    getStatic = getFirstOutput [
      "static"
      "lib"
      "out"
    ];
  };

  strings = {
    # of a package, or of a string such as "nginx-1.30.0"
    getName = package: package.pname or (parsed package).name;
    getVersion = package: package.version or (parsed package).version;
  };

  meta = rec {
    # the main program of a package, which has to be stated there, or any of its programs
    getExe =
      package:
      getExe' package (
        package.meta.mainProgram
          or (lib.warn "getExe: Package ${shown package} does not have the meta.mainProgram attribute." (
            lib.getName package
          ))
      );
    getExe' =
      package: program:
      if !lib.isDerivation package then
        throw "lib.meta.getExe': The first argument is of type ${typeOf package}, but it should be a derivation instead."
      else if !isString program then
        throw "lib.meta.getExe': The second argument is of type ${typeOf program}, but it should be a string instead."
      else
        "${lib.getBin package}/bin/${program}";

    addMetaAttrs = attributes: package: package // { meta = package.meta or { } // attributes; };
    setPrio = priority: addMetaAttrs { inherit priority; };
    lowPrio = setPrio 10;
    hiPrio = setPrio (-10);
  };
}
