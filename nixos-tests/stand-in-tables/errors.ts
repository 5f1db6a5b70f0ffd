/** Mistakes, as Nix expressions (see words.nix), and the first sentence of the message they end in. */
export const errors: readonly (readonly [mistake: string, expression: string, sentence: string])[] = [
  // definitions
  [
    "a value of another type",
    "evaluate [ { options.a = o types.bool; } { a = 1; } ]",
    "A definition for option `a' is not of type `boolean'",
  ],
  [
    "an element of another type",
    'evaluate [ { options.a = o (types.attrsOf (types.listOf types.int)); } { a.b = [ 1 "z" ]; } ]',
    "A definition for option `a.b.\"[definition 1-entry 2]\"' is not of type `signed integer'",
  ],
  [
    "a value of neither type",
    "evaluate [ { options.a = o (types.either types.str types.int); } { a = [ ]; } ]",
    "A definition for option `a' is not of type `string or signed integer'",
  ],
  [
    "a value that is no choice",
    'evaluate [ { options.a = o (types.enum [ "x" "y" ]); } { a = "z"; } ]',
    'A definition for option `a\' is not of type `one of "x", "y"\'',
  ],
  [
    "text that does not match",
    'evaluate [ { options.a = o (types.strMatching "[a-z]+"); } { a = "A"; } ]',
    "A definition for option `a' is not of type `string matching the pattern [a-z]+'",
  ],
  [
    "a number out of range",
    "evaluate [ { options.a = o types.port; } { a = 70000; } ]",
    "A definition for option `a' is not of type `16 bit unsigned integer; between 0 and 65535 (both inclusive)'",
  ],
  [
    "a list where names are needed",
    "evaluate [ { options.a = o (types.attrsOf types.str); } { a = [ ]; } ]",
    "A definition for option `a' is not of type `attribute set of string'",
  ],
  [
    "no submodule",
    "evaluate [ { options.a = o (types.submodule { }); } { a = 7; } ]",
    "A definition for option `a' is not of type `submodule'",
  ],
  [
    "what does not convert",
    "evaluate [ { options.a = o (types.coercedTo types.int toString types.str); } { a = [ ]; } ]",
    "A definition for option `a' is not of type `string or signed integer convertible to it'",
  ],
  [
    "an empty list",
    "evaluate [ { options.a = o (types.nonEmptyListOf types.int); } { a = [ ]; } ]",
    "A definition for option `a' is not of type `non-empty (list of signed integer)'",
  ],
  [
    "a condition inside a priority",
    "evaluate [ { options.a = o types.int; } { a = mkForce (mkIf true 1); } ]",
    "A definition for option `a' is not of type `signed integer'",
  ],
  [
    "a result of another type",
    "(evaluate [ { options.a = o (types.functionTo types.str); } { a = x: x; } ]).a 1",
    "A definition for option `a.<function body>' is not of type `string'",
  ],
  [
    "two values",
    'evaluate [ { options.a = o types.str; } { a = "x"; } { a = "y"; } ]',
    "The option `a' has conflicting definition values:",
  ],
  [
    "two values, deep inside",
    'evaluate [ { options.a = o types.anything; } { a.b = "x"; } { a.b = "y"; } ]',
    "The option `a.b' has conflicting definition values:",
  ],
  [
    "two values of no type",
    "evaluate [ { options.a = mkOption { }; } { a = 2; } { a = 3; } ]",
    "Cannot merge definitions of `a'",
  ],
  [
    "null and a value",
    'evaluate [ { options.a = o (types.nullOr types.str); } { a = null; } { a = "x"; } ]',
    "The option `a` is defined both null and not null, in `<unknown-file>' and `<unknown-file>'",
  ],
  [
    "one definition too many",
    "evaluate [ { options.a = o types.raw; } { a = 1; } { a = 1; } ]",
    "The option `a' is defined multiple times while it's expected to be unique",
  ],
  [
    "a definition of what is fixed",
    'evaluate [ { options.a = d types.str "x" // { readOnly = true; }; } { a = "y"; } ]',
    "The option `a' is read-only, but it's set multiple times",
  ],
  [
    "no value",
    "evaluate [ { options.a = o types.int; } ]",
    "The option `a' was accessed but has no value defined",
  ],
  [
    "no value in a submodule",
    "evaluate [ { options.a = o (types.attrsOf (types.submodule { options.x = o types.int; })); } { a.b = { }; } ]",
    "The option `a.b.x' was accessed but has no value defined",
  ],

  // options that do not exist
  ["a misspelt option", "evaluate [ { b = 1; } ]", "The option `b' does not exist"],
  [
    "a misspelt option below another name",
    "evaluate [ { options.a.enable = o types.bool; } { a.enabl = true; } ]",
    "The option `a.enabl' does not exist",
  ],
  [
    "a misspelt option in a submodule",
    'evaluate [ { options.a = o (types.attrsOf (types.submodule { options.x = o types.int; })); } { a."b.c".y = 1; } ]',
    'The option `a."b.c".y\' does not exist',
  ],
  [
    "a misspelt option under a condition that does not hold",
    "evaluate [ (mkIf false { b.c = 1; }) ]",
    "The option `b' does not exist",
  ],
  [
    "a value in place of options",
    'evaluate [ { options.a.enable = o types.bool; } { a = "x"; } ]',
    "In module `<unknown-file>', you're trying to define a value of type `string'",
  ],

  // declarations
  [
    "two types",
    "evaluate [ { options.a = o types.str; } { options.a = o types.int; } ]",
    "The option `a' in `<unknown-file>' is already declared in `<unknown-file>'",
  ],
  [
    "two defaults",
    'evaluate [ { options.a = d types.str "1"; } { options.a = d types.str "1"; } ]',
    "The option `a' in `<unknown-file>' is already declared in `<unknown-file>'",
  ],
  [
    "options inside a string",
    "evaluate [ { options.a = o types.str; } { options.a.b = o types.int; } ]",
    "The option `a' in module `<unknown-file>' would be a parent of the following options, but its type `string' does not support nested options",
  ],

  // modules
  [
    "configuration beside options",
    "evaluate [ { options.a = o types.int; a = 1; } ]",
    "Module `:anon-1' has an unsupported attribute `a'",
  ],
  ["no module", "evaluate [ (mkMerge [ ]) ]", 'Expected a module, but found a value of type "merge"'],
  [
    "a module of another kind",
    '(evalModules { class = "nixos"; modules = [ { _class = "darwin"; } ]; }).config',
    'The module `<unknown-file>` (class: "darwin") cannot be imported into a module evaluation that expects class "nixos"',
  ],
  [
    "an unknown argument",
    "evaluate [ ({ foo, ... }: { options.a = o types.int; config.a = foo; }) ]",
    "attribute 'foo' missing",
  ],
  [
    "a condition that is no truth value",
    'evaluate [ { options.a = o types.int; } { a = mkIf "x" 1; } ]',
    "‘mkIf’ called with a non-Boolean condition",
  ],
  [
    "an option that was removed",
    '(evaluate [ (mkRemovedOptionModule [ "a" ] "Use b.") { options.assertions = o types.raw; } ]).a',
    "The option `a' can no longer be used since it's been removed",
  ],

  // functions
  ["throwIf", 'throwIf true "no way" 1', "no way"],
  ["the last of nothing", "last [ ]", "lists.last: list must not be empty!"],
  ["a path that is not there", 'getAttrFromPath [ "a" "b" ] { }', "cannot find attribute 'a.b'"],
  ["a number that is none", 'toInt "1x"', 'toInt: Could not convert "1x" to int'],
  [
    "an octal number",
    'toInt "010"',
    'toInt: Ambiguity in interpretation of "010" between octal and zero padded integer',
  ],
  [
    "a program of no package",
    'getExe "x"',
    "lib.meta.getExe': The first argument is of type string, but it should be a derivation instead",
  ],
  [
    "a package that is not there",
    'evaluate [ { options.a = mkPackageOption { } "x" { }; } ]',
    "x cannot be found in pkgs",
  ],
  ["a type that is not there", "types.foo", "attribute 'foo' missing"],
];
