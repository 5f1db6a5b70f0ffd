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
    add
    bitAnd
    bitOr
    bitXor
    div
    isBool
    isFloat
    isInt
    lessThan
    mul
    seq
    deepSeq
    sub
    ;

  id = value: value;
  const = value: _: value;
  flip =
    function: first: second:
    function second first;
  pipe = builtins.foldl' (value: step: step value);
  mapNullable = function: value: if value == null then null else function value;
  defaultTo = default: value: if value == null then default else value;
  concat = first: second: first ++ second;
  mergeAttrs = first: second: first // second;

  and = one: other: one && other;
  or = one: other: one || other;
  xor = one: other: one != other;
  boolToString = value: if value then "true" else "false";
  boolToYesNo = value: if value then "yes" else "no";

  min = one: other: if one < other then one else other;
  max = one: other: if one < other then other else one;
  mod = dividend: divisor: dividend - divisor * (dividend / divisor);
  # -1, 0 or 1
  compare =
    one: other:
    if one < other then
      -1
    else if other < one then
      1
    else
      0;
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
  setFunctionArgs = function: arguments: {
    __functionArgs = arguments;
    __functor = _: function;
  };
  toFunction = value: if isFunction value then value else _: value;

  warn = message: trace "evaluation warning: ${message}";
  warnIf = condition: message: if condition then warn message else id;
  warnIfNot = condition: warnIf (!condition);
  throwIf = condition: message: if condition then throw message else id;
  throwIfNot = condition: throwIf (!condition);

  importJSON = file: builtins.fromJSON (builtins.readFile file);
  importTOML = file: builtins.fromTOML (builtins.readFile file);
  version = "26.11";
  release = version;
}
