import type { RateLimit, Settings } from "../client/api";
import { flag, type Input, number, Redactor, type Reject, set, text } from "../schema";
import { isUuid } from "./acl";
import type { Host } from "./context";
import { durationMs } from "./duration";

/** Where Cloudcraft's API answers (API reference). */
const DEFAULT_BASE_URL = "https://api.cloudcraft.co";
/** Per key (API reference, "Rate limits"). The frequently asked questions still state 20 per minute. */
const PUBLISHED_RATE_LIMIT = "20/10s";

/** The provider's settings. */
export const settingAttributes = {
  apiKey: text(
    "Key that the provider acts with: a read-write key of an Owner or Administrator. " +
      "Better given as the environment variable `CLOUDCRAFT_API_KEY` or as `api_key_file`, which stay out of the configuration.",
  )
    .optional()
    .sensitive(),
  apiKeyFile: text(
    "Path of a file that holds the key that the provider acts with, and nothing else. `~/` stands for the home folder.",
  ).optional(),
  baseUrl: text(
    "Where Cloudcraft's API answers. Also: the environment variable `CLOUDCRAFT_BASE_URL`, or those of the official clients, " +
      "`CLOUDCRAFT_PROTOCOL`, `CLOUDCRAFT_HOST`, `CLOUDCRAFT_PORT` and `CLOUDCRAFT_BASE_PATH`. " +
      `Default: \`"${DEFAULT_BASE_URL}"\`.`,
  ).optional(),
  apiKeysPath: text(
    "Path of the endpoint that manages API keys. Cloudcraft documents none, so this is an assumption that can be corrected here. " +
      'Default: `"/apikey"`.',
  )
    .default("/apikey")
    .check((path) =>
      /^(\/[\w.~-]+)+$/.test(path) && !/\/\.{1,2}(\/|$)/.test(path)
        ? undefined
        : "`api_keys_path` must be a plain path such as `/apikey`: no query, no trailing slash, no `..`.",
    ),
  requestTimeout: text(
    'How long one request may take, as a duration such as `"30s"` or `"1m30s"`; time spent waiting for a turn under the rate limit does not count. ' +
      'Default: `"30s"`.',
  )
    .default("30s")
    .check((duration) =>
      (durationMs(duration) ?? 0) > 0
        ? undefined
        : '`request_timeout` must be a duration above zero, such as "30s" or "1m30s".',
    ),
  rateLimit: text(
    'How fast requests may be sent, as `"REQUESTS/DURATION"`, or `"off"`. ' +
      `Default: \`"${PUBLISHED_RATE_LIMIT}"\`, as the API reference states it; off where \`base_url\` is this machine.`,
  )
    .optional()
    .check((limit) =>
      limit === "off" || rateLimitOf(limit)
        ? undefined
        : '`rate_limit` must be "off", or requests per duration, both above zero, such as "20/10s".',
    ),
  maxRetries: number(
    "How often a request that failed for a passing reason and is safe to repeat is repeated; 0 for never. Default: `4`.",
  )
    .default(4)
    .check((times) =>
      Number.isInteger(times) && times >= 0 && times <= 20
        ? undefined
        : "`max_retries` must be a whole number from 0 to 20.",
    ),
  insecureHttp: flag(
    "Allows plain HTTP to another machine, which shows the key to everyone on the way. Plain HTTP to this machine needs no permission. Default: `false`.",
  ).default(false),
  treatInvisibleAsDeleted: flag(
    "Takes managed keys that the provider's user cannot see for deleted, so that they are planned to be created again. " +
      "For one apply, when they are known to be gone: otherwise they stay live outside Terraform. Default: `false`.",
  ).default(false),
  unprotectedKeys: set(
    text().check((id) => (isUuid(id) ? undefined : "`unprotected_keys` holds identifiers of keys, which are UUIDs.")),
    "Identifiers of keys that may be deleted although their `deletion_protection` is `true`. " +
      "For one apply, where a key cannot be unprotected in its own block: a tainted, deposed or replaced one.",
  ).optional(),
};

type Configured = Input<typeof settingAttributes>;
type RejectSetting = Reject<typeof settingAttributes>;

/** What the client needs, from the configuration and the environment. Rejects what is wrong or missing. */
export function settings(
  config: Configured,
  host: Pick<Host, "environment" | "readFile">,
  reject: RejectSetting,
): Settings {
  const credential = credentialOf(config, host, reject);
  const baseUrl = baseUrlOf(config, host.environment, reject);
  const redactor = new Redactor();
  redactor.learn(credential.value);
  const loopback = URL.canParse(baseUrl) && isLoopback(new URL(baseUrl).hostname);
  return {
    apiKey: credential.value,
    redact: (text) => redactor.redact(text),
    apiKeySource: credential.source,
    baseUrl,
    loopback,
    rateLimit: rateLimitOf(config.rateLimit ?? (loopback ? "off" : PUBLISHED_RATE_LIMIT)),
    apiKeysPath: config.apiKeysPath,
    requestTimeoutMs: durationMs(config.requestTimeout) ?? 0,
    maxRetries: config.maxRetries,
  };
}

