# From what is written in `modules` and `imports` to one flat list of modules.
lib:
let
  inherit (builtins)
    concatMap
    elem
    filter
    genericClosure
    isAttrs
    ;

  # names that mean something at the top of a module
  structure = [
    "_class"
    "_file"
    "config"
    "disabledModules"
    "freeformType"
    "imports"
    "key"
    "meta"
    "options"
  ];

  # A module function gets what it names: known arguments, else `_module.args`.
  call =
    arguments: function:
    function (
      lib.mapAttrs (name: _: arguments.${name} or arguments.config._module.args.${name}) (
        lib.functionArgs function
      )
      // arguments
    );

  # Both ways to write a module come to { file, key, class, imports, disabled, options, config }.
  read =
    {
      arguments,
      file,
      key,
      written,
    }:
    let
      called = if lib.isFunction written then call arguments written else written;
      isConditional = lib.isType "if" called || lib.isType "override" called;
      module = if isConditional then { config = called; } else called;
      explicit = module ? config || module ? options;
      unknown = lib.attrNames (removeAttrs module structure);
      config =
        if explicit then
          lib.mkMerge ([ (module.config or { }) ] ++ lib.optional (module ? meta) { inherit (module) meta; })
        else
          removeAttrs module (lib.remove "meta" structure);
    in
    if !isAttrs module then
      throw "Module `${key}' does not look like a module: it is of type `${builtins.typeOf module}'."
    else if module._type or "module" != "module" then
      throw "Expected a module, but found a value of type \"${module._type}\", in file ${file}."
    else if explicit && unknown != [ ] then
      throw "Module `${key}' has an unsupported attribute `${lib.head unknown}'. It has `config' or `options' at its top, so everything it defines (here: ${lib.concatStringsSep " " unknown}) belongs below `config'."
    else
      {
        file = toString (module._file or file);
        key = toString (module.key or key);
        class = module._class or null;
        imports = module.imports or [ ];
        disabled = module.disabledModules or [ ];
        options = module.options or { };
        config =
          if module ? freeformType then
            lib.mkMerge [
              config
              { _module.freeformType = module.freeformType; }
            ]
          else
            config;
      };

  # A file's key is its path, so that it counts once however often it is imported.
  load =
    arguments: parent: index: written:
    if lib.isPath written || lib.isString written then
      read {
        inherit arguments;
        file = toString written;
        key = toString written;
        written = import written;
      }
    else
      read {
        inherit arguments written;
        inherit (parent) file;
        key = "${parent.key}:anon-${toString index}";
      };
  importsOf = arguments: module: lib.imap1 (load arguments module) module.imports;

  withoutContext = builtins.unsafeDiscardStringContext;
  closure =
    arguments: wanted: modules:
    let
      node = module: {
        key = withoutContext module.key;
        inherit module;
      };
      nodes = list: map node (filter wanted list);
    in
    map (entry: entry.module) (genericClosure {
      startSet = nodes modules;
      operator = entry: nodes (importsOf arguments entry.module);
    });

  disabledKey =
    modulesPath: disabled:
    if isAttrs disabled && disabled ? key then
      toString disabled.key
    else if lib.isString disabled && !lib.hasPrefix "/" disabled then
      "${toString modulesPath}/${disabled}"
    else
      toString disabled;
in
# All modules, each before the ones it imports, without those that any of them disables.
{
  arguments,
  class,
  modules,
  modulesPath,
}:
let
  start = lib.imap1 (load arguments {
    file = "<unknown-file>";
    key = "";
  }) modules;
  disabled = map (disabledKey modulesPath) (
    concatMap (module: module.disabled) (closure arguments (_: true) start)
  );
  ofClass =
    module:
    if class == null || module.class == null || module.class == class then
      module
    else
      throw "The module `${module.file}` (class: \"${module.class}\") cannot be imported into a module evaluation that expects class \"${class}\".";
in
map ofClass (closure arguments (module: !elem module.key disabled) start)
