import type { WireApiKey, WireApiKeyInput, WireCreatedApiKey, WireTeam, WireUser } from "./wire";

/** API keys. The endpoint is an assumption: see {@link WireApiKey}. */
export interface ApiKeys {
  /** All keys that the caller may see: one request, shared by everyone who asks and kept true to our own writes. */
  list(): Promise<readonly WireApiKey[]>;
  /** The same as the service has it by now: a request that begins after this call, shared by those who wait for one. */
  listFresh(): Promise<readonly WireApiKey[]>;
  /** One key of the list that everyone shares. */
  listed(id: string): Promise<WireApiKey | undefined>;
  /**
   * One key by a request of its own, or `undefined` where the service answers 404: gone, not visible to the caller, or
   * not visible yet.
   */
  find(id: string): Promise<WireApiKey | undefined>;
  /** Makes a key. Never repeated by itself, since every repetition could make another key. */
  create(input: WireApiKeyInput): Promise<WireCreatedApiKey>;
  update(id: string, input: WireApiKeyInput): Promise<WireApiKey>;
  /** `false` where the service answers 404. */
  delete(id: string): Promise<boolean>;
}

export interface Teams {
  /** All teams that the caller may see, by a request that begins after this call, shared by those who wait for one. */
  listFresh(): Promise<readonly WireTeam[]>;
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
  /** How long calls have waited in all so far, for the rate limit or to be tried again, in milliseconds. */
  waitedMs(): number;
  /** How long what is read may lag behind what was written, in milliseconds. */
  readonly longestLagMs: number;
  /** The same for what has to be finished or taken back although Terraform asks to stop: it lives some seconds longer. */
  readonly cleanup: Api;
}

/** So many requests in any window of so many milliseconds. */
export interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
}

/** How to reach the API. */
export interface Settings {
  readonly apiKey: string;
  /** A text without the key, in whatever form. */
  redact(text: string): string;
  /** Where the key came from, in words for an error message, for instance `the environment variable CLOUDCRAFT_API_KEY`. */
  readonly apiKeySource: string;
  /** For instance `https://api.cloudcraft.co`; no trailing slash. */
  readonly baseUrl: string;
  /** Whether that is this machine: no proxy is used then. */
  readonly loopback: boolean;
  /** How fast requests may be sent; `undefined`: as fast as it goes. */
  readonly rateLimit: RateLimit | undefined;
  /** The assumed endpoint of API keys, for instance `/apikey`. */
  readonly apiKeysPath: string;
  /** How long one request may take, not counting the time it waits for its turn. */
  readonly requestTimeoutMs: number;
  /** How often a failed request that is safe to repeat is repeated. */
  readonly maxRetries: number;
}
