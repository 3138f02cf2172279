import { ApiError } from "./error";
import type { Call, Send } from "./send";
import type { Waiting } from "./waiting";

const FIRST_WAIT_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** A call that has failed for so long is given up, and so is one that the service asks to put off for longer. */
const PATIENCE_MS = 300_000;

interface Patience {
  readonly maxRetries: number;
  readonly waiting: Waiting;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/**
 * Repeats calls that failed for a passing reason: after the time that the service asks for, otherwise after ever longer
 * and slightly random times. A call that makes something is repeated only if the service says it did not process it.
 */
export function retrying(send: Send, { maxRetries, waiting, random }: Patience): Send {
  return async (call) => {
    let spentMs = 0;
    for (let retry = 0; ; retry++) {
      const begun = waiting.now();
      try {
        return await send(call);
      } catch (error) {
        if (!(error instanceof ApiError) || retry >= maxRetries || !mayRepeat(call, error)) throw error;
        const waitMs =
          error.retryAfterMs ?? Math.min(LONGEST_BACKOFF_MS, FIRST_WAIT_MS * 2 ** retry) * (0.5 + random() / 2);
        spentMs += waitMs + (error.kind === "rate_limited" ? 0 : waiting.now() - begun);
        if (spentMs > PATIENCE_MS) throw error;
        await waiting.wait(waitMs, `${error.summary}: trying again`, call, { status: error.status, retry: retry + 1 });
      }
    }
  };
}

function mayRepeat(call: Call, { repeatable }: ApiError): boolean {
  return repeatable === "always" || (repeatable === "if_safe" && call.method !== "POST");
}