function rateLimitOf(text: string): RateLimit | undefined {
  const [requests = "", duration = ""] = text.split("/");
  const windowMs = durationMs(duration) ?? 0;
  return /^[1-9]\d*$/.test(requests) && windowMs > 0 ? { requests: Number(requests), windowMs } : undefined;
}

const WHERE_KEYS_COME_FROM =
  "Set the environment variable CLOUDCRAFT_API_KEY, or `api_key_file`, or `api_key`, to a read-write key of an Owner or " +
  "Administrator; in Cloudcraft, such keys are made under User > API keys.";

function credentialOf(
  config: Configured,
  { environment, readFile }: Pick<Host, "environment" | "readFile">,
  reject: RejectSetting,
) {
  const none = { value: "", source: "" };
  if (config.apiKey !== undefined && config.apiKeyFile !== undefined) {
    reject("apiKeyFile", "Give either `api_key` or `api_key_file`, not both.");
    return none;
  }
  const checked = (value: string, attribute: "apiKey" | "apiKeyFile", source: string) => {
    if (value === "") reject(attribute, `The key from ${source} is empty. ${WHERE_KEYS_COME_FROM}`);
    else if (!/^[\x21-\x7e]+$/.test(value)) {
      reject(
        attribute,
        `The key from ${source} holds blanks, line breaks or other characters that no Cloudcraft API key has.`,
      );
    }
    return { value, source };
  };
  if (config.apiKey !== undefined) return checked(config.apiKey.trim(), "apiKey", "the provider's `api_key`");
  if (config.apiKeyFile !== undefined) {
    try {
      const file = config.apiKeyFile.replace(/^~(?=\/)/, () => environment.HOME || "~");
      return checked(readFile(file).trim(), "apiKeyFile", `the file ${config.apiKeyFile}`);
    } catch (error) {
      reject(
        "apiKeyFile",
        `The file ${config.apiKeyFile} cannot be read: ${(error as Error).message}. It must be a file that holds the key and nothing else.`,
      );
      return none;
    }
  }
  const fromEnvironment = environment.CLOUDCRAFT_API_KEY;
  if (fromEnvironment) return checked(fromEnvironment.trim(), "apiKey", "the environment variable CLOUDCRAFT_API_KEY");
  reject("apiKey", `The provider has no key to act with. ${WHERE_KEYS_COME_FROM}`);
  return none;
}

function baseUrlOf(config: Configured, environment: Host["environment"], reject: RejectSetting): string {
  const [text, source] =
    config.baseUrl !== undefined
      ? [config.baseUrl, "`base_url`"]
      : environment.CLOUDCRAFT_BASE_URL
        ? [environment.CLOUDCRAFT_BASE_URL, "The environment variable CLOUDCRAFT_BASE_URL"]
        : [
            urlOfParts(environment),
            "The URL made of CLOUDCRAFT_PROTOCOL, CLOUDCRAFT_HOST, CLOUDCRAFT_PORT and CLOUDCRAFT_BASE_PATH",
          ];
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const wrong = url ? wrongUrl(url, config.insecureHttp) : 'must be a URL such as "https://api.cloudcraft.co"';
  if (wrong) reject("baseUrl", `${source} ${wrong}.`);
  return text.trim().replace(/\/+$/, "");
}

function wrongUrl(url: URL, insecureHttp: boolean): string | undefined {
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https://";
  if (url.username || url.password) return "must not hold a user name or password";
  if (url.search || url.hash) return "must not hold a query or a fragment";
  if (url.protocol === "http:" && !insecureHttp && !isLoopback(url.hostname)) {
    return "uses plain HTTP, which would show the key to everyone on the way: use https://, or set `insecure_http = true` if that is what you want";
  }
  return undefined;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** The variables of Cloudcraft's official clients, with their defaults. */
function urlOfParts(environment: Host["environment"]): string {
  const { CLOUDCRAFT_PROTOCOL, CLOUDCRAFT_HOST, CLOUDCRAFT_PORT, CLOUDCRAFT_BASE_PATH } = environment;
  const fallback = new URL(DEFAULT_BASE_URL);
  const port = CLOUDCRAFT_PORT ? `:${CLOUDCRAFT_PORT}` : "";
  const path = CLOUDCRAFT_BASE_PATH ? `/${CLOUDCRAFT_BASE_PATH.replace(/^\/+/, "")}` : "";
  return `${CLOUDCRAFT_PROTOCOL || "https"}://${CLOUDCRAFT_HOST || fallback.host}${port}${path}`;
}
