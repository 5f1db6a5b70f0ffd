import { directivesNamed } from "../../nginx/parse.ts";
import { rule } from "../rule.ts";
import { publicHosts } from "../deployment.ts";

export const underscoredHeaders = rule({
  id: "underscored-headers",
  title: "Headers with odd names are let through",
  severity: "high",
  about: `\`Remote_Role\` and \`Remote-Role\` are two headers to nginx and one to a WSGI program, which knows both as
\`HTTP_REMOTE_ROLE\`; Frigate's websocket is one (frigate/comms/ws.py). nginx drops names with underscores, unless
\`underscores_in_headers on\` or \`ignore_invalid_headers off\` lets them through: then \`proxy_set_header Remote-Role\` does not keep the
client's \`Remote_Role\` from arriving.`,
  holes: (deployment) => {
    const levels = [
      ...directivesNamed(deployment.file.body, "http"),
      ...publicHosts(deployment).map(({ server }) => server.directive),
    ];
    return levels
      .flatMap(({ block }) => [
        ...directivesNamed(block, "underscores_in_headers").filter(({ args }) => args[0]?.value === "on"),
        ...directivesNamed(block, "ignore_invalid_headers").filter(({ args }) => args[0]?.value === "off"),
      ])
      .map((directive) => ({
        route: null,
        position: directive.position,
        found: `${directive.name} ${directive.args[0]?.value ?? ""} lets headers such as Remote_Role through.`,
        why: "A client that sends Remote_Role: admin may be administrator on the websocket.",
        fix: "Leave the line out.",
      }));
  },
});
