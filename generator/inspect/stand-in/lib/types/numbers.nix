# Numbers and their ranges.
lib:
{ mkOptionType, ... }:
let
  inherit (builtins) isFloat isInt;
  isNumber = value: isInt value || isFloat value;

  ranged =
    name: description: check:
    mkOptionType {
      inherit check description name;
      descriptionClass = "noun";
      merge = lib.mergeEqualOption;
    };
  orOther = type: type // { descriptionClass = "conjunction"; };
  meaning = type: type // { descriptionClass = "nonRestrictiveClause"; };
  span = from: to: "${toString from} and ${toString to} (both inclusive)";
  within =
    from: to: value:
    value >= from && value <= to;

  between =
    from: to:
    lib.throwIf (from > to) "ints.between: lowest must be smaller than highest" (
      ranged "intBetween" "integer between ${span from to}" (value: isInt value && within from to value)
    );
  ofBits =
    bits: kind: from: to:
    ranged "${kind}Int${toString bits}" "${toString bits} bit ${kind} integer; between ${span from to}"
      (value: isInt value && within from to value);
  signed = bits: half: ofBits bits "signed" (-half) (half - 1);
  unsigned = bits: count: ofBits bits "unsigned" 0 (count - 1);
in
rec {
  int = ranged "int" "signed integer" isInt;
  float = ranged "float" "floating point number" isFloat;
  number = ranged "number" "signed integer or floating point number" isNumber // {
    descriptionClass = "conjunction";
  };
  port = ints.u16;

  ints = {
    inherit between;
    positive = meaning (
      ranged "positiveInt" "positive integer, meaning >0" (value: isInt value && value > 0)
    );
    unsigned = meaning (
      ranged "unsignedInt" "unsigned integer, meaning >=0" (value: isInt value && value >= 0)
    );
    s8 = signed 8 128;
    s16 = signed 16 32768;
    s32 = signed 32 2147483648;
    u8 = unsigned 8 256;
    u16 = unsigned 16 65536;
    u32 = unsigned 32 4294967296;
  };

  numbers = {
    between =
      from: to:
      orOther (
        ranged "numberBetween" "integer or floating point number between ${span from to}" (
          value: isNumber value && within from to value
        )
      );
    nonnegative = meaning (
      ranged "numberNonnegative" "nonnegative integer or floating point number, meaning >=0" (
        value: isNumber value && value >= 0
      )
    );
    positive = meaning (
      ranged "numberPositive" "positive integer or floating point number, meaning >0" (
        value: isNumber value && value > 0
      )
    );
  };
}
