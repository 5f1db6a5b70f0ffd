# Functions about functions, numbers, truth and messages.
lib:
let
  inherit (builtins)
    isAttrs
    trace
    ;
in
rec {
  inherit (builtins)
    isBool
    isFloat
    isInt
    seq
    deepSeq
    ;

  id = value: value;
  const = value: _: value;
  flip =
    function: first: second:
    function second first;
  pipe = builtins.foldl' (value: step: step value);
  mapNullable = function: value: if value == null then null else function value;
  defaultTo = default: value: if value == null then default else value;

  boolToString = value: if value then "true" else "false";

  min = one: other: if one < other then one else other;
  max = one: other: if one < other then other else one;
  mod = dividend: divisor: dividend - divisor * (dividend / divisor);
  # -1, 0 or 1
  # digits of a number in another base, most significant first
  toBaseDigits =
    base: number:
    lib.optionals (number >= base) (toBaseDigits base (number / base)) ++ [ (mod number base) ];
  toHexString =
    number:
    lib.concatMapStrings (digit: builtins.substring digit 1 "0123456789ABCDEF") (
      toBaseDigits 16 number
    );

  # a function, or a set that can be called
  isFunction =
    value:
    builtins.isFunction value || value ? __functor && builtins.isFunction (value.__functor value);
  # with what setFunctionArgs noted down
  functionArgs =
    function:
    if !isAttrs function then
      builtins.functionArgs function
    else
      function.__functionArgs or (functionArgs (function.__functor function));

  warn = message: trace "evaluation warning: ${message}";
  warnIf = condition: message: if condition then warn message else id;
  throwIf = condition: message: if condition then throw message else id;

  importJSON = file: builtins.fromJSON (builtins.readFile file);
  version = "26.11";
  release = version;
}
