# Conditions that stop an evaluation.
lib: {
  assertMsg = condition: message: condition || throw message;
  assertOneOf =
    name: value: allowed:
    let
      shown = lib.generators.toPretty { };
    in
    lib.elem value allowed || throw "${name} must be one of ${shown allowed}, but is: ${shown value}";
}
