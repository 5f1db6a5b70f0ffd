/** `module/frigate/gateways.nix`: what is known of each gateway. */
import { gateways, type Gateway } from "../schema/gateways.ts";
import {
  assign,
  blank,
  literal,
  nest,
  set,
  text,
  type Assignment,
  type Binding,
  type NixFile,
} from "../nix/ast.ts";
import { generatedFile } from "./file.ts";
import { nixValue } from "./value.ts";

/** The file: one attribute for each gateway. */
export function gatewaysFile(): NixFile {
  const entries = Object.entries(gateways) as readonly [string, Gateway][];
  return generatedFile(
    "The gateways (forward-auth servers) that are known by name. defaults: values of services.frigate.nginx. judgesAlike: the " +
      "answer does not depend on the address asked for. needsHttps: it judges no address without TLS. needsSignInUrl: people " +
      "sign in on another host. quotesRoles: entries of the role header stand in double quotes. signInHeader: header of a 401 " +
      "that says where to sign in. splitCookie: the second part of a large one is called like it, with _1 behind.",
    set(
      ...entries.flatMap(([name, gateway], index): readonly Binding[] => [
        ...(index === 0 ? [] : [blank]),
        nest([name], set(...quirks(gateway), assign("defaults", defaultsOf(gateway)))),
      ]),
    ),
  );
}

/** What no option says; the head of the file explains it. */
function quirks({
  httpsOnly,
  judgesAlike,
  quotesRoles,
  signIn,
  splitCookie,
}: Gateway): readonly Assignment[] {
  const flag = (name: string, value: boolean | undefined): readonly Assignment[] =>
    value === true ? [assign(name, literal(true))] : [];
  return [
    ...flag("judgesAlike", judgesAlike),
    ...flag("needsHttps", httpsOnly),
    ...flag("needsSignInUrl", signIn.kind === "elsewhere"),
    ...flag("quotesRoles", quotesRoles),
    ...(signIn.kind === "answer" && signIn.header !== "Location"
      ? [assign("signInHeader", text(signIn.header))]
      : []),
    ...(splitCookie === undefined ? [] : [assign("splitCookie", text(splitCookie))]),
  ];
}

/** What the gateway's preset sets below `services.frigate.nginx`. */
export function defaultsOf(gateway: Gateway) {
  const { signIn } = gateway;
  return set(
    assign("authRequestUrl", text(gateway.authRequestUrl)),
    nest(["authRequestHeaders"], nixValue(gateway.authRequestHeaders)),
    ...Object.entries(gateway.publicLocations).map(([path, server]) =>
      assign(["publicLocations", path], text(server)),
    ),
    nest(
      ["reverseProxy"],
      set(
        assign("userHeader", text(gateway.userHeader)),
        ...(gateway.roleHeader === null ? [] : [assign("roleHeader", text(gateway.roleHeader))]),
        ...(gateway.separator === "," ? [] : [assign("separator", text(gateway.separator))]),
      ),
    ),
    ...(signIn.kind === "page" ? [assign("signIn.url", text(signIn.url))] : []),
    ...("redirectParameter" in signIn && signIn.redirectParameter !== "rd"
      ? [assign("signIn.redirectParameter", text(signIn.redirectParameter))]
      : []),
    ...(gateway.signOutUrl === null ? [] : [assign("signOutUrl", text(gateway.signOutUrl))]),
  );
}
