# Definitions of one option: { file, value }, where the value may be wrapped in a condition, a priority or an order.
lib:
let
  inherit (builtins)
    concatMap
    filter
    foldl'
    mapAttrs
    sort
    ;

  wrapperOf = value: if builtins.isAttrs value then value._type or null else null;
  withValue = definition: value: definition // { inherit value; };

  # Orders are stable: definitions of equal rank stay as they came.
  ordered =
    definitions:
    let
      read =
        definition:
        if wrapperOf definition.value == "order" then
          {
            inherit (definition.value) priority;
            definition = withValue definition definition.value.content;
          }
        else
          {
            priority = defaultOrderPriority;
            inherit definition;
          };
    in
    map (entry: entry.definition) (
      sort (one: other: one.priority < other.priority) (map read definitions)
    );

  priorityOf =
    definition:
    if wrapperOf definition.value == "override" then
      definition.value.priority
    else
      defaultOverridePriority;
  strongestPriority =
    definitions:
    foldl' (strongest: definition: lib.min strongest (priorityOf definition)) 9999 definitions;
  strongest =
    definitions:
    let
      wins = definition: priorityOf definition == strongestPriority definitions;
      unwrapped =
        definition:
        if wrapperOf definition.value == "override" then
          withValue definition definition.value.content
        else
          definition;
    in
    map unwrapped (filter wins definitions);

  # A definition of several options at once, as attribute sets whose members carry the wrappers.
  # Conditions are handed down unread: which options exist must not depend on them.
  asAttributes =
    location: definition:
    let
      inherit (definition) value;
      handDown =
        wrap:
        map (inner: withValue inner (mapAttrs (_: wrap) inner.value)) (
          asAttributes location (withValue definition value.content)
        );
    in
    if wrapperOf value == "merge" then
      concatMap (content: asAttributes location (withValue definition content)) value.contents
    else if wrapperOf value == "if" then
      handDown (mkIf value.condition)
    else if wrapperOf value == "override" then
      handDown (mkOverride value.priority)
    else if builtins.isAttrs value then
      [ definition ]
    else
      throw "In module `${definition.file}', you're trying to define a value of type `${builtins.typeOf value}'\nrather than an attribute set for the option\n`${lib.showOption location}'!\nPerhaps a name is missing, or an option by that name does not exist.";

  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkOverride = priority: content: {
    _type = "override";
    inherit content priority;
  };
  mkOrder = priority: content: {
    _type = "order";
    inherit content priority;
  };
  defaultOrderPriority = 1000;
  defaultOverridePriority = 100;

  # mkIf and mkMerge done away with: the values that are left
  dischargeProperties =
    value:
    if wrapperOf value == "merge" then
      concatMap dischargeProperties value.contents
    else if wrapperOf value == "if" then
      if builtins.isBool value.condition then
        lib.optionals value.condition (dischargeProperties value.content)
      else
        throw "‘mkIf’ called with a non-Boolean condition"
    else
      [ value ];

  # What several definitions of an option come to:
  # { isDefined, mergedValue, highestPrio, definitions (those that count, in order) }
  mergeDefinitions =
    location: type: all:
    let
      possible = concatMap (
        definition: map (withValue definition) (dischargeProperties definition.value)
      ) all;
      definitions = ordered (strongest possible);
      isDefined = definitions != [ ];
      wrong = filter (definition: !type.check definition.value) definitions;
    in
    {
      inherit definitions isDefined;
      highestPrio = strongestPriority possible;
      mergedValue =
        if wrong != [ ] then
          throw "A definition for option `${lib.showOption location}' is not of type `${type.description}'. Definition values:${lib.showDefs wrong}"
        else if isDefined then
          type.merge location definitions
        else if type.emptyValue ? at then
          type.emptyValue.at location
        else
          type.emptyValue.value
            or (throw "The option `${lib.showOption location}' was accessed but has no value defined. Try setting the option.");
    };
in
{
  inherit
    asAttributes
    defaultOrderPriority
    defaultOverridePriority
    dischargeProperties
    mergeDefinitions
    mkIf
    mkOrder
    mkOverride
    ;

  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  # The lower number wins.
  mkOptionDefault = mkOverride 1500;
  mkDefault = mkOverride 1000;
  mkImageMediaOverride = mkOverride 60;
  mkForce = mkOverride 50;
  mkVMOverride = mkOverride 10;
  # The lower number comes first.
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;

  filterOverrides = strongest;
  sortProperties = ordered;
}
