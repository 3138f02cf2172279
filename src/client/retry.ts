import type { Delay } from "./delay";
import { ApiError } from "./error";
import { PATIENCE_MS } from "./error-response";
import type { Call, Send } from "./send";

const FIRST_WAIT_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;

interface Patience {
  /** How often a call is repeated that failed; one that the rate limit refused is repeated as long as patience lasts. */
  readonly maxRetries: number;
  readonly delay: Delay;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/**
 * Repeats calls that failed for a passing reason: after the time that the service asks for, otherwise after ever longer
 * and slightly random times. A call that makes something is repeated only if the service says it did not process it.
 */
export function retrying(send: Send, { maxRetries, delay, random }: Patience): Send {
  return async (call) => {
    let spentMs = 0;
    let failures = 0;
    for (let retry = 0; ; retry++) {
      const begun = delay.now();
      try {
        return await send(call);
      } catch (error) {
        if (!(error instanceof ApiError) || maxRetries === 0 || !mayRepeat(call, error)) throw error;
        const limited = error.kind === "rate_limited";
        if (!limited && ++failures > maxRetries) throw error;
        const backoffMs = Math.min(LONGEST_BACKOFF_MS, FIRST_WAIT_MS * 2 ** retry) * (0.5 + random() / 2);
        const waitMs = error.retryAfterMs ? Math.round(error.retryAfterMs * (1 + random() / 10)) : backoffMs;
        spentMs += waitMs + (limited ? 0 : delay.now() - begun);
        if (spentMs > PATIENCE_MS) throw error;
        await delay.wait(waitMs, `${error.summary}: trying again`, call, { status: error.status, retry: retry + 1 });
      }
    }
  };
}

function mayRepeat(call: Call, { repeatable }: ApiError): boolean {
  return repeatable === "always" || (repeatable === "if_safe" && call.method !== "POST");
}
