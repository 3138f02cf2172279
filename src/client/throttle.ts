import type { Clock } from "./clock";
import { wait } from "./retry";
import type { ClientLog, Send } from "./send";

/** So many requests in any window of so many milliseconds. */
export interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
}

/** What the API reference states, per key. */
export const PUBLISHED_RATE_LIMIT: RateLimit = { requests: 20, windowMs: 10_000 };

/** Lets calls through in order, no faster than the limit. Time spent here is not part of a request's timeout. */
export function throttled(
  send: Send,
  limit: RateLimit,
  { clock, signal, log }: { readonly clock: Clock; readonly signal: AbortSignal; readonly log: ClientLog },
): Send {
  const sent: number[] = [];
  let turn: Promise<void> = Promise.resolve();
  return async (call) => {
    const mine = turn.then(async () => {
      const oldest = sent.length < limit.requests ? undefined : sent.shift();
      const waitMs = oldest === undefined ? 0 : oldest + limit.windowMs - clock.now();
      if (waitMs > 0) {
        log.info("Waiting for the rate limit", { wait_ms: waitMs });
        await wait(waitMs, clock, signal, call);
      }
      sent.push(clock.now());
    });
    turn = mine.catch(() => {});
    await mine;
    return send(call);
  };
}
