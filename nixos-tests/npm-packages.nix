# node_modules of this project, for builders that have no network. npm itself fetches each package, so that nothing here
# says from where; package-lock.json says what it must be.
{
  lib,
  cacert,
  nodejs,
  runCommand,
  stdenv,
  writeText,
  root,
}:
let
  manifest = lib.importJSON (root + "/package.json");
  lock = lib.importJSON (root + "/package-lock.json");

  nameOf = path: lib.last (lib.splitString "node_modules/" path);

  tarball =
    path:
    { version, integrity, ... }:
    let
      name = nameOf path;
    in
    runCommand "${lib.replaceStrings [ "@" "/" ] [ "" "-" ] name}-${version}.tgz"
      {
        nativeBuildInputs = [
          cacert
          nodejs
        ];
        outputHash = integrity;
        outputHashMode = "flat";
        impureEnvVars = lib.fetchers.proxyImpureEnvVars;
      }
      ''
        HOME=$PWD npm pack --silent ${lib.escapeShellArg "${name}@${version}"}
        mv *.tgz $out
      '';

  # The lock lists the binaries for every platform; npm leaves out the others by itself.
  suits =
    {
      os ? [ platform ],
      cpu ? [ arch ],
      libc ? [ "glibc" ],
      ...
    }:
    lib.elem platform os && lib.elem arch cpu && lib.elem "glibc" libc;
  inherit (stdenv.hostPlatform.node) arch platform;

  resolved = lib.mapAttrs (path: package: "file:${tarball path package}") (
    lib.filterAttrs (path: package: path != "" && suits package) lock.packages
  );

  # npm refuses a manifest and a lock that do not ask for the same.
  fromFiles =
    package:
    removeAttrs package [ "overrides" ]
    // {
      devDependencies = lib.mapAttrs (name: _: resolved."node_modules/${name}") package.devDependencies;
    };
  packages =
    lib.mapAttrs (
      path: package: package // lib.optionalAttrs (resolved ? ${path}) { resolved = resolved.${path}; }
    ) lock.packages
    // {
      "" = fromFiles lock.packages."";
    };
in
runCommand "${manifest.name}-node-modules" { nativeBuildInputs = [ nodejs ]; } ''
  cp ${writeText "package.json" (builtins.toJSON (fromFiles manifest))} package.json
  cp ${
    writeText "package-lock.json" (builtins.toJSON (lock // { inherit packages; }))
  } package-lock.json
  HOME=$PWD npm ci --offline --ignore-scripts --no-audit --no-fund
  patchShebangs node_modules
  mv node_modules $out
''
