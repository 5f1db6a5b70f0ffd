/** `module/frigate/gateways.nix`: what is known of each gateway. */
import { gateways, type Gateway } from "../schema/gateways.ts";
import { assign, literal, nest, set, text, type Assignment, type NixFile } from "../nix/ast.ts";
import { generatedFile } from "./file.ts";
import { nixValue } from "./value.ts";

/** The file: one attribute for each gateway. */
export function gatewaysFile(): NixFile {
  const entries = Object.entries(gateways) as readonly [string, Gateway][];
  return generatedFile(
    "What is known of each gateway (forward-auth server): the defaults of services.frigate.nginx, and what no option says.",
    set(...entries.map(([name, gateway]) => nest([name], set(...defaultsOf(gateway), ...quirks(gateway))))),
  );
}

/** What no option says. */
function quirks({
  httpsOnly,
  judgesAlike,
  knowsByAddress,
  quotesRoles,
  signIn,
  splitCookie,
}: Gateway): readonly Assignment[] {
  const flag = (name: string, value: boolean | undefined): readonly Assignment[] =>
    value === true ? [assign(name, literal(true))] : [];
  return [
    ...flag("answersAlike", judgesAlike),
    ...flag("knowsByAddress", knowsByAddress),
    ...flag("needsHttps", httpsOnly),
    ...flag("signsInOnAnotherHost", signIn.kind === "elsewhere"),
    ...flag("quotesRoles", quotesRoles),
    ...(signIn.kind === "answer" && signIn.header !== "Location"
      ? [assign("signInHeader", text(signIn.header))]
      : []),
    ...(splitCookie === undefined ? [] : [assign("splitCookie", text(splitCookie))]),
  ];
}

/** What the gateway's preset sets below `services.frigate.nginx`. */
export function defaultsOf(gateway: Gateway): readonly Assignment[] {
  const { signIn } = gateway;
  return [
    assign("authRequestUrl", text(gateway.authRequestUrl)),
    nest(["authRequestHeaders"], nixValue(gateway.authRequestHeaders)),
    ...Object.entries(gateway.publicLocations).map(([path, server]) =>
      assign(["publicLocations", path], text(server)),
    ),

    assign("reverseProxy.userHeader", text(gateway.userHeader)),
    ...(gateway.roleHeader === null ? [] : [assign("reverseProxy.roleHeader", text(gateway.roleHeader))]),
    ...(gateway.separator === "," ? [] : [assign("reverseProxy.separator", text(gateway.separator))]),
    ...(signIn.kind === "page" ? [assign("signIn.url", text(signIn.url))] : []),
    ...("redirectParameter" in signIn && signIn.redirectParameter !== "rd"
      ? [assign("signIn.redirectParameter", text(signIn.redirectParameter))]
      : []),
    ...(gateway.signOutUrl === null ? [] : [assign("signOutUrl", text(gateway.signOutUrl))]),
  ];
}
