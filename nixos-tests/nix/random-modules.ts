/**
 * Random NixOS modules for the printer's tests: the shapes that module authors write, with names and texts of real lengths,
 * so that every layout is met near the width limit.
 */
import * as fc from "fast-check";
import {
  apply,
  assign,
  blank,
  ifThenElse,
  inherit,
  lambda,
  letIn,
  list,
  literal,
  ref,
  select,
  set,
  withIn,
  type Binding,
  type Expr,
  type ListItem,
  type NixFile,
} from "../../generator/nix/ast.ts";
import { appended, blockString, call, conditions, lambdas, lineString, rare } from "./random-shapes.ts";
import {
  of,
  some,
  name,
  attribute,
  names,
  configured,
  atom,
  paths,
  comments,
  type Arb,
} from "./random-words.ts";

export interface Expressions {
  readonly expr: Arb<Expr>;
  readonly bindings: Arb<Binding[]>;
}

/** Expressions of at most this depth. */
export function expressions(depth: number): Expressions {
  if (depth === 0) {
    const binding = fc.tuple(name, atom).map(([key, value]) => assign([key], value));
    return { expr: atom, bindings: some(binding, 1, 2) };
  }
  const inner = expressions(depth - 1);
  const bindings = bindingList(inner);
  const attrs = bindings.map((all) => set(...all));
  const items = some(fc.tuple(inner.expr, comments), 1, 4).map((pairs) =>
    list(...pairs.map(([value, comment]): ListItem => ({ value, comment }))),
  );
  const text = blockString(inner.expr);
  const condition = conditions(inner.expr);
  const calls = call(inner.expr, attrs, items, condition, text);
  const expr: Arb<Expr> = fc.oneof(
    { weight: 4, arbitrary: atom },
    { weight: 4, arbitrary: attrs },
    { weight: 3, arbitrary: items },
    { weight: 8, arbitrary: calls },
    { weight: 3, arbitrary: text },
    { weight: 1, arbitrary: lineString(inner.expr) },
    { weight: 2, arbitrary: condition },
    { weight: 3, arbitrary: appended(inner.expr, attrs, items, text, condition) },
    { weight: 2, arbitrary: lambdas(inner.expr, attrs) },
    {
      weight: 1,
      arbitrary: fc.tuple(condition, inner.expr, inner.expr).map(([c, a, b]) => ifThenElse(c, a, b)),
    },
    { weight: 1, arbitrary: fc.tuple(configured, inner.expr).map(([scope, body]) => withIn(scope, body)) },
    {
      weight: 1,
      arbitrary: fc.tuple(configured, atom).map(([subject, fallback]) => select(subject, ["name"], fallback)),
    },
    { weight: 1, arbitrary: fc.tuple(bindings, inner.expr).map(([all, body]) => letIn(all, body)) },
    { weight: 1, arbitrary: rare(inner.expr, bindings, condition) },
  );
  return { expr, bindings };
}

function bindingList(inner: Expressions): Arb<Binding[]> {
  const assignment = fc
    .tuple(some(attribute, 1, 3), fc.oneof({ weight: 20, arbitrary: inner.expr }, paths), comments)
    .map(([path, value, comment]) => assign(path, value, comment));
  const dynamic = fc
    .tuple(some(name, 1, 2), names(1, 2), name, inner.expr)
    .map(([path, key, last, value]) => assign([...path, key, last], value));
  const inherited = fc
    .tuple(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), of(null, ref("lib"), ref("config.services")))
    .map(([all, from]) => inherit(all, from));
  const binding = fc.oneof(
    { weight: 10, arbitrary: assignment },
    { weight: 1, arbitrary: dynamic },
    { weight: 1, arbitrary: inherited },
    { weight: 2, arbitrary: fc.constant(blank) },
  );
  return some(binding, 1, 4).map((all) =>
    all.every((one) => one.kind === "blank") ? [assign(["a"], literal(1))] : all,
  );
}

/** A whole module: header, `{ config, lib, … }:`, let, options and config. */
export function moduleFile(depth: number): Arb<NixFile> {
  const { bindings } = expressions(depth);
  return fc
    .tuple(some(of("Generated.", "Do not edit."), 0, 2), bindings, bindings, bindings)
    .map(([header, local, options, config]) => ({
      header,
      body: lambda(
        ["config", "lib", "pkgs"],
        letIn(
          [assign("cfg", ref("config.services.frigate")), ...local],
          set(
            assign("options.services.frigate", set(...options)),
            blank,
            assign("config", apply(ref("lib.mkIf"), ref("cfg.enable"), set(...config))),
          ),
        ),
      ),
    }));
}
