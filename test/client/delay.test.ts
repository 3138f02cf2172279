import { Delay } from "../../src/client/delay";

const quiet = { debug() {}, info() {} };
const call = { method: "GET", path: "/" } as const;

/** A delay whose waits end when the test says so, at the time that it says. */
function delayed() {
  let now = 0;
  const ends: (() => void)[] = [];
  const [stop, end] = [new AbortController(), new AbortController()];
  const clock = {
    now: () => now,
    timeout: () => end.signal,
    sleep: (_ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        ends.push(resolve);
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const delay = new Delay(clock, { signal: stop.signal, ending: end.signal }, quiet);
  const at = (time: number) => {
    now = time;
  };
  return { delay, at, stop, end, endFirst: () => ends.shift()?.() };
}

test("waits at the same time count once, and the time between waits not at all", async () => {
  const { delay, at, endFirst } = delayed();
  const first = delay.wait(10_000, "", call);
  at(5_000);
  const second = delay.wait(10_000, "", call);
  at(10_000);
  endFirst();
  await first;
  at(15_000);
  endFirst();
  await second;
  expect(delay.totalMs).toBe(15_000);
  at(100_000);
  const third = delay.wait(1_000, "", call);
  at(101_000);
  endFirst();
  await third;
  expect(delay.totalMs).toBe(16_000);
});

test("a stop ends a wait, but not that of a call that cleans up, which ends with the time for that", async () => {
  const { delay, stop, end } = delayed();
  const plain = delay.wait(1, "", call);
  const cleaning = delay.wait(1, "", { ...call, cleanup: true });
  stop.abort();
  await expect(plain).rejects.toMatchObject({ kind: "cancelled" });
  const first = await Promise.race([
    cleaning.catch(() => "cancelled"),
    new Promise((done) => setImmediate(done, "waits")),
  ]);
  expect(first).toBe("waits");
  end.abort();
  await expect(cleaning).rejects.toMatchObject({ kind: "cancelled" });
});
