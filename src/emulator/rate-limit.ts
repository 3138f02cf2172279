import { ErrorResponse } from "./error-response";

/** How many requests one key may make within a span of time, e.g. Cloudcraft's 20 within 10 seconds. */
export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
}

/** Counts requests within a sliding window for each key; those that it refuses do not count. */
export class RateLimiter {
  private readonly accepted = new Map<string, number[]>();

  constructor(
    private readonly limit: RateLimit | undefined,
    private readonly now: () => number,
  ) {
    if (limit && !(Number.isInteger(limit.requests) && limit.requests > 0 && limit.seconds > 0)) {
      throw new RangeError("rateLimit must be a whole number of requests, at least 1, within more than 0 seconds");
    }
  }

  /** Throws a refusal with `Retry-After` (whole seconds, at least 1) when the key has used its share. */
  admit(keyId: string): void {
    if (!this.limit) return;
    const now = this.now();
    const windowMs = this.limit.seconds * 1000;
    const recent = (this.accepted.get(keyId) ?? []).filter((time) => time > now - windowMs);
    const oldest = recent[recent.length - this.limit.requests];
    if (oldest !== undefined) {
      const seconds = Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
      throw ErrorResponse.ofStatus(429, { "Retry-After": String(seconds) });
    }
    this.accepted.set(keyId, [...recent, now]);
  }
}
