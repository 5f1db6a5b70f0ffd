# Functions about lists.
lib:
let
  inherit (builtins)
    elemAt
    filter
    foldl'
    genList
    head
    isList
    length
    ;
in
rec {
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    elem
    elemAt
    filter
    foldl'
    genList
    groupBy
    head
    isList
    length
    map
    partition
    sort
    tail
    ;

  singleton = element: [ element ];
  toList = value: if isList value then value else [ value ];
  optional = condition: element: if condition then [ element ] else [ ];
  optionals = condition: elements: if condition then elements else [ ];
  replicate = count: element: genList (_: element) count;
  # both ends included; empty when they are the wrong way round
  range = from: to: lib.optionals (from <= to) (genList (n: from + n) (to - from + 1));

  # lazy in the list behind the element reached, unlike foldl'
  foldr =
    function: end: list:
    let
      from = n: if n == length list then end else function (elemAt list n) (from (n + 1));
    in
    from 0;
  fold = foldr;
  foldl =
    function: start: list:
    let
      upTo = n: if n == 0 then start else function (upTo (n - 1)) (elemAt list (n - 1));
    in
    upTo (length list);

  imap0 = function: list: genList (n: function n (elemAt list n)) (length list);
  imap1 = function: imap0 (n: function (n + 1));
  ifilter0 =
    keep: list: map (n: elemAt list n) (filter (n: keep n (elemAt list n)) (range 0 (length list - 1)));
  forEach = list: function: map function list;
  concatAttrValues = set: builtins.concatLists (builtins.attrValues set);
  zipListsWith =
    function: one: other:
    genList (n: function (elemAt one n) (elemAt other n)) (lib.min (length one) (length other));
  zipLists = zipListsWith (fst: snd: { inherit fst snd; });

  # take and drop go to the end of the list and no further
  sublist =
    start: count: list:
    let
      available = lib.max 0 (length list - start);
    in
    genList (n: elemAt list (start + n)) (lib.max 0 (lib.min count available));
  take = sublist 0;
  drop = count: list: sublist count (length list) list;
  takeEnd = count: list: drop (lib.max 0 (length list - count)) list;
  dropEnd = count: list: take (length list - count) list;
  last =
    list:
    lib.throwIf (list == [ ]) "lists.last: list must not be empty!" (elemAt list (length list - 1));
  init = list: lib.throwIf (list == [ ]) "lists.init: list must not be empty!" (dropEnd 1 list);
  reverseList = list: genList (n: elemAt list (length list - 1 - n)) (length list);
  replaceElemAt =
    list: index: element:
    imap0 (n: old: if n == index then element else old) list;

  hasPrefix = prefix: list: take (length prefix) list == prefix;
  removePrefix =
    prefix: list:
    if hasPrefix prefix list then
      drop (length prefix) list
    else
      throw "lists.removePrefix: First argument is not a list prefix of the second argument";

  findFirstIndex =
    predicate: default: list:
    let
      from =
        n:
        if n == length list then
          default
        else if predicate (elemAt list n) then
          n
        else
          from (n + 1);
    in
    from 0;
  findFirst =
    predicate: default: list:
    let
      index = findFirstIndex predicate null list;
    in
    if index == null then default else elemAt list index;
  findSingle =
    predicate: none: several: list:
    let
      found = filter predicate list;
    in
    if found == [ ] then
      none
    else if length found > 1 then
      several
    else
      head found;
  count = predicate: list: length (filter predicate list);

  remove = element: filter (other: other != element);
  # the first of equal elements stays
  unique = foldl' (
    kept: element: if builtins.elem element kept then kept else kept ++ [ element ]
  ) [ ];
  uniqueStrings = strings: builtins.attrNames (lib.genAttrs strings (_: null));
  allUnique = list: length (unique list) == length list;
  intersectLists = wanted: filter (element: builtins.elem element wanted);
  subtractLists = unwanted: filter (element: !builtins.elem element unwanted);
  mutuallyExclusive = one: other: intersectLists one other == [ ];
  flatten = value: if isList value then builtins.concatMap flatten value else [ value ];

  groupBy' =
    function: start: key: list:
    builtins.mapAttrs (_: foldl' function start) (builtins.groupBy key list);
  sortOn = key: builtins.sort (one: other: key one < key other);
  compareLists =
    compareElements: one: other:
    if one == [ ] || other == [ ] then
      lib.compare (length one) (length other)
    else
      let
        first = compareElements (head one) (head other);
      in
      if first != 0 then
        first
      else
        compareLists compareElements (builtins.tail one) (builtins.tail other);
}
