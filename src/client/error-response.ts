import type { Settings } from "./api";
import { ApiError, type ApiErrorKind } from "./error";

/** An answer that is no success, as far as an error needs it. */
export interface ErrorResponse {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The `error` sentence of the body, where there was one; without the key. */
  readonly said: string | undefined;
}

interface Explanation {
  readonly kind: ApiErrorKind;
  readonly summary: string;
  readonly remedy?: string;
  readonly repeatable?: "always" | "if_safe";
}

/** For so long a call is repeated; one that the service asks to put off for longer fails at once. */
export const PATIENCE_MS = 300_000;

/** The error that an answer amounts to. @param now the time in milliseconds, for a `Retry-After` that is a date. */
export function toApiError(response: ErrorResponse, settings: Settings, now: number): ApiError {
  const said = response.said ? `, saying: ${response.said}` : "";
  const waitMs = retryAfterMs(response.retryAfter, now);
  const detail = `${response.method} ${response.path} on ${settings.baseUrl} was answered with status ${response.status}${said}.`;
  const error = { ...explain(response, settings), detail, status: response.status, retryAfterMs: waitMs };
  if (!error.repeatable || waitMs === undefined || waitMs <= PATIENCE_MS) return new ApiError(error);
  const asked = `The service asks to wait for ${Math.ceil(waitMs / 1000)} s${until(now + waitMs)}`;
  return new ApiError({
    ...error,
    repeatable: undefined,
    detail: `${detail} ${asked}, which is longer than the ${PATIENCE_MS / 1000} s that are waited for.`,
    remedy: "Try again after that time.",
  });
}

function until(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : `, until ${date.toISOString()}`;
}

function explain({ status, path }: ErrorResponse, settings: Settings): Explanation {
  if (status === 401) {
    return {
      kind: "unauthorized",
      summary: "Cloudcraft does not accept the provider's key",
      remedy: `The key came from ${settings.apiKeySource}. It may be mistyped, deleted, or of another Cloudcraft environment.`,
    };
  }
  if (status === 403) {
    return {
      kind: "forbidden",
      summary: "The provider's key may not do this",
      remedy: `Managing API keys takes a read-write key that an Owner or Administrator made. The key came from ${settings.apiKeySource}.`,
    };
  }
  if (status === 404) {
    return path === settings.apiKeysPath
      ? {
          kind: "not_found",
          summary: "This service has no endpoint for API keys",
          remedy:
            "Cloudcraft documents no endpoint for managing API keys; the provider assumes one. " +
            "If you know where it is, set the provider's `api_keys_path`, and `base_url` if it is on another host.",
        }
      : {
          kind: "not_found",
          summary: "Cloudcraft does not know this object",
          remedy: path.startsWith(`${settings.apiKeysPath}/`)
            ? "It was deleted, or the provider's user may not see it."
            : "Check the provider's `base_url`: what answers there does not look like Cloudcraft's API.",
        };
  }
  if (status === 429) {
    return {
      kind: "rate_limited",
      summary: "Cloudcraft's rate limit was reached",
      remedy:
        "Others use the same key, or the same user's keys, at the same time: try again later, or lower the provider's `rate_limit`.",
      repeatable: "always",
    };
  }
  if (status === 409 || status === 412) return { kind: "conflict", summary: "The object was changed by someone else" };
  if (status >= 500) {
    const passing = status === 502 || status === 503 || status === 504;
    return {
      kind: "server",
      summary: "Cloudcraft failed to answer",
      remedy: "Nothing in the configuration is at fault. Try again later.",
      repeatable: passing ? "if_safe" : undefined,
    };
  }
  if (status >= 300 && status < 400) {
    return {
      kind: "redirect",
      summary: "Cloudcraft answered with a redirect",
      remedy: "Redirects are not followed, so that the key is sent nowhere else. Check the provider's `base_url`.",
    };
  }
  return { kind: "invalid", summary: "Cloudcraft refused the request" };
}

/** What a `Retry-After` header asks for, given in seconds or as a date (RFC 9110, section 10.2.3). */
function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
