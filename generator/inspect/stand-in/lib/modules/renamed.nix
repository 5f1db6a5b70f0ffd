# Modules for options that moved or went away.
lib:
let
  inherit (lib)
    attrByPath
    getAttrFromPath
    mkIf
    mkMerge
    mkOption
    setAttrByPath
    showFiles
    showOption
    ;

  # Definitions of one option as a definition of another, as strong as they were.
  passedOn =
    option:
    mkIf option.isDefined (mkMerge (map (lib.mkOverride option.highestPrio) option.definitions));

  # `from` keeps working: it reads as `to`, and what is defined there goes to `to`.
  forward =
    {
      from,
      to,
      # a sentence about the files that still use it, or null
      warning ? null,
      warnOnUse ? false,
      visible ? false,
      condition ? true,
    }:
    { config, options, ... }:
    let
      old = getAttrFromPath from options;
      new = attrByPath to null options;
      value = getAttrFromPath to config;
      notice = builtins.trace "Obsolete option `${showOption from}' is used. It was renamed to `${showOption to}'.";
    in
    {
      options = setAttrByPath from (
        mkOption {
          inherit visible;
          description = "Another name of {option}`${showOption to}`.";
          apply = _: if warnOnUse then notice value else value;
        }
        // lib.optionalAttrs (new.type or null != null) { inherit (new) type; }
      );
      config = mkIf condition (mkMerge [
        (setAttrByPath to (passedOn old))
        (lib.optionalAttrs (warning != null && options ? warnings) {
          warnings = lib.optional old.isDefined (warning (showFiles old.files));
        })
      ]);
    };
in
{
  mkRenamedOptionModule =
    from: to:
    forward {
      inherit from to;
      warnOnUse = true;
      warning =
        files:
        "The option `${showOption from}' defined in ${files} has been renamed to `${showOption to}'.";
    };
  mkAliasOptionModule =
    from: to:
    forward {
      inherit from to;
      visible = true;
    };

  # the new value is computed from the whole configuration
  mkChangedOptionModule =
    from: to: compute:
    { config, options, ... }:
    let
      old = getAttrFromPath from options;
    in
    {
      options = setAttrByPath from (mkOption {
        visible = false;
      });
      config = mkMerge [
        (setAttrByPath to (mkIf old.isDefined (lib.mkOverride old.highestPrio (compute config))))
        (lib.optionalAttrs (options ? warnings) {
          warnings = lib.optional old.isDefined "The option `${showOption from}' defined in ${showFiles old.files} has been changed to `${showOption to}' that has a different type. Please read `${showOption to}' documentation and update your configuration accordingly.";
        })
      ];
    };

  mkRemovedOptionModule =
    path: instructions:
    { options, ... }:
    let
      option = getAttrFromPath path options;
    in
    {
      options = setAttrByPath path (mkOption {
        visible = false;
        apply =
          _:
          throw "The option `${showOption path}' can no longer be used since it's been removed. ${instructions}";
      });
      config.assertions = [
        {
          assertion = !option.isDefined;
          message = "The option definition `${showOption path}' in ${showFiles option.files} no longer has any effect; please remove it.\n${instructions}\n";
        }
      ];
    };

  mkAliasDefinitions = passedOn;
  mkAliasAndWrapDefinitions = wrap: option: mkIf option.isDefined (wrap (mkMerge option.definitions));
}
