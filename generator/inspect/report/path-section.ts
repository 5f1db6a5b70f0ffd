/** The request path as a diagram: boxes of text in the order in which a request meets them, so that it can be read aloud. */
import type { Access, RouteRow } from "../evaluate/routes.ts";
import type { ReportData } from "./data.ts";
import { h, type Content, type Html } from "./html.ts";
import { showBecoming, type WayKind } from "../evaluate/identity.ts";
import type { Backend, DecidedWay, Entrance, Outcome } from "./path.ts";
import { code, sentence, section } from "./words.ts";

export const pathSection = (data: ReportData): Html =>
  section(
    "path",
    "The way of a request",
    h(
      "figure",
      { class: "path", "aria-labelledby": "path-heading", "aria-describedby": "path-caption" },
      h(
        "figcaption",
        { id: "path-caption" },
        "A protected location lets nobody through before /auth has said who is asking. Its answer goes along to Frigate.",
      ),
      h(
        "ol",
        { class: "stations" },
        station("Browser", "browser", h("p", {}, "asks for a page of ", code(data.hostname))),
        station("nginx listens", "listener", entranceList(data.path.entrances)),
        station("A location fits", "location", accessList(data.routes)),
        h("li", { class: "question" }, question(data)),
        station("Backend", "backend", backendList(data)),
      ),
    ),
  );

const station = (title: string, name: string, ...content: readonly Content[]): Html =>
  h("li", { class: `station ${name}` }, h("h3", {}, title), ...content);

const entranceList = (entrances: readonly Entrance[]): Html =>
  h(
    "ul",
    { class: "plain" },
    entrances.map(({ listen, reaches }) => h("li", {}, code(listen), note(entranceNotes[reaches]))),
  );

const entranceNotes = {
  network: "",
  redirect: "only sends on",
  host: "for programs of this host",
} as const satisfies Record<Entrance["reaches"], string>;

const note = (text: string): Content => (text === "" ? [] : [" ", h("span", { class: "note" }, text)]);

const accessNotes = {
  protected: "/auth is asked first",
  public: "nobody is asked",
  internal: "no request from outside",
} as const satisfies Record<Access, string>;

const accessList = (routes: readonly RouteRow[]): Html =>
  h(
    "ul",
    { class: "plain" },
    (["protected", "public", "internal"] as const)
      .map((access) => ({ access, count: routes.filter((route) => route.access === access).length }))
      .filter(({ count }) => count > 0)
      .map(({ access, count }) =>
        h("li", {}, h("span", { class: `badge ${access}` }, `${count} ${access}`), note(accessNotes[access])),
      ),
  );

const question = ({ path }: ReportData): Content => [
  h("h3", {}, code("/auth"), ": who is asking?"),
  path.identityServer === null
    ? h("p", {}, "Frigate itself is asked.")
    : h(
        "p",
        {},
        "The first that fits counts. What nginx has to find out by itself, it does in its identity server at ",
        code(path.identityServer),
        ", which nothing on the network reaches.",
      ),
  h("ol", { class: "ways" }, path.ways.map(wayRow)),
  h(
    "p",
    { class: "answer" },
    h("strong", {}, "Back to the location: "),
    "a yes brings the user and one role along, anything else is a 401 or 403.",
  ),
];

const wayRow = ({ title, details, becomes, kind, outcome }: DecidedWay): Html =>
  h(
    "li",
    { class: `way ${outcome}` },
    h(
      "div",
      { class: "who" },
      h("strong", {}, kind === "nobody" ? "Everybody else" : sentence(title)),
      wayDetails(kind, details),
      becomes.length === 0
        ? []
        : h(
            "ul",
            { class: "becomes" },
            becomes.map((one) => h("li", {}, showBecoming(one))),
          ),
    ),
    h("p", { class: "outcome" }, kind === "internal listener" ? listenerOutcome : outcomes[outcome]),
  );

/** The gateway is a station of its own; the rest of what is said of it is what its answer gives. */
function wayDetails(kind: WayKind, details: string): Content {
  if (details === "") return [];
  if (kind !== "gateway") return h("p", {}, details);
  const [gateway = "", ...answers] = details.replace("; then Frigate", "").split(", ");
  return [
    h("p", { class: "gateway" }, "Gateway ", code(gateway.replace(/^gateway /, ""))),
    h("p", {}, `answers with the ${answers.join(", the ")}`),
  ];
}

const listenerOutcome: Content = [h("strong", {}, "Frigate’s /auth"), " knows this listener"];

const outcomes = {
  frigate: [h("strong", {}, "Frigate’s /auth"), " judges by role and camera"],
  nginx: [h("strong", {}, "nginx"), " lets in; Frigate is not asked"],
  open: [h("strong", {}, "no sign-in"), "; Frigate lets in whoever asks like this"],
  refused: [h("strong", {}, "refused"), "; Frigate is not asked"],
} as const satisfies Record<Outcome, Content>;

const backendList = ({ path }: ReportData): Content => [
  h(
    "ul",
    { class: "plain" },
    path.backends.map(({ name, address }) => h("li", {}, backendNames[name], " ", code(address))),
    h("li", {}, "recordings and pages from disk"),
  ),
  h("p", { class: "note" }, "The API is told ", code("Remote-User"), " and ", code("Remote-Role"), "."),
];

const backendNames = {
  "frigate-api": "Frigate’s API",
  "frigate-mqtt-ws": "Frigate’s messages",
  "frigate-jsmpeg": "live pictures",
  "frigate-go2rtc": "go2rtc",
} as const satisfies Record<Backend["name"], string>;
