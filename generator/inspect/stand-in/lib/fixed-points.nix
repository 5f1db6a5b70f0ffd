# Sets and functions defined by way of themselves.
lib: rec {
  fix =
    function:
    let
      result = function result;
    in
    result;
  extends =
    overlay: function: final:
    let
      before = function final;
    in
    before // overlay final before;
  composeExtensions =
    first: second: final: before:
    let
      middle = first final before;
    in
    middle // second final (before // middle);
  composeManyExtensions = lib.foldr composeExtensions (_: _: { });
  # applies a function until the result no longer changes
  converge =
    function: value:
    let
      next = function value;
    in
    if next == value then value else converge function next;
}
