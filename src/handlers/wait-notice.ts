import type { Api } from "../client/api";
import type { Operation } from "../schema";

/** Waits that are shorter in all are not worth a word. */
const NOTICEABLE_MS = 10_000;

/** Tells people why they had to wait, once for every ten seconds and more that have come together since the last time. */
export function waitNotice({ waitedMs }: Api): (operation: Operation) => void {
  let toldMs = 0;
  return ({ warn }) => {
    const totalMs = waitedMs();
    if (totalMs - toldMs < NOTICEABLE_MS) return;
    toldMs = totalMs;
    warn({
      summary: "Cloudcraft made the provider wait",
      detail: `${Math.round(totalMs / 1000)} s were spent so far on waiting for the rate limit, or for Cloudcraft to answer again.`,
      remedy:
        "That is no failure. Should your limit be higher than the published one, set the provider's `rate_limit`.",
    });
  };
}
