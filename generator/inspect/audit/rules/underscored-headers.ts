import { directivesNamed } from "../../nginx/parse.ts";
import type { Check } from "../rule.ts";
import { publicHosts } from "../deployment.ts";

export const underscoredHeaders: Check = (deployment) => {
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
};
