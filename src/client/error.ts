/**
 * What went wrong with a call, as a stable literal. `unreached`: the service was not reached at all; `network`: the
 * connection failed later, and the service may have processed the call. `cancelled`: it was not sent, or changes
 * nothing; `interrupted`: it may have been processed.
 */
export type ApiErrorKind =
  | "cancelled"
  | "interrupted"
  | "unreached"
  | "network"
  | "timeout"
  | "redirect"
  | "unreadable"
  | "invalid"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "rate_limited"
  | "server";

interface ApiErrorParts {
  readonly kind: ApiErrorKind;
  readonly summary: string;
  readonly detail: string;
  readonly remedy?: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** How long the service asked to wait. */
  readonly retryAfterMs?: number;
  /** The call may be repeated: `always`, since the service did not process it; `if_safe`, since it may have. */
  readonly repeatable?: "always" | "if_safe";
}

/** A call that failed, with its cause and the way out. Never holds a key. */
export class ApiError extends Error implements ApiErrorParts {
  readonly kind: ApiErrorKind;
  readonly summary: string;
  readonly detail: string;
  readonly remedy?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly repeatable?: "always" | "if_safe";

  constructor(parts: ApiErrorParts, options?: ErrorOptions) {
    super(`${parts.summary}. ${parts.detail}`, options);
    this.name = "ApiError";
    this.kind = parts.kind;
    this.summary = parts.summary;
    this.detail = parts.detail;
    this.remedy = parts.remedy;
    this.status = parts.status;
    this.retryAfterMs = parts.retryAfterMs;
    this.repeatable = parts.repeatable;
  }
}
