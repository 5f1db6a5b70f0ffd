import { showMatcher } from "../../nginx/effective.ts";
import { directivesNamed, inHttp } from "../../nginx/parse.ts";
import { listed, type Check } from "../rule.ts";
import { publicHosts, type Host, type Deployment } from "../deployment.ts";

export const replacedServerAuth: Check = (deployment) =>
  publicHosts(deployment).flatMap((host) => replaced(deployment, host));

function replaced(deployment: Deployment, host: Host) {
  const outer =
    directivesNamed(host.server.directive.block, "auth_request").at(-1) ??
    inHttp(deployment.file, "auth_request").at(-1);
  const target = outer?.args[0]?.value ?? "off";
  if (outer === undefined || target === "off") return [];
  const others = host.locations.filter(
    ({ isOpen, guard }) => isOpen && guard.kind === "question" && guard.target !== target,
  );
  if (others.length === 0) return [];
  return [
    {
      route: null,
      position: outer.position,
      found: `auth_request ${target} of the server is not asked in ${listed(others.map(({ route }) => showMatcher(route.matcher)))}, which ask another.`,
      why: "What looks as if it were behind two questions is behind one: where Frigate asks nobody, everything is open.",
      fix: "Let the location that is asked put both questions, or leave the server's auth_request out.",
    },
  ];
}
