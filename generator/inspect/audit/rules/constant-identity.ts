import { positionIn, type Check } from "../rule.ts";
import { settingsOf } from "../headers.ts";
import { openLocations } from "../deployment.ts";

export const constantIdentity: Check = (deployment) =>
  openLocations(deployment)
    .filter(({ parts, guard }) => parts.length > 0 && guard.kind !== "answers")
    .flatMap((location) =>
      ["Remote-Role", "Remote-User"].flatMap((name) => {
        const fixed = settingsOf(location, name).find(({ args }) => /^[^$]+$/.test(args[1]?.value ?? ""));
        if (fixed === undefined) return [];
        const value = fixed.args[1]?.value ?? "";
        return [
          {
            severity: value === "admin" ? ("critical" as const) : ("medium" as const),
            ...positionIn(location, fixed),
            found: `proxy_set_header ${name} is always "${value}".`,
            why:
              value === "admin"
                ? "Everybody who can sign in at all is administrator, and camera limits hold for nobody."
                : "Frigate cannot tell people apart: neither roles nor camera limits mean anything.",
            fix: `Fill it from the answer of the question: \`auth_request_set $role $upstream_http_remote_role;\`, or a map from groups to a role.`,
          },
        ];
      }),
    );
