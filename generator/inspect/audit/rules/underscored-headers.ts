import { directivesNamed } from "../../nginx/parse.ts";
import { publicHosts, type Deployment, type Host } from "../deployment.ts";
import type { Check } from "../rule.ts";

export const underscoredHeaders: Check = (deployment) => {
  const own = publicHosts(deployment);
  const levels = [
    ...directivesNamed(deployment.file.body, "http"),
    ...own.map(({ server }) => server.directive),
    ...neighbours(deployment, own).map(({ server }) => server.directive),
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

/** Servers whose settings nginx reads the headers with, until it knows by `Host` that Frigate's is meant. */
function neighbours(deployment: Deployment, own: readonly Host[]): readonly Host[] {
  const addresses = own.flatMap(({ listens }) => listens.map(({ address }) => address));
  return deployment.hosts.filter(
    (host) =>
      !own.includes(host) &&
      host.listens.some(
        ({ address, directive }) =>
          addresses.includes(address) &&
          (host.mayBeDefault ||
            (directive?.args.some(({ value }) => value === "ssl" || value === "quic") ?? false)),
      ),
  );
}
