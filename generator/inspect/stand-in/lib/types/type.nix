# What every type is made of.
lib:
let
  # How a description may stand inside another one: a noun and a composite ("list of x") after "of", a noun and a
  # conjunction ("x or y") beside "or". Everything else gets parentheses.
  enclosed = description: "(${description})";
in
rec {
  mkOptionType =
    {
      name,
      description ? name,
      # "noun", "composite", "conjunction", "nonRestrictiveClause" ("x, meaning …") or null
      descriptionClass ? null,
      check ? (_: true),
      merge ? lib.mergeDefaultOption,
      # what an option without a definition has: { value }, or { at = location: value; }
      emptyValue ? { },
      # for documentation: path of the option -> tree of options inside a value
      getSubOptions ? (_: { }),
      # the modules of a submodule inside, and the type with other ones in their place
      getSubModules ? null,
      substSubModules ? null,
      nestedTypes ? { },
      # the type of an option declared with this type and with another one; null: they contradict each other
      typeMerge ? (other: if other.name == name && other.description == description then other else null),
      ...
    }@given:
    given
    // {
      _type = "option-type";
      inherit
        check
        description
        descriptionClass
        emptyValue
        getSubModules
        getSubOptions
        merge
        name
        nestedTypes
        substSubModules
        typeMerge
        ;
    };
  isOptionType = value: value._type or null == "option-type";

  optionDescriptionPhrase =
    bare: type: if bare type.descriptionClass then type.description else enclosed type.description;
  # "list of …"
  afterOf = optionDescriptionPhrase (class: class == "noun" || class == "composite");
  # "… or …"
  besideOr = optionDescriptionPhrase (class: class == "noun" || class == "conjunction");
  besideOrFirst =
    type:
    if type.descriptionClass == "nonRestrictiveClause" then "${type.description}," else besideOr type;
  besideOrLast = optionDescriptionPhrase (
    class: class == "noun" || class == "conjunction" || class == "composite"
  );
  onItsOwn = optionDescriptionPhrase (class: class == "noun");

  # a type with something about it changed, also after its submodule was exchanged
  changed =
    change: type:
    type
    // change type
    // lib.optionalAttrs (type.substSubModules != null) {
      substSubModules = modules: changed change (type.substSubModules modules);
    };
  addCheck = type: check: changed (inner: { check = value: inner.check value && check value; }) type;

  # for types made of other ones: merge the inner types, fail if they do not
  typeMergeInner =
    name: inner: make: other:
    let
      merged = inner.typeMerge other.nestedTypes.elemType;
    in
    if other.name == name && merged != null then make merged else null;
}
