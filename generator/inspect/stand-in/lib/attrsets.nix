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
  unionOfDisjoint =
    one: other:
    one
    // mapAttrs (
      name: value:
      if one ? ${name} then
        throw "unionOfDisjoint: collision on ${name}; complete list: ${toString (attrNames (builtins.intersectAttrs one other))}"
      else
        value
    ) other;

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
  foldAttrs =
    function: start: sets:
    builtins.zipAttrsWith (_: lib.foldr function start) sets;

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
  showAttrPath = path: if path == [ ] then "<root attribute path>" else lib.showOption path;

  # the second set wins, down to where `stop path left right` says so, or where either is no set
  recursiveUpdateUntil =
    stop: left: right:
    let
      update =
        path: one: other:
        one
        // mapAttrs (
          name: value:
          let
            here = path ++ [ name ];
          in
          if one ? ${name} && !stop here one.${name} value then update here one.${name} value else value
        ) other;
    in
    update [ ] left right;
  recursiveUpdate = recursiveUpdateUntil (
    _: left: right:
    !(isAttrs left && isAttrs right)
  );
  matchAttrs =
    pattern: set:
    builtins.all (
      name:
      set ? ${name}
      && (
        if isAttrs pattern.${name} then
          isAttrs set.${name} && matchAttrs pattern.${name} set.${name}
        else
          pattern.${name} == set.${name}
      )
    ) (attrNames pattern);
  overrideExisting = set: changes: set // builtins.intersectAttrs set changes;

  mapAttrsRecursive = mapAttrsRecursiveCond (_: true);
  mapAttrsRecursiveCond =
    descend: function: set:
    let
      at =
        path:
        mapAttrs (
          name: value:
          if isAttrs value && descend value then
            at (path ++ [ name ]) value
          else
            function (path ++ [ name ]) value
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
  zipAttrs = builtins.zipAttrsWith (_: values: values);
  zipAttrsWithNames =
    names: function: sets:
    genAttrs names (name: function name (builtins.catAttrs name sets));
  cartesianProduct =
    lists:
    foldl' (
      products: name:
      concatMap (product: map (value: product // { ${name} = value; }) lists.${name}) products
    ) [ { } ] (attrNames lists);
  mapCartesianProduct = function: lists: map function (cartesianProduct lists);

  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };
}
