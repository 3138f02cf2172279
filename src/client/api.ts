import type { WireIamParameters } from "../wire/iam-parameters";
import type { WireUser } from "../wire/users";
import type { Collections } from "./nouns";

export interface Users {
  /** The user whom the calling key acts as; one request for the life of this process. */
  me(): Promise<WireUser>;
}

export interface Aws {
  /** What an IAM role is made with that Cloudcraft assumes for the calling key's user. */
  iamParameters(): Promise<WireIamParameters>;
}

/** Cloudcraft's API, as far as this package needs it. Every method throws {@link ApiError}. */
export interface Api extends Collections {
  readonly users: Users;
  readonly aws: Aws;
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
