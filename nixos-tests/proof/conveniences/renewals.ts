/** Sessions that are renewed in the answer to a question. */
import { gateways, type Gateway } from "../../../generator/schema/gateways.ts";
import type { HeaderLine } from "../../rig/client.ts";
import { contractOf, yesTo } from "../../rig/gateway-contracts.ts";
import type { Standing } from "../subject.ts";

export interface Renewals {
  /** What has to arrive in between. */
  readonly cookies: readonly string[];
  begin(): void;
  end(): void;
}

/** Whoever signs people in renews their session: the gateway, or Frigate. */
export function renewals({ subject, gateway, rig }: Standing): Renewals {
  const { authority, version } = subject;
  if (authority.kind === "gateway" && gateway !== null) {
    const { splitCookie }: Gateway = gateways[authority.name];
    const attributes = "; Path=/; HttpOnly; Secure";
    const cookies =
      splitCookie === undefined
        ? [`session=renewed${attributes}`]
        : [`${splitCookie}_0=renewed${attributes}`, `${splitCookie}_1=rest${attributes}`];
    const { headers = [], ...yes } = yesTo(contractOf(authority.name), { name: "bob", groups: [] });
    const withCookies = cookies.map((cookie): HeaderLine => ["Set-Cookie", cookie]);
    return {
      cookies,
      begin: () => gateway.answerAll({ ...yes, headers: [...headers, ...withCookies] }),
      end: () => gateway.answerAll(null),
    };
  }
  if (authority.kind === "proxy") return { cookies: [], begin: () => {}, end: () => {} };
  const cookie = "frigate_token=renewed; Path=/; HttpOnly";
  const role: readonly HeaderLine[] = version === "0.15" ? [] : [["Remote-Role", "viewer"]];
  return {
    cookies: [cookie],
    begin: () =>
      rig.frigate.answerQuestions({
        status: 202,
        headers: [["Remote-User", "bob"], ...role, ["Set-Cookie", cookie]],
      }),
    end: () => rig.frigate.answerQuestions(null),
  };
}
