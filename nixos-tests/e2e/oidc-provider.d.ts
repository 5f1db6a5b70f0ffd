/** As much of the npm package oidc-provider 8, which comes without types, as provider.ts uses. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";
  import type { JsonWebKey } from "node:crypto";

  interface Account {
    readonly accountId: string;
    claims(): Readonly<Record<string, unknown>>;
  }
  interface Client {
    readonly clientId: string;
  }
  interface Context {
    readonly oidc: {
      readonly client: Client;
      readonly session: { readonly accountId: string };
    };
  }
  interface Interaction {
    readonly uid: string;
    readonly prompt: { readonly name: string };
  }
  interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }
  type Result =
    | { readonly login: { readonly accountId: string } }
    | { readonly error: string; readonly error_description: string };

  interface Configuration {
    readonly adapter: (model: string) => object;
    readonly clients: readonly Readonly<Record<string, unknown>>[];
    readonly claims: Readonly<Record<string, readonly string[]>>;
    readonly scopes: readonly string[];
    readonly conformIdTokenClaims: boolean;
    readonly cookies: { readonly keys: readonly string[] };
    readonly jwks: { readonly keys: readonly JsonWebKey[] };
    readonly enabledJWA: { readonly idTokenSigningAlgValues: readonly string[] };
    readonly pkce: { readonly methods?: readonly string[]; readonly required: () => boolean };
    readonly ttl: Readonly<Record<string, number>>;
    readonly features: { readonly devInteractions: { readonly enabled: boolean } };
    readonly interactions: { url(context: Context, interaction: Interaction): string };
    findAccount(context: Context, id: string): Account | undefined;
    issueRefreshToken(context: Context, client: Client): Promise<boolean>;
    loadExistingGrant(context: Context): Promise<Grant | undefined>;
  }

  export default class Provider {
    constructor(issuer: string, configuration: Configuration);
    readonly Grant: new (properties: { readonly clientId: string; readonly accountId: string }) => Grant;
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: Result): Promise<void>;
    on(event: string, listener: (context: unknown, error: Error) => void): this;
  }
}

declare module "oidc-provider/lib/adapters/memory_adapter.js" {
  export default class MemoryAdapter {
    constructor(model: string);
  }
}
