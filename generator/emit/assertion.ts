/** One entry of a module's `assertions`. */
import { assign, set, type Expr, type StringPart } from "../nix/ast.ts";
import { message } from "./prose.ts";

/** What must hold, and what to say where it does not; the message is broken into lines. */
export function assertion(condition: Expr, ...parts: StringPart[]): Expr {
  return set(assign("assertion", condition), assign("message", message(...parts)));
}
