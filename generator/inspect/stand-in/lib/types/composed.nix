# Types made of other types.
lib:
{
  afterOf,
  besideOr,
  besideOrFirst,
  besideOrLast,
  changed,
  mkOptionType,
  onItsOwn,
  typeMergeInner,
  ...
}:
let
  inherit (builtins)
    concatLists
    isAttrs
    isList
    mapAttrs
    zipAttrsWith
    ;
  inherit (lib) mergeDefinitions showOption;

  # an option of a composed type is documented with the options inside of its elements
  likeElement = place: make: element: {
    getSubOptions = prefix: element.getSubOptions (prefix ++ place);
    inherit (element) getSubModules;
    substSubModules = modules: make (element.substSubModules modules);
    nestedTypes.elemType = element;
  };

  definitionsByName =
    definitions:
    zipAttrsWith (_: entries: entries) (
      map (definition: mapAttrs (_: value: definition // { inherit value; }) definition.value) definitions
    );
  members =
    location: element: definitions:
    mapAttrs (name: mergeDefinitions (location ++ [ name ]) element) (definitionsByName definitions);
in
rec {
  listOf =
    element:
    mkOptionType (
      likeElement [ "*" ] listOf element
      // rec {
        name = "listOf";
        description = "list of ${afterOf element}";
        descriptionClass = "composite";
        check = isList;
        emptyValue.value = [ ];
        merge =
          location: definitions:
          let
            entries =
              n: definition:
              lib.imap1 (
                m: value:
                mergeDefinitions (location ++ [ "[definition ${toString n}-entry ${toString m}]" ]) element [
                  (definition // { inherit value; })
                ]
              ) definition.value;
            all = concatLists (lib.imap1 entries definitions);
          in
          map (entry: entry.mergedValue) (builtins.filter (entry: entry.isDefined) all);
        typeMerge = typeMergeInner name element listOf;
      }
    );
  nonEmptyListOf =
    element:
    changed (list: {
      description = "non-empty (${list.description})";
      check = value: list.check value && value != [ ];
      emptyValue = { };
    }) (listOf element);

  # names whose definitions are all conditional and off are left out
  attrsOf =
    element:
    mkOptionType (
      likeElement [ "<name>" ] attrsOf element
      // rec {
        name = "attrsOf";
        description = "attribute set of ${afterOf element}";
        descriptionClass = "composite";
        check = isAttrs;
        emptyValue.value = { };
        merge =
          location: definitions:
          mapAttrs (_: member: member.mergedValue) (
            lib.filterAttrs (_: member: member.isDefined) (members location element definitions)
          );
        typeMerge = typeMergeInner name element attrsOf;
      }
    );
  # every name stays, so that names can be asked for without looking at a condition
  lazyAttrsOf =
    element:
    mkOptionType (
      likeElement [ "<name>" ] lazyAttrsOf element
      // rec {
        name = "lazyAttrsOf";
        description = "lazy attribute set of ${afterOf element}";
        descriptionClass = "composite";
        check = isAttrs;
        emptyValue.value = { };
        merge =
          location: definitions:
          mapAttrs (_: member: member.mergedValue) (members location element definitions);
        typeMerge = typeMergeInner name element lazyAttrsOf;
      }
    );

  nullOr =
    element:
    mkOptionType (
      likeElement [ ] nullOr element
      // rec {
        name = "nullOr";
        description = "null or ${besideOr element}";
        descriptionClass = "conjunction";
        check = value: value == null || element.check value;
        emptyValue.value = null;
        merge =
          location: definitions:
          let
            nulls = lib.count (definition: definition.value == null) definitions;
          in
          if nulls == 0 then
            element.merge location definitions
          else if nulls == lib.length definitions then
            null
          else
            throw "The option `${showOption location}` is defined both null and not null, in ${lib.showFiles (lib.getFiles definitions)}.";
        typeMerge = typeMergeInner name element nullOr;
      }
    );

  either =
    left: right:
    mkOptionType rec {
      name = "either";
      description = "${besideOrFirst left} or ${besideOrLast right}";
      descriptionClass = "conjunction";
      check = value: left.check value || right.check value;
      merge =
        location: definitions:
        let
          allAre = type: lib.all (definition: type.check definition.value) definitions;
        in
        if allAre left then
          left.merge location definitions
        else if allAre right then
          right.merge location definitions
        else
          lib.mergeOneOption location definitions;
      nestedTypes = { inherit left right; };
      typeMerge =
        other:
        let
          mergedLeft = left.typeMerge other.nestedTypes.left;
          mergedRight = right.typeMerge other.nestedTypes.right;
        in
        if other.name == name && mergedLeft != null && mergedRight != null then
          either mergedLeft mergedRight
        else
          null;
    };
  oneOf =
    types:
    if types == [ ] then
      throw "oneOf: needs a type"
    else
      lib.foldl' either (lib.head types) (lib.tail types);

  coercedTo =
    from: coerce: to:
    lib.throwIf (from.getSubModules != null)
      "coercedTo: coercedType must not have submodules (it’s a ${from.description})"
      (mkOptionType {
        name = "coercedTo";
        description = "${onItsOwn to} or ${onItsOwn from} convertible to it";
        check = value: from.check value && to.check (coerce value) || to.check value;
        merge =
          location: definitions:
          let
            coerced =
              definition:
              if from.check definition.value then
                definition // { value = coerce definition.value; }
              else
                definition;
          in
          to.merge location (map coerced definitions);
        inherit (to) emptyValue getSubModules getSubOptions;
        substSubModules = modules: coercedTo from coerce (to.substSubModules modules);
        nestedTypes = {
          coercedType = from;
          finalType = to;
        };
        typeMerge = _: null;
      });

  functionTo =
    result:
    mkOptionType (
      likeElement [ "<function body>" ] functionTo result
      // rec {
        name = "functionTo";
        description = "function that evaluates to a(n) ${afterOf result}";
        descriptionClass = "composite";
        check = lib.isFunction;
        merge =
          location: definitions: argument:
          (mergeDefinitions (location ++ [ "<function body>" ]) result (
            map (definition: definition // { value = definition.value argument; }) definitions
          )).mergedValue;
        typeMerge = typeMergeInner name result functionTo;
      }
    );

  # one definition and no more
  unique =
    { message }:
    changed (type: {
      merge = lib.mergeUniqueOption {
        inherit message;
        inherit (type) merge;
      };
    });
  uniq = unique { message = ""; };

  # what JSON, and formats like it, can express
  serializableValueWith =
    {
      typeName,
      nullable ? true,
    }:
    let
      value =
        (if nullable then nullOr else lib.id) (oneOf [
          lib.types.bool
          lib.types.int
          lib.types.float
          lib.types.str
          lib.types.path
          (attrsOf value)
          (listOf value)
        ])
        // {
          description = "${typeName} value";
          descriptionClass = "conjunction";
          emptyValue.value = { };
          # its parts are values again, without end
          getSubModules = null;
          getSubOptions = _: { };
          nestedTypes = { };
          typeMerge = other: if other.description == "${typeName} value" then value else null;
        };
    in
    value;
  json = serializableValueWith { typeName = "JSON"; };
  toml = serializableValueWith {
    typeName = "TOML";
    nullable = false;
  };
}
