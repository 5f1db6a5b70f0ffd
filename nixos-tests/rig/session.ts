/** The sessions of Frigate's double: what a token says, and a seal, so that no test can make one up by accident. */
import { createHmac } from "node:crypto";

export interface Session {
  readonly user: string;
  readonly role: string;
  /** End, in seconds since 1970. */
  readonly expires: number;
}

/** Frigate's name for its cookie. Source: frigate/config/auth.py. */
export const sessionCookie = "frigate_token";

/** Seconds a session lasts. Source: frigate/config/auth.py. */
export const sessionLength = 86_400;

const seal = (content: string): string =>
  createHmac("sha256", "frigate's double").update(content).digest("base64url");

export function tokenOf(session: Session): string {
  const content = Buffer.from(JSON.stringify(session)).toString("base64url");
  return `${content}.${seal(content)}`;
}

/** What the token says; null when it was not made by {@link tokenOf}. */
export function readToken(token: string): Session | null {
  const [content = "", sealed] = token.split(".");
  if (seal(content) !== sealed) return null;
  return JSON.parse(Buffer.from(content, "base64url").toString("utf8")) as Session;
}

/** `Set-Cookie` that begins or renews a session. */
export const giveCookie = (session: Session): string =>
  `${sessionCookie}=${tokenOf(session)}; HttpOnly; Max-Age=${sessionLength}; Path=/; SameSite=lax`;

/** `Set-Cookie` that ends it. */
export const takeCookie = `${sessionCookie}=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=lax`;

/** The value of the session cookie in a `Cookie` header. */
export function cookieIn(header: string | null): string | null {
  const cookies = (header ?? "").split(";").map((cookie) => cookie.trim());
  const found = cookies.find((cookie) => cookie.startsWith(`${sessionCookie}=`));
  return found === undefined ? null : found.slice(sessionCookie.length + 1);
}
