/** The check of each rule of generator/schema/audit-rules.ts. */
import { auditRules, type RuleId } from "../../schema/audit-rules.ts";
import { aliasTraversal } from "./rules/alias-traversal.ts";
import { authBasicInQuestion } from "./rules/auth-basic-in-question.ts";
import { authCannotRefuse } from "./rules/auth-cannot-refuse.ts";
import { authForwardsBody } from "./rules/auth-forwards-body.ts";
import { authForwardsHeaders } from "./rules/auth-forwards-headers.ts";
import { cacheKeyWithoutIdentity } from "./rules/cache-key-without-identity.ts";
import { clientChosenAddress } from "./rules/client-chosen-address.ts";
import { clientChosenUpstream } from "./rules/client-chosen-upstream.ts";
import { clientIdentityHeader } from "./rules/client-identity-header.ts";
import { constantIdentity } from "./rules/constant-identity.ts";
import { decodedPathInHeader } from "./rules/decoded-path-in-header.ts";
import { duplicateProxyHeader } from "./rules/duplicate-proxy-header.ts";
import { errorPageLetsIn } from "./rules/error-page-lets-in.ts";
import { errorPageLocksOut } from "./rules/error-page-locks-out.ts";
import { errorPageTrap } from "./rules/error-page-trap.ts";
import { everybodyTrusted } from "./rules/everybody-trusted.ts";
import { foreignWebsocket } from "./rules/foreign-websocket.ts";
import { frigateNotAsked } from "./rules/frigate-not-asked.ts";
import { gatewayBelievesClient } from "./rules/gateway-believes-client.ts";
import { internalPortExposed } from "./rules/internal-port-exposed.ts";
import { jitMapDefault } from "./rules/jit-map-default.ts";
import { limitWithoutAddress } from "./rules/limit-without-address.ts";
import { lostProxyHeaders } from "./rules/lost-proxy-headers.ts";
import { mappingCacheWithoutRole } from "./rules/mapping-cache-without-role.ts";
import { ownCallsRefused } from "./rules/own-calls-refused.ts";
import { publicCacheHeader } from "./rules/public-cache-header.ts";
import { publicPrefix } from "./rules/public-prefix.ts";
import { redirectToClientHost } from "./rules/redirect-to-client-host.ts";
import { replacedServerAuth } from "./rules/replaced-server-auth.ts";
import { rtmpOpen } from "./rules/rtmp-open.ts";
import { satisfyAny } from "./rules/satisfy-any.ts";
import { setFromAuthVariable } from "./rules/set-from-auth-variable.ts";
import { signOutUndone } from "./rules/sign-out-undone.ts";
import { staleAuthAnswer } from "./rules/stale-auth-answer.ts";
import { uncheckedCameraPath } from "./rules/unchecked-camera-path.ts";
import { underscoredHeaders } from "./rules/underscored-headers.ts";
import { unencodedReturnAddress } from "./rules/unencoded-return-address.ts";
import { unprotectedRoute } from "./rules/unprotected-route.ts";
import type { Check, Rule } from "./rule.ts";

/** A rule without a check, and a check without a rule, do not compile. */
const checks = {
  "unprotected-route": unprotectedRoute,
  "auth-cannot-refuse": authCannotRefuse,
  "error-page-lets-in": errorPageLetsIn,
  "satisfy-any": satisfyAny,
  "internal-port-exposed": internalPortExposed,
  "client-chosen-upstream": clientChosenUpstream,
  "public-prefix": publicPrefix,
  "rtmp-open": rtmpOpen,
  "alias-traversal": aliasTraversal,
  "client-identity-header": clientIdentityHeader,
  "constant-identity": constantIdentity,
  "everybody-trusted": everybodyTrusted,
  "duplicate-proxy-header": duplicateProxyHeader,
  "underscored-headers": underscoredHeaders,
  "decoded-path-in-header": decodedPathInHeader,
  "frigate-not-asked": frigateNotAsked,
  "replaced-server-auth": replacedServerAuth,
  "client-chosen-address": clientChosenAddress,
  "unchecked-camera-path": uncheckedCameraPath,
  "auth-forwards-headers": authForwardsHeaders,
  "auth-forwards-body": authForwardsBody,
  "gateway-believes-client": gatewayBelievesClient,
  "limit-without-address": limitWithoutAddress,
  "auth-basic-in-question": authBasicInQuestion,
  "cache-key-without-identity": cacheKeyWithoutIdentity,
  "stale-auth-answer": staleAuthAnswer,
  "public-cache-header": publicCacheHeader,
  "mapping-cache-without-role": mappingCacheWithoutRole,
  "jit-map-default": jitMapDefault,
  "set-from-auth-variable": setFromAuthVariable,
  "lost-proxy-headers": lostProxyHeaders,
  "error-page-trap": errorPageTrap,
  "error-page-locks-out": errorPageLocksOut,
  "foreign-websocket": foreignWebsocket,
  "unencoded-return-address": unencodedReturnAddress,
  "sign-out-undone": signOutUndone,
  "own-calls-refused": ownCallsRefused,
  "redirect-to-client-host": redirectToClientHost,
} as const satisfies Record<RuleId, Check>;

/** Every rule, in the order of the table. */
export const rules: readonly Rule[] = (Object.keys(auditRules) as readonly RuleId[]).map((id) => ({
  id,
  ...auditRules[id],
  check: checks[id],
}));
