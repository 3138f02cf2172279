// Written by `npm run generate` from src/handlers. Do not edit.
import type { IResolvable } from "../cdktf";
import type { PluginOptions } from "../delivery";
import { configured } from "../factory";

/** Configuration of {@link CloudcraftProvider}. */
export interface CloudcraftProviderConfig extends PluginOptions {
  /**
   * Key that the provider acts with: a read-write key of an Owner or Administrator. Better given as the environment
   * variable `CLOUDCRAFT_API_KEY` or as `apiKeyFile`, which stay out of the configuration. Sensitive: a literal is
   * written to the synthesized JSON in plaintext.
   */
  readonly apiKey?: string;
  /** Path of a file that holds the key that the provider acts with, and nothing else. `~/` stands for the home folder. */
  readonly apiKeyFile?: string;
  /**
   * Where Cloudcraft's API answers. Also: the environment variable `CLOUDCRAFT_BASE_URL`, or those of the official
   * clients, `CLOUDCRAFT_PROTOCOL`, `CLOUDCRAFT_HOST`, `CLOUDCRAFT_PORT` and `CLOUDCRAFT_BASE_PATH`. Default:
   * `"https://api.cloudcraft.co"`.
   */
  readonly baseUrl?: string;
  /**
   * Path of the endpoint that manages API keys. Cloudcraft documents none, so this is an assumption that can be
   * corrected here. Default: `"/apikey"`.
   */
  readonly apiKeysPath?: string;
  /**
   * How long one request may take, as a duration such as `"30s"` or `"1m30s"`; time spent waiting for a turn under the
   * rate limit does not count. Default: `"30s"`.
   */
  readonly requestTimeout?: string;
  /**
   * How fast requests may be sent, as `"REQUESTS/DURATION"`, or `"off"`. Default: `"20/10s"`, as the API reference
   * states it; off where `baseUrl` is this machine.
   */
  readonly rateLimit?: string;
  /** How often a request that failed for a passing reason and is safe to repeat is repeated; 0 for never. Default: `4`. */
  readonly maxRetries?: number;
  /**
   * Allows plain HTTP to another machine, which shows the key to everyone on the way. Plain HTTP to this machine needs
   * no permission. Default: `false`.
   */
  readonly insecureHttp?: boolean | IResolvable;
  /**
   * Takes managed keys that the provider's user cannot see for deleted, so that they are planned to be created again.
   * For one apply, when they are known to be gone: otherwise they stay live outside Terraform. Default: `false`.
   */
  readonly treatInvisibleAsDeleted?: boolean | IResolvable;
  /**
   * Identifiers of keys that may be deleted although their `deletionProtection` is `true`. For one apply, where a key
   * cannot be unprotected in its own block: a tainted, deposed or replaced one.
   */
  readonly unprotectedKeys?: string[];
  /** A name for this provider configuration, where a stack has several. */
  readonly alias?: string;
}

/** The settings, as the code gives them. */
export interface CloudcraftProviderFields {
  /**
   * Key that the provider acts with: a read-write key of an Owner or Administrator. Better given as the environment
   * variable `CLOUDCRAFT_API_KEY` or as `apiKeyFile`, which stay out of the configuration.
   */
  get apiKey(): string | undefined;
  set apiKey(value: string | undefined);
  /** What the code says, for Aspects. */
  get apiKeyInput(): string | undefined;
  resetApiKey(): void;
  /** Path of a file that holds the key that the provider acts with, and nothing else. `~/` stands for the home folder. */
  get apiKeyFile(): string | undefined;
  set apiKeyFile(value: string | undefined);
  /** What the code says, for Aspects. */
  get apiKeyFileInput(): string | undefined;
  resetApiKeyFile(): void;
  /**
   * Where Cloudcraft's API answers. Also: the environment variable `CLOUDCRAFT_BASE_URL`, or those of the official
   * clients, `CLOUDCRAFT_PROTOCOL`, `CLOUDCRAFT_HOST`, `CLOUDCRAFT_PORT` and `CLOUDCRAFT_BASE_PATH`. Default:
   * `"https://api.cloudcraft.co"`.
   */
  get baseUrl(): string | undefined;
  set baseUrl(value: string | undefined);
  /** What the code says, for Aspects. */
  get baseUrlInput(): string | undefined;
  resetBaseUrl(): void;
  /**
   * Path of the endpoint that manages API keys. Cloudcraft documents none, so this is an assumption that can be
   * corrected here. Default: `"/apikey"`.
   */
  get apiKeysPath(): string | undefined;
  set apiKeysPath(value: string | undefined);
  /** What the code says, for Aspects. */
  get apiKeysPathInput(): string | undefined;
  resetApiKeysPath(): void;
  /**
   * How long one request may take, as a duration such as `"30s"` or `"1m30s"`; time spent waiting for a turn under the
   * rate limit does not count. Default: `"30s"`.
   */
  get requestTimeout(): string | undefined;
  set requestTimeout(value: string | undefined);
  /** What the code says, for Aspects. */
  get requestTimeoutInput(): string | undefined;
  resetRequestTimeout(): void;
  /**
   * How fast requests may be sent, as `"REQUESTS/DURATION"`, or `"off"`. Default: `"20/10s"`, as the API reference
   * states it; off where `baseUrl` is this machine.
   */
  get rateLimit(): string | undefined;
  set rateLimit(value: string | undefined);
  /** What the code says, for Aspects. */
  get rateLimitInput(): string | undefined;
  resetRateLimit(): void;
  /** How often a request that failed for a passing reason and is safe to repeat is repeated; 0 for never. Default: `4`. */
  get maxRetries(): number | undefined;
  set maxRetries(value: number | undefined);
  /** What the code says, for Aspects. */
  get maxRetriesInput(): number | undefined;
  resetMaxRetries(): void;
  /**
   * Allows plain HTTP to another machine, which shows the key to everyone on the way. Plain HTTP to this machine needs
   * no permission. Default: `false`.
   */
  get insecureHttp(): boolean | IResolvable | undefined;
  set insecureHttp(value: boolean | IResolvable | undefined);
  /** What the code says, for Aspects. */
  get insecureHttpInput(): boolean | IResolvable | undefined;
  resetInsecureHttp(): void;
  /**
   * Takes managed keys that the provider's user cannot see for deleted, so that they are planned to be created again.
   * For one apply, when they are known to be gone: otherwise they stay live outside Terraform. Default: `false`.
   */
  get treatInvisibleAsDeleted(): boolean | IResolvable | undefined;
  set treatInvisibleAsDeleted(value: boolean | IResolvable | undefined);
  /** What the code says, for Aspects. */
  get treatInvisibleAsDeletedInput(): boolean | IResolvable | undefined;
  resetTreatInvisibleAsDeleted(): void;
  /**
   * Identifiers of keys that may be deleted although their `deletionProtection` is `true`. For one apply, where a key
   * cannot be unprotected in its own block: a tainted, deposed or replaced one.
   */
  get unprotectedKeys(): string[] | undefined;
  set unprotectedKeys(value: string[] | undefined);
  /** What the code says, for Aspects. */
  get unprotectedKeysInput(): string[] | undefined;
  resetUnprotectedKeys(): void;
  /** What the code says. */
  get aliasInput(): string | undefined;
  resetAlias(): void;
}

/** Cloudcraft API keys as code. The settings that every `cloudcraft_...` construct works with. */
export class CloudcraftProvider extends configured<CloudcraftProviderConfig, CloudcraftProviderFields>() {}
