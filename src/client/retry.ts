import type { Clock } from "./clock";
import { ApiError } from "./error";
import type { Call, ClientLog, Send } from "./send";

/** A service that asks for more than this is not waited for. */
const LONGEST_WAIT_MS = 120_000;
const FIRST_WAIT_MS = 500;

interface Patience {
  readonly maxRetries: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: ClientLog;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/**
 * Repeats calls that failed for a passing reason: after the time that the service asks for, otherwise after ever longer
 * and slightly random times. A call that makes something is repeated only if the service says it did not process it.
 */
export function retrying(send: Send, { maxRetries, clock, signal, log, random }: Patience): Send {
  return async (call) => {
    for (let retry = 0; ; retry++) {
      try {
        return await send(call);
      } catch (error) {
        if (!(error instanceof ApiError) || retry >= maxRetries || !mayRepeat(call, error)) throw error;
        const waitMs = error.retryAfterMs ?? Math.min(30_000, FIRST_WAIT_MS * 2 ** retry) * (0.5 + random() / 2);
        if (waitMs > LONGEST_WAIT_MS) throw error;
        log.info(`${error.summary}: trying again`, {
          method: call.method,
          path: call.path,
          status: error.status,
          wait_ms: Math.round(waitMs),
          retry: retry + 1,
        });
        await wait(waitMs, clock, signal, call);
      }
    }
  };
}

function mayRepeat(call: Call, { repeatable }: ApiError): boolean {
  return repeatable === "always" || (repeatable === "if_safe" && call.method !== "POST");
}

/** Waits, and turns a stop into the error that says so. */
export async function wait(ms: number, clock: Clock, signal: AbortSignal, call: Call): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (cause) {
    throw new ApiError(
      {
        kind: "cancelled",
        summary: "Stopped on request",
        detail: `${call.method} ${call.path} was waiting for its turn when Terraform asked to stop.`,
      },
      { cause },
    );
  }
}
