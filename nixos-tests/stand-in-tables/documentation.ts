/** The option reference: Nix expressions (see words.nix) and their values. */

import type { Json } from "../../generator/inspect/evaluate/nix.ts";

export const documentation: readonly (readonly [expression: string, value: Json])[] = [
  [
    'documented { options.a = mkOption { type = types.attrsOf (types.submodule { options.b = mkOption { type = types.listOf types.str; example = [ "x" ]; description = "B."; }; freeformType = types.attrsOf types.int; }); default = { }; description = "A."; }; }',
    [
      {
        default: { _type: "literalExpression", text: "{ }" },
        description: "A.",
        internal: false,
        loc: ["a"],
        name: "a",
        readOnly: false,
        type: "attribute set of (open submodule of attribute set of signed integer)",
        visible: true,
      },
      {
        default: { _type: "literalExpression", text: "[ ]" },
        description: "B.",
        example: { _type: "literalExpression", text: '[\n  "x"\n]' },
        internal: false,
        loc: ["a", "<name>", "b"],
        name: "a.<name>.b",
        readOnly: false,
        type: "list of string",
        visible: true,
      },
    ],
  ],
  [
    'documented { options.a = { secret = mkOption { internal = true; }; hidden = mkOption { visible = false; type = types.submodule { options.x = o types.int; }; }; shallow = mkOption { visible = "shallow"; readOnly = true; type = types.submodule { options.x = o types.int; }; }; }; }',
    [
      {
        description: null,
        internal: false,
        loc: ["a", "hidden"],
        name: "a.hidden",
        readOnly: false,
        type: "submodule",
        visible: false,
      },
      {
        description: null,
        internal: false,
        loc: ["a", "shallow"],
        name: "a.shallow",
        readOnly: true,
        type: "submodule",
        visible: true,
      },
    ],
  ],
  [
    'documented { options.a = { text = mkOption { type = types.package; defaultText = literalExpression "pkgs.x"; default = throw "not looked at"; example = literalMD "see *there*"; }; list = mkOption { type = types.listOf (types.submodule { options.x = o types.int; }); }; none = o (types.nullOr types.str); multi = d types.lines "x\\ny\\n"; }; }',
    [
      {
        description: null,
        internal: false,
        loc: ["a", "list"],
        name: "a.list",
        readOnly: false,
        type: "list of (submodule)",
        visible: true,
      },
      {
        description: null,
        internal: false,
        loc: ["a", "list", "*", "x"],
        name: "a.list.*.x",
        readOnly: false,
        type: "signed integer",
        visible: true,
      },
      {
        default: { _type: "literalExpression", text: "''\n  x\n  y\n''" },
        description: null,
        internal: false,
        loc: ["a", "multi"],
        name: "a.multi",
        readOnly: false,
        type: 'strings concatenated with "\\n"',
        visible: true,
      },
      {
        default: { _type: "literalExpression", text: "null" },
        description: null,
        internal: false,
        loc: ["a", "none"],
        name: "a.none",
        readOnly: false,
        type: "null or string",
        visible: true,
      },
      {
        default: { _type: "literalExpression", text: "pkgs.x" },
        description: null,
        example: { _type: "literalMD", text: "see *there*" },
        internal: false,
        loc: ["a", "text"],
        name: "a.text",
        readOnly: false,
        type: "package",
        visible: true,
      },
    ],
  ],
];
