# Sets and functions defined by way of themselves.
lib: rec {
  fix =
    function:
    let
      result = function result;
    in
    result;
  # applies a function until the result no longer changes
  converge =
    function: value:
    let
      next = function value;
    in
    if next == value then value else converge function next;
}
