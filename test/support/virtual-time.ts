import type { Clock } from "../../src/client/clock";

/** A clock that somebody waits by, and for how long they have waited. */
export interface WatchedClock extends Clock {
  readonly waits: readonly number[];
}

/** Time that passes only when someone waits, shared by all who do: whoever waits is done at once, and later. */
export class VirtualTime {
  #now: number;
  readonly #timeouts = new Map<AbortController, number>();

  constructor(start = Date.parse("2026-01-02T03:04:05.000Z")) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  /** A clock of one's own for the same time. */
  clock(): WatchedClock {
    const waits: number[] = [];
    return {
      waits,
      now: this.now,
      sleep: async (ms, signal) => {
        signal.throwIfAborted();
        waits.push(ms);
        this.pass(ms);
      },
      timeout: (ms) => {
        const controller = new AbortController();
        this.#timeouts.set(controller, this.#now + ms);
        return controller.signal;
      },
    };
  }

  pass(ms: number): void {
    this.#now += ms;
    for (const [controller, deadline] of this.#timeouts) {
      if (deadline > this.#now) continue;
      this.#timeouts.delete(controller);
      controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    }
  }

  /**
   * How a service waits: no longer than a client that has set a limit to it. What would last longer never ends, unless
   * the signal ends it.
   */
  readonly serve = async (ms: number, signal: AbortSignal): Promise<void> => {
    const patience = Math.max(...this.#timeouts.values()) - this.#now;
    if (patience > ms || this.#timeouts.size === 0) {
      this.pass(ms);
      return;
    }
    this.pass(patience);
    await new Promise((_resolve, reject) => signal.addEventListener("abort", reject, { once: true }));
  };
}
