# Functions about attribute sets.
lib:
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    foldl'
    head
    isAttrs
    listToAttrs
    mapAttrs
    tail
    ;
in
rec {
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    getAttr
    hasAttr
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;

  nameValuePair = name: value: { inherit name value; };
  attrsToList = mapAttrsToList nameValuePair;
  mapAttrsToList = function: set: map (name: function name set.${name}) (attrNames set);
  mapAttrs' = function: set: listToAttrs (mapAttrsToList function set);
  concatMapAttrs = function: set: mergeAttrsList (mapAttrsToList function set);
  mergeAttrsList = foldl' (merged: set: merged // set) { };
  genAttrs = names: function: genAttrs' names (name: nameValuePair name (function name));
  genAttrs' = list: function: listToAttrs (map function list);
  optionalAttrs = condition: set: if condition then set else { };
  attrVals = names: set: map (name: set.${name}) names;
  getAttrs = names: set: genAttrs names (name: set.${name});

  filterAttrs =
    keep: set: removeAttrs set (builtins.filter (name: !keep name set.${name}) (attrNames set));
  filterAttrsRecursive =
    keep: set:
    mapAttrs (_: value: if isAttrs value then filterAttrsRecursive keep value else value) (
      filterAttrs keep set
    );
  foldlAttrs =
    function: start: set:
    foldl' (sum: name: function sum name set.${name}) start (attrNames set);

  # paths are lists of names
  hasAttrByPath =
    path: set: path == [ ] || set ? ${head path} && hasAttrByPath (tail path) set.${head path};
  attrByPath =
    path: default: set:
    if path == [ ] then
      set
    else if isAttrs set && set ? ${head path} then
      attrByPath (tail path) default set.${head path}
    else
      default;
  getAttrFromPath =
    path: attrByPath path (abort "cannot find attribute '${lib.concatStringsSep "." path}'");
  setAttrByPath = path: value: lib.foldr (name: inner: { ${name} = inner; }) value path;

  # the second set wins, down to where either is no set
  recursiveUpdate =
    left: right:
    left
    // mapAttrs (
      name: value:
      if isAttrs value && isAttrs (left.${name} or null) then
        recursiveUpdate left.${name} value
      else
        value
    ) right;

  mapAttrsRecursive =
    function: set:
    let
      at =
        path:
        mapAttrs (
          name: value:
          if isAttrs value then at (path ++ [ name ]) value else function (path ++ [ name ]) value
        );
    in
    at [ ] set;
  # every subset that a predicate accepts
  collect =
    predicate: value:
    if predicate value then
      [ value ]
    else if isAttrs value then
      concatMap (collect predicate) (attrValues value)
    else
      [ ];

}
