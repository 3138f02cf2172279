import type { Clock } from "./clock";
import { ApiError } from "./error";
import type { Call, ClientLog, Signals } from "./send";

/** Waits that are logged, counted, and ended at once by a stop. */
export class Delay {
  /** How long all waits have taken so far. Waits at the same time count once. */
  totalMs = 0;
  private countedUntil = 0;

  constructor(
    private readonly clock: Clock,
    private readonly signals: Signals,
    private readonly log: ClientLog,
  ) {}

  now(): number {
    return this.clock.now();
  }

  /** @throws ApiError of kind `cancelled` when Terraform asks to stop. */
  async wait(
    ms: number,
    why: string,
    { method, path, cleanup }: Call,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    this.log.info(why, { method, path, wait_ms: Math.round(ms), ...fields });
    const from = this.now();
    try {
      await this.clock.sleep(ms, cleanup ? this.signals.ending : this.signals.signal);
    } catch (cause) {
      const detail = `${method} ${path} was waiting for its turn when Terraform asked to stop.`;
      throw new ApiError({ kind: "cancelled", summary: "Stopped on request", detail }, { cause });
    }
    const until = this.now();
    this.totalMs += Math.max(0, until - Math.max(from, this.countedUntil));
    this.countedUntil = Math.max(until, this.countedUntil);
  }
}
