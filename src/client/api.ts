import type { WireApiKey, WireApiKeyInput, WireCreatedApiKey, WireTeam, WireUser } from "./wire";

/** API keys. The endpoint is an assumption: see {@link WireApiKey}. */
export interface ApiKeys {
  /** All keys that the caller may see; one request, shared by everyone who asks until this process writes a key. */
  list(): Promise<readonly WireApiKey[]>;
  /** One key, or `undefined` where the service answers 404: gone, or out of the caller's sight. */
  find(id: string): Promise<WireApiKey | undefined>;
  /** Makes a key. Never repeated by itself, since every repetition could make another key. */
  create(input: WireApiKeyInput): Promise<WireCreatedApiKey>;
  update(id: string, input: WireApiKeyInput): Promise<WireApiKey>;
  /** `false` where the service answers 404. */
  delete(id: string): Promise<boolean>;
}

export interface Teams {
  /** All teams that the caller may see; one request for the life of this process. */
  list(): Promise<readonly WireTeam[]>;
}

export interface Users {
  /** The user whom the calling key acts as; one request for the life of this process. */
  me(): Promise<WireUser>;
}

/** Cloudcraft's API, as far as this package needs it. Every method throws {@link ApiError}. */
export interface Api {
  readonly apiKeys: ApiKeys;
  readonly teams: Teams;
  readonly users: Users;
}

/** How to reach the API. */
export interface Settings {
  readonly apiKey: string;
  /** Where the key came from, in words for an error message, for instance `the environment variable CLOUDCRAFT_API_KEY`. */
  readonly apiKeySource: string;
  /** For instance `https://api.cloudcraft.co`; no trailing slash. */
  readonly baseUrl: string;
  /** Whether that is this machine: no proxy is used then, and no rate limit kept. */
  readonly loopback: boolean;
  /** The assumed endpoint of API keys, for instance `/apikey`. */
  readonly apiKeysPath: string;
  /** How long one request may take, not counting the time it waits for its turn. */
  readonly requestTimeoutMs: number;
  /** How often a failed request that is safe to repeat is repeated. */
  readonly maxRetries: number;
}
