/** The module system: Nix expressions (see words.nix) and their values. */

import type { Json } from "../../generator/inspect/evaluate/nix.ts";

export const modules: readonly (readonly [expression: string, value: Json])[] = [
  // order of definitions: of later modules first, of imported modules before that
  [
    'evaluate [ { options.a = o types.lines; } { a = "1"; } { imports = [ { a = "3"; } { a = "4"; } ]; a = "2"; } ]',
    { a: "4\n3\n2\n1" },
  ],
  [
    "evaluate [ { options.a = o (types.listOf types.int); } { a = mkAfter [ 1 ]; } { a = mkMerge [ [ 2 ] (mkBefore [ 3 ]) (mkIf false [ 4 ]) ]; } { a = mkOrder 600 [ 5 ]; } ]",
    { a: [3, 5, 2, 1] },
  ],
  [
    'evaluate [ { options.a = o (types.attrsOf (types.submodule { options.x = o types.lines; })); } { a.b.x = "1"; } { a.b.x = "2"; } ]',
    { a: { b: { x: "1\n2" } } },
  ],
  [
    'evaluate [ { options.a = o (types.attrsOf (types.submodule { options.y = o (types.attrsOf (types.submodule { options.x = o types.lines; })); })); } { a.b.y.c.x = "1"; } { a.b.y.c.x = "2"; } ]',
    { a: { b: { y: { c: { x: "2\n1" } } } } },
  ],
  [
    'evaluate [ { options.a = o (types.submodule { options.x = o types.lines; config.x = "declared"; }); } { a.x = "1"; } { a.x = "2"; } ]',
    { a: { x: "declared\n1\n2" } },
  ],
  [
    "evaluate [ { options.a = o (types.listOf (types.submodule { options.x = o types.int; })); } { a = [ { x = 1; } ]; } { a = [ { x = 2; } ]; } ]",
    { a: [{ x: 2 }, { x: 1 }] },
  ],
  // strength of definitions
  ["evaluate [ { options.a = d types.int 1; } { a = mkDefault 2; } ]", { a: 2 }],
  ["evaluate [ { options.a = d types.int 1; } { a = mkOverride 1500 1; } ]", { a: 1 }],
  [
    "evaluate [ { options.a = o types.int; } { a = mkForce 1; } { a = 2; } { a = mkVMOverride 3; } ]",
    { a: 3 },
  ],
  [
    "evaluate [ { options.a = o (types.attrsOf types.int); } { a = mkDefault { x = 1; y = 2; }; } { a.x = 3; } ]",
    { a: { x: 3 } },
  ],
  [
    "evaluate [ { options.a.b = o types.int; options.a.c = o types.int; } { a = mkDefault { b = 1; c = 2; }; } { a.b = 3; } ]",
    { a: { b: 3, c: 2 } },
  ],
  [
    'evaluate [ { options.a = o types.lines; } { a = mkForce (mkBefore "1"); } { a = mkForce "2"; } { a = "3"; } ]',
    { a: "1\n2" },
  ],
  [
    'evaluate [ { options.a = o (types.attrsOf types.anything); } { a.b = mkIf true { c = mkForce 1; d = 1; }; } { a.b = { c = 2; d = 1; e = "e"; }; } ]',
    { a: { b: { c: 1, d: 1, e: "e" } } },
  ],
  // conditions
  [
    "evaluate [ { options.a = o types.int; options.b = d types.bool true; } ({ config, ... }: { a = mkIf config.b 1; }) ]",
    { a: 1, b: true },
  ],
  ['evaluate [ { options.a = d types.int 0; } (mkIf false { a = throw "not looked at"; }) ]', { a: 0 }],
  [
    "evaluate [ { options.a.b = o types.int; config = mkMerge [ { a.b = mkDefault 1; } (mkIf true { a = mkForce { b = 2; }; }) ]; } ]",
    { a: { b: 2 } },
  ],
  ["evaluate [ { options.a = d (types.attrsOf types.int) { z = 1; }; } { a.x = mkIf false 1; } ]", { a: {} }],
  [
    "evaluate [ { options.a = o (types.listOf types.int); } { a = [ 1 ] ++ [ (mkIf false 2) (mkIf true 3) ]; } ]",
    { a: [1, 3] },
  ],
  [
    "evaluate [ { options.a = o (types.lazyAttrsOf types.int); options.b = o types.bool; } ({ config, ... }: { a.x = mkIf (config.a ? x) 1; b = config.a ? x; }) ]",
    { a: { x: 1 }, b: true },
  ],
  // arguments
  [
    "evaluate [ { options.a = o types.int; } ({ given, ... }: { a = given; }) { _module.args.given = 4; } ]",
    { a: 4 },
  ],
  [
    "(evalModules { specialArgs.given = 5; modules = [ ({ given, lib, ... }: { options.a = lib.mkOption { default = given; }; }) ]; }).config",
    { a: 5 },
  ],
  [
    'evaluate [ { options.a = o (types.attrsOf (types.submodule ({ name, config, ... }: { options.x = d types.str "${name}-${config.y}"; options.y = o types.str; }))); options.z = o types.str; } ({ config, ... }: { a.b.y = "1"; z = config.a.b.x; }) ]',
    { a: { b: { x: "b-1", y: "1" } }, z: "b-1" },
  ],
  [
    "evaluate [ { options.a = o (types.submoduleWith { specialArgs.given = 6; modules = [ ({ given, ... }: { options.x = d types.int given; }) ]; }); } { a = { }; } ]",
    { a: { x: 6 } },
  ],
  // options that add up
  [
    "evaluate [ { options.a = mkOption { type = types.attrsOf (types.submodule { options.x = o types.int; }); apply = mapAttrs (_: v: v.x + v.y); }; } { options.a = o (types.attrsOf (types.submodule { options.y = d types.int 4; })); config.a.b.x = 1; } ]",
    { a: { b: 5 } },
  ],
  [
    'evaluate [ { options.a = mkOption { type = types.lines; default = ""; }; } { options.a = mkOption { apply = text: "<${text}>"; }; config.a = "x"; } ]',
    { a: "<x>" },
  ],
  [
    "evaluate [ { options.a = o (types.enum [ 1 2 ]); } { options.a = o (types.enum [ 2 3 ]); config.a = 3; } ]",
    { a: 3 },
  ],
  [
    "evaluate [ { options.a = o (types.nullOr (types.enum [ 1 ])); } { options.a = o (types.nullOr (types.enum [ 3 ])); config.a = 3; } ]",
    { a: 3 },
  ],
  [
    "evaluate [ { options.a = o (types.submodule { options.x = d types.int 1; }); } { options.a.y = d types.int 2; config.a.x = 3; } ]",
    { a: { x: 3, y: 2 } },
  ],
  [
    'evaluate [ { options.a = o (types.attrsOf (types.submodule { options.x = d types.lines ""; config.x = "first"; })); } { options.a = o (types.attrsOf (types.submodule { config.x = "second"; })); config.a.b.x = "third"; } ]',
    { a: { b: { x: "second\nfirst\nthird" } } },
  ],
  // free form
  [
    "evaluate [ { freeformType = types.attrsOf types.int; options.a = d types.int 0; } { x = 1; } { x = mkForce 2; y = mkIf false 3; } ]",
    { a: 0, x: 2 },
  ],
  [
    "evaluate [ { options.a = o (types.submodule { freeformType = types.attrsOf types.anything; options.b.c = d types.int 1; }); } { a = { x = 1; b.d = mkDefault 3; }; } { a.b.d = 4; a.x = mkForce 2; } ]",
    { a: { b: { c: 1, d: 4 }, x: 2 } },
  ],
  [
    'evaluate [ { options.a = o (types.attrsOf (types.submodule ({ options, ... }: { freeformType = types.attrsOf types.str; options.v = o types.str; config.u = mkIf options.v.isDefined "yes"; }))); } { a.q = { v = "1"; w = "2"; }; } ]',
    { a: { q: { u: "yes", v: "1", w: "2" } } },
  ],
  [
    "(evalModules { modules = [ { options.a = d types.int 1; config = { _module.check = false; b = 2; }; } ]; }).config",
    { a: 1 },
  ],
  // modules by file and key
  [
    'evaluate [ { imports = [ { key = "k"; options.x = d types.int 1; } { key = "k"; options.x = d types.int 1; } ]; } ]',
    { x: 1 },
  ],
  [
    'evaluate [ { disabledModules = [ { key = "k"; } ]; imports = [ { key = "k"; options.y = d types.int 1; imports = [ { options.w = d types.int 1; } ]; } { options.z = d types.int 1; } ]; } ]',
    { z: 1 },
  ],
  [
    "evaluate [ { options.a = o types.deferredModule; options.b = o (types.submoduleWith { modules = [ { options.x = d types.int 0; } ]; }); } { a = { x = 3; }; } ({ config, ... }: { b = config.a; }) ] // { a = null; }",
    { a: null, b: { x: 3 } },
  ],
  [
    "(evalModules { modules = [ { options.a = d types.int 1; } ]; }).extendModules { modules = [ { a = 2; } ]; } // { _module = null; extendModules = null; type = null; options = null; graph = null; }",
    {
      _module: null,
      _type: "configuration",
      class: null,
      config: { a: 2 },
      extendModules: null,
      graph: null,
      options: null,
      type: null,
    },
  ],
  // options that moved
  [
    'evaluate [ (mkRenamedOptionModule [ "a" ] [ "b" "c" ]) { options.warnings = o (types.listOf types.str); options.b.c = o types.lines; } { a = mkDefault "1"; } { a = "2"; } ]',
    {
      a: "2",
      b: { c: "2" },
      warnings: ["The option `a' defined in `<unknown-file>' has been renamed to `b.c'."],
    },
  ],
  [
    'evaluate [ (mkRenamedOptionModule [ "a" ] [ "b" ]) { options.warnings = o (types.listOf types.str); options.b = o types.int; } { b = 1; } ]',
    { a: 1, b: 1, warnings: [] },
  ],
  [
    'evaluate [ (mkAliasOptionModule [ "a" ] [ "b" ]) { options.warnings = o (types.listOf types.str); options.b = o types.int; } { a = mkDefault 1; } { b = 2; } ]',
    { a: 2, b: 2, warnings: [] },
  ],
  [
    'evaluate [ (mkChangedOptionModule [ "a" ] [ "b" ] (config: config.a + 1)) { options.warnings = o (types.listOf types.str); options.b = o types.int; } { a = 1; } ]',
    {
      a: 1,
      b: 2,
      warnings: [
        "The option `a' defined in `<unknown-file>' has been changed to `b' that has a different type. Please read `b' documentation and update your configuration accordingly.",
      ],
    },
  ],
  [
    'map (entry: removeAttrs entry [ "message" ]) (evaluate [ (mkRemovedOptionModule [ "a" ] "Use b.") { options.assertions = o (types.listOf types.raw); } { a = 1; } ]).assertions',
    [{ assertion: false }],
  ],
  [
    "evaluate [ { options.a = o types.int; options.b = o types.int; } ({ options, ... }: { a = mkDefault 1; b = mkAliasDefinitions options.a; }) ]",
    { a: 1, b: 1 },
  ],
  [
    'evaluate [ { options.a = o types.int; options.b = o (types.attrsOf types.int); } ({ options, ... }: { a = 1; b = mkAliasAndWrapDefinitions (setAttrByPath [ "x" ]) options.a; }) ]',
    { a: 1, b: { x: 1 } },
  ],
  // what is known about an option
  [
    '(evalModules { modules = [ { options.a = d types.lines "default"; } { a = mkMerge [ "x" (mkBefore "y") ]; } ]; }).options.a.definitions',
    ["y", "x"],
  ],
  [
    "(evalModules { modules = [ { options.a = mkOption { type = types.int; }; config.a = mkForce 3; } ]; }).options.a.highestPrio",
    50,
  ],
  [
    "map (f: (evalModules { modules = [ { options.a = o types.int; config = f; } ]; }).options.a.isDefined) [ { } { a = mkIf false 1; } { a = 1; } ]",
    [false, false, true],
  ],
  [
    '(evalModules { prefix = [ "p" ]; modules = [ { _file = "file"; options.a = d types.int 1; } ]; }).options.a.loc',
    ["p", "a"],
  ],
  [
    '(evalModules { modules = [ { _file = "file"; options.a = d types.int 1; } { _file = "other"; a = 2; } ]; }).options.a.files',
    ["other"],
  ],
  [
    'toString (evalModules { modules = [ { options.a."b.c" = d types.int 1; } ]; }).options.a."b.c"',
    'a."b.c"',
  ],
];
