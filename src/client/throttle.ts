import type { RateLimit } from "./api";
import { ApiError } from "./error";
import type { Send } from "./send";
import type { Waiting } from "./waiting";

/**
 * Lets calls through in order, no faster than the limit, and none while the service has asked to wait. Time spent here
 * is no part of a request's timeout.
 */
export function throttled(send: Send, limit: RateLimit | undefined, waiting: Waiting): Send {
  const sent: number[] = [];
  let notBefore = 0;
  let turn: Promise<void> = Promise.resolve();

  const takeTurn = async (call: Parameters<Send>[0]) => {
    for (;;) {
      const now = waiting.now();
      const full = limit && sent.length >= limit.requests;
      const waitMs = Math.max(notBefore - now, full ? (sent[0] ?? 0) + limit.windowMs - now : 0);
      if (waitMs <= 0) break;
      await waiting.wait(waitMs, "Waiting for the rate limit", call);
    }
    if (!limit) return;
    if (sent.length >= limit.requests) sent.shift();
    sent.push(waiting.now());
  };

  return async (call) => {
    const mine = turn.then(() => takeTurn(call));
    turn = mine.catch(() => {});
    await mine;
    try {
      return await send(call);
    } catch (error) {
      if (error instanceof ApiError && error.kind === "rate_limited") {
        notBefore = Math.max(notBefore, waiting.now() + (error.retryAfterMs ?? 0));
      }
      throw error;
    }
  };
}
