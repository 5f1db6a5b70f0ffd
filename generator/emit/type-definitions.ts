/** Bindings of a module's `let`: the types that its options name. */
import { patternsIn, patternType } from "./types.ts";
import type { Member } from "../model/option.ts";
import { apply, assign, binary, lambda, ref, set, text, type Binding, type Expr } from "../nix/ast.ts";
import { wrapped } from "./prose.ts";

/** The types that these options refer to by name; `because` is the comment above them. */
export const typeDefinitions = (members: readonly Member[], because: string): readonly Binding[] => [
  assign(
    "matching",
    lambda(
      "meaning",
      lambda(
        "expression",
        binary(
          apply(ref("lib.types.strMatching"), ref("expression")),
          "//",
          set(assign("description", ref("meaning"))),
        ),
      ),
    ),
    wrapped(because),
  ),
  assign("named", named(), ["An attribute set whose names are checked as well as its values."]),
  ...patternsIn(members).map((name) => assign(name, patternType(name))),
];

function named(): Expr {
  const checked = apply(
    ref("lib.types.addCheck"),
    apply(ref("lib.types.attrsOf"), ref("values")),
    lambda("set", apply(ref("lib.all"), ref("names.check"), apply(ref("lib.attrNames"), ref("set")))),
  );
  const description = text("attribute set of ", ref("values.description"), " by ", ref("names.description"));
  return lambda("names", lambda("values", binary(checked, "//", set(assign("description", description)))));
}
