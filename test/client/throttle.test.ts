import { ApiError } from "../../src/client";
import { Delay } from "../../src/client/delay";
import { throttled } from "../../src/client/throttle";
import { VirtualTime } from "../support/virtual-time";

const call = { method: "GET", path: "/" } as const;
const never = new AbortController().signal;

/** A throttle before a service that gives these answers in turn: how long to wait, or nothing but success. */
function throttle(answers: readonly (number | undefined)[], random = 0) {
  const clock = new VirtualTime().clock();
  const start = clock.now();
  const at: number[] = [];
  const send = throttled(
    async () => {
      const retryAfterMs = answers[at.length];
      at.push(clock.now() - start);
      if (retryAfterMs === undefined) return { status: 200, body: undefined };
      throw new ApiError({ kind: "rate_limited", summary: "", detail: "", retryAfterMs });
    },
    {
      limit: undefined,
      delay: new Delay(clock, { signal: never, ending: never }, { debug() {}, info() {} }),
      random: () => random,
    },
  );
  return { at, send: () => send(call).catch(() => {}) };
}

test("what one call was told to wait holds back the calls after it, by up to a tenth longer", async () => {
  for (const [random, expected] of [
    [0, 60_000],
    [0.5, 63_000],
  ] as const) {
    const { at, send } = throttle([60_000], random);
    await send();
    await Promise.all([send(), send()]);
    expect(at).toEqual([0, expected, expected]);
  }
});

test("of several times to wait, the latest counts, whichever was told last", async () => {
  const { at, send } = throttle([60_000, 1_000]);
  await Promise.all([send(), send()]);
  await send();
  expect(at[2]).toBe(60_000);
});
