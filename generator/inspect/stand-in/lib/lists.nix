# Functions about lists.
lib:
let
  inherit (builtins)
    elemAt
    filter
    foldl'
    genList
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

  imap0 = function: list: genList (n: function n (elemAt list n)) (length list);
  imap1 = function: imap0 (n: function (n + 1));
  forEach = list: function: map function list;
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
  count = predicate: list: length (filter predicate list);

  remove = element: filter (other: other != element);
  # the first of equal elements stays
  unique = foldl' (
    kept: element: if builtins.elem element kept then kept else kept ++ [ element ]
  ) [ ];
  allUnique = list: length (unique list) == length list;
  intersectLists = wanted: filter (element: builtins.elem element wanted);
  subtractLists = unwanted: filter (element: !builtins.elem element unwanted);
  flatten = value: if isList value then builtins.concatMap flatten value else [ value ];

  sortOn = key: builtins.sort (one: other: key one < key other);
}
