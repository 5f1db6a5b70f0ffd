/** What gateways find wrong with a question: words for the contracts in gateway-contracts.ts. */
import { headersOf, type Answer, type BackendRequest } from "./double.ts";

/** The host that gateways have been told to guard, and the domain it is in. */
export const guardedHost = "frigate.example.com";
const guardedDomain = "example.com";

/** What most answer to a question that they cannot read. */
export const badRequest: Answer = { status: 400 };

/** The answer to a question that is not as the gateway wants it; null where it is. */
export type Complaint = (question: BackendRequest) => Answer | null;

/** The first of several complaints. */
export const firstOf =
  (...complaints: readonly Complaint[]): Complaint =>
  (question) =>
    complaints.reduce<Answer | null>((found, complaint) => found ?? complaint(question), null);

/** Headers the gateway must not be sent. */
export const without =
  (problem: Answer, ...names: readonly string[]): Complaint =>
  (question) =>
    names.some((name) => headersOf(question, name).length > 0) ? problem : null;

/** Methods that the gateway's router knows. */
export const onlyBy =
  (...methods: readonly string[]): Complaint =>
  ({ method }) =>
    methods.includes(method) ? null : { status: 405 };

/** One header line whose value has this form. */
export const oneLine =
  (problem: Answer, name: string, form: RegExp): Complaint =>
  (question) => {
    const [value, ...others] = headersOf(question, name);
    return value !== undefined && others.length === 0 && form.test(value) ? null : problem;
  };

/** The address a question is about; null where the header is missing, is there twice, or is no address. */
function addressAsked(question: BackendRequest): URL | null {
  const [value, ...others] = headersOf(question, "X-Original-URL");
  if (value === undefined || others.length > 0) return null;
  try {
    return new URL(value);
  } catch {
    return null;
  }
}

/** Asked about a host of the guarded domain, in a header line of its own. */
export const asksAbout =
  (problem: Answer, schemes: readonly string[]): Complaint =>
  (question) => {
    const address = addressAsked(question);
    const isGuarded = address !== null && `.${address.hostname}`.endsWith(`.${guardedDomain}`);
    return isGuarded && schemes.includes(address.protocol) ? null : problem;
  };

/** The schemes of pages. */
export const web = ["http:", "https:"];

/** The Host header, in a line of its own: Go's servers refuse two (net/http, readRequest). */
export const oneHost = (problem: Answer): Complaint =>
  firstOf(
    (question) => (headersOf(question, "Host").length === 1 ? null : badRequest),
    oneLine(problem, "Host", new RegExp(`^${guardedHost.replaceAll(".", "\\.")}(:\\d+)?$`)),
  );

/** An address of IPv4 or IPv6. */
export const address = /^[\da-f.:]+$/i;
