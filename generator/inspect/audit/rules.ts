/** Every rule, in the order of docs/audit.md: who gets in, as whom, what is kept, what decides, what people see. */
import { aliasTraversal } from "./rules/alias-traversal.ts";
import { authCannotRefuse } from "./rules/auth-cannot-refuse.ts";
import { authForwardsBody } from "./rules/auth-forwards-body.ts";
import { authForwardsHeaders } from "./rules/auth-forwards-headers.ts";
import { cacheKeyWithoutIdentity } from "./rules/cache-key-without-identity.ts";
import { clientChosenAddress } from "./rules/client-chosen-address.ts";
import { clientIdentityHeader } from "./rules/client-identity-header.ts";
import { constantIdentity } from "./rules/constant-identity.ts";
import { decodedPathInHeader } from "./rules/decoded-path-in-header.ts";
import { duplicateProxyHeader } from "./rules/duplicate-proxy-header.ts";
import { errorPageTrap } from "./rules/error-page-trap.ts";
import { frigateNotAsked } from "./rules/frigate-not-asked.ts";
import { gatewayBelievesClient } from "./rules/gateway-believes-client.ts";
import { internalPortExposed } from "./rules/internal-port-exposed.ts";
import { lostProxyHeaders } from "./rules/lost-proxy-headers.ts";
import { mappingCacheWithoutRole } from "./rules/mapping-cache-without-role.ts";
import { ownCallsRefused } from "./rules/own-calls-refused.ts";
import { publicPrefix } from "./rules/public-prefix.ts";
import { redirectToClientHost } from "./rules/redirect-to-client-host.ts";
import { replacedServerAuth } from "./rules/replaced-server-auth.ts";
import { rtmpOpen } from "./rules/rtmp-open.ts";
import { satisfyAny } from "./rules/satisfy-any.ts";
import { setFromAuthVariable } from "./rules/set-from-auth-variable.ts";
import { signOutUndone } from "./rules/sign-out-undone.ts";
import { uncheckedCameraPath } from "./rules/unchecked-camera-path.ts";
import { underscoredHeaders } from "./rules/underscored-headers.ts";
import { unencodedReturnAddress } from "./rules/unencoded-return-address.ts";
import { unprotectedRoute } from "./rules/unprotected-route.ts";
import type { Rule } from "./rule.ts";

export const rules: readonly Rule[] = [
  unprotectedRoute,
  authCannotRefuse,
  satisfyAny,
  internalPortExposed,
  publicPrefix,
  rtmpOpen,
  aliasTraversal,
  clientIdentityHeader,
  constantIdentity,
  duplicateProxyHeader,
  underscoredHeaders,
  decodedPathInHeader,
  frigateNotAsked,
  replacedServerAuth,
  clientChosenAddress,
  uncheckedCameraPath,
  authForwardsHeaders,
  authForwardsBody,
  gatewayBelievesClient,
  cacheKeyWithoutIdentity,
  mappingCacheWithoutRole,
  setFromAuthVariable,
  lostProxyHeaders,
  errorPageTrap,
  unencodedReturnAddress,
  signOutUndone,
  ownCallsRefused,
  redirectToClientHost,
];
