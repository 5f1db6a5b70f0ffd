/**
 * A real OIDC provider on loopback, which does as Kanidm does. Source: server/lib/src/idm/oauth2.rs and
 * book/src/integrations/oauth2.md of Kanidm: issuer per client, PKCE with S256 enforced, ES256, claims by scope in the
 * ID token, `groups` with the names of all groups, claim maps, and scope maps that decide who may use the client at all.
 */
import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider from "oidc-provider";
import MemoryAdapter from "oidc-provider/lib/adapters/memory_adapter.js";
import { close, connectionsOf, listen, portOf } from "../rig/ports.ts";

export interface Person {
  /** The short name. */
  readonly name: string;
  /** Not everybody has an address. */
  readonly mail: string | null;
  readonly displayName: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** The client of the provider that oauth2-proxy is. */
export interface ProviderClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUris: readonly string[];
  /** Scopes by group: who is not given all that are asked for does not get in. */
  readonly scopeMaps: Readonly<Record<string, readonly string[]>>;
  /** Values of claims, which are lists, by claim and group. */
  readonly claimMaps: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Whether `preferred_username` is `ada`, not `ada@idm.example.com`. */
  readonly preferShortUsername: boolean;
  /** What follows the @ in the long name. */
  readonly domain: string;
}

export interface IdentityProvider {
  readonly issuer: string;
  /** Takes effect whenever claims are asked for from now on. */
  setGroups(name: string, groups: readonly string[]): void;
  /** The person is gone: nothing more is said about them, and their sessions cannot be continued. */
  remove(name: string): void;
  /** Errors that oidc-provider has answered with, oldest first. */
  errors(): readonly string[];
  stop(): Promise<void>;
}

interface Account extends Person {
  readonly id: string;
}

/** Every account is in this one, as in Kanidm. */
const everybody = "idm_all_persons";

/** Claims by scope. Kanidm gives name and `preferred_username` with any scope. */
const claimsByScope = {
  openid: ["sub", "name", "preferred_username"],
  profile: [],
  email: ["email", "email_verified"],
  groups_name: ["groups"],
};

/** Starts a provider with one client on a free port of 127.0.0.1. */
export async function startProvider(
  client: ProviderClient,
  people: readonly Person[],
): Promise<IdentityProvider> {
  const accounts = new Map<string, Account>();
  for (const person of people) accounts.set(person.name, { ...person, id: randomUUID() });
  const errors: string[] = [];

  const server = createServer();
  const connections = connectionsOf(server);
  await listen(server);
  const path = `/oauth2/openid/${client.id}`;
  const issuer = `http://127.0.0.1:${portOf(server)}${path}`;
  const provider = makeProvider(issuer, client, accounts);
  for (const event of ["authorization.error", "grant.error", "server_error"]) {
    provider.on(event, (_, error) => errors.push(`${event}: ${error.message}`));
  }
  const pages = provider.callback();
  server.on("request", (request: IncomingMessage & { originalUrl?: string }, response: ServerResponse) => {
    const inside = (request.url ?? "").startsWith(path) ? (request.url ?? "").slice(path.length) : null;
    if (inside === null) return void response.writeHead(404).end();
    if (inside.startsWith("/sign-in/")) return void signIn(provider, accounts, request, response);
    // How oidc-provider learns where it is mounted.
    request.originalUrl = `${path}${inside}`;
    request.url = inside;
    pages(request, response);
  });

  return {
    issuer,
    setGroups: (name, groups) => {
      const account = accounts.get(name);
      if (account === undefined) throw new Error(`the provider knows no ${name}`);
      accounts.set(name, { ...account, groups });
    },
    remove: (name) => void accounts.delete(name),
    errors: () => errors,
    stop: () => close(server, connections),
  };
}

function makeProvider(issuer: string, client: ProviderClient, accounts: Map<string, Account>): Provider {
  const withId = (id: string): Account | undefined => [...accounts.values()].find((each) => each.id === id);
  const day = 86_400;
  const provider: Provider = new Provider(issuer, {
    // The one it has anyway; named, it gives no warning.
    adapter: (model) => new MemoryAdapter(model),
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: client.redirectUris,
        response_types: ["code"],
        grant_types: ["authorization_code", "refresh_token"],
        id_token_signed_response_alg: "ES256",
      },
    ],
    scopes: Object.keys(claimsByScope),
    claims: { ...claimsByScope, openid: [...claimsByScope.openid, ...Object.keys(client.claimMaps)] },
    // In the ID token, not only at the userinfo endpoint.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: ["ES256"] },
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(32).toString("hex")] },
    ttl: {
      AccessToken: 900,
      AuthorizationCode: 60,
      Grant: day,
      IdToken: 900,
      Interaction: 900,
      RefreshToken: day,
      Session: day,
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `${new URL(issuer).pathname}/sign-in/${uid}` },
    findAccount: (_, id) => {
      const account = withId(id);
      return account && { accountId: id, claims: () => claimsOf(account, client) };
    },
    issueRefreshToken: async () => true,
    // Nobody is asked whether they agree; but nobody is given more scopes than their groups have.
    loadExistingGrant: async ({ oidc }) => {
      const { accountId } = oidc.session;
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId });
      grant.addOIDCScope(valuesFor(withId(accountId), client.scopeMaps).join(" "));
      await grant.save();
      return grant;
    },
  });
  return provider;
}

const signingKey = () => ({
  ...generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }),
  alg: "ES256",
  use: "sig",
});

function claimsOf(account: Account, client: ProviderClient): Readonly<Record<string, unknown>> {
  const { id, name, mail, displayName, groups } = account;
  const mapped = Object.entries(client.claimMaps)
    .map(([claim, valuesByGroup]) => [claim, valuesFor(account, valuesByGroup)] as const)
    .filter(([, values]) => values.length > 0);
  return {
    ...Object.fromEntries(mapped),
    sub: id,
    preferred_username: client.preferShortUsername ? name : `${name}@${client.domain}`,
    name: displayName,
    ...(mail === null ? {} : { email: mail, email_verified: true }),
    groups: [everybody, ...groups],
  };
}

/** What a map gives to somebody by their groups, each value once and sorted. */
const valuesFor = (
  account: Account | undefined,
  byGroup: Readonly<Record<string, readonly string[]>>,
): readonly string[] => {
  const groups = account === undefined ? [] : [everybody, ...account.groups];
  return [...new Set(groups.flatMap((group) => byGroup[group] ?? []))].toSorted();
};

/** The sign-in page, and what becomes of it. */
async function signIn(
  provider: Provider,
  accounts: ReadonlyMap<string, Account>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { prompt } = await provider.interactionDetails(request, response);
    if (prompt.name !== "login") {
      const denied = { error: "access_denied", error_description: "the scopes are not for this person" };
      return await provider.interactionFinished(request, response, denied);
    }
    if (request.method !== "POST") return page(response, 200, "");
    const form = new URLSearchParams(await textOf(request));
    const account = accounts.get(form.get("name") ?? "");
    if (account === undefined || account.password !== form.get("password")) {
      return page(response, 401, "Wrong name or password.");
    }
    await provider.interactionFinished(request, response, { login: { accountId: account.id } });
  } catch (error) {
    response.writeHead(400, { "Content-Type": "text/plain" }).end(String(error));
  }
}

function page(response: ServerResponse, status: number, remark: string): void {
  response.writeHead(status, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" })
    .end(`<!doctype html>
<title>Sign in</title>
<form method="post">
<p>${remark}</p>
<label>Name <input name="name"></label>
<label>Password <input name="password" type="password"></label>
<button>Sign in</button>
</form>
`);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
