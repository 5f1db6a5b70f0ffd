/** Names, sets and texts from which the printer's tests are made. */
import { assign, binary, literal, list, ref, select, set, text } from "../../generator/nix/ast.ts";

export const [a, b, c, f] = [ref("a"), ref("b"), ref("c"), ref("f")] as const;
export const one = literal(1);
export const two = set(assign("a", one), assign("b", literal(2)));
export const pair = list(text("a"), text("b"));
export const when = binary(ref("cfg.userHeader"), "!=", literal(null));
export const long = ref("cfg.nginx.reverseProxy.trustedAddresses");
export const or = select(a, "b", c);

export const lines = (...all: string[]): string => all.join("\n");
