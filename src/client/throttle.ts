import type { RateLimit } from "./api";
import type { Delay } from "./delay";
import { ApiError } from "./error";
import { PATIENCE_MS } from "./error-response";
import type { Send } from "./send";

interface Pace {
  /** How fast calls may be made; `undefined`: as fast as it goes. */
  readonly limit: RateLimit | undefined;
  readonly delay: Delay;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/**
 * Lets calls through in order, no faster than the limit, and none while the service has asked to wait. If it asked for
 * longer than anybody would wait, they fail without being made. Time spent here is no part of a request's timeout.
 */
export function throttled(send: Send, { limit, delay, random }: Pace): Send {
  const sent: number[] = [];
  let notBefore = 0;
  let closed: ApiError | undefined;
  let turn: Promise<void> = Promise.resolve();

  const takeTurn = async (call: Parameters<Send>[0]) => {
    for (;;) {
      const now = delay.now();
      if (closed && now < notBefore) throw closed;
      const full = limit && sent.length >= limit.requests;
      const waitMs = Math.max(notBefore - now, full ? (sent[0] ?? 0) + limit.windowMs - now : 0);
      if (waitMs <= 0) break;
      await delay.wait(waitMs, "Waiting for the rate limit", call);
    }
    if (!limit) return;
    if (sent.length >= limit.requests) sent.shift();
    sent.push(delay.now());
  };

  return async (call) => {
    const mine = turn.then(() => takeTurn(call));
    turn = mine.catch(() => {});
    await mine;
    try {
      return await send(call);
    } catch (error) {
      if (error instanceof ApiError && error.kind === "rate_limited" && error.retryAfterMs !== undefined) {
        // Other processes were told the same: a little later, so that they do not all meet again.
        const waitMs = Math.round(error.retryAfterMs * (1 + random() / 10));
        notBefore = Math.max(notBefore, delay.now() + waitMs);
        closed = error.retryAfterMs > PATIENCE_MS ? error : undefined;
      }
      throw error;
    }
  };
}
