import type { Clock } from "./clock";
import { ApiError } from "./error";
import type { Call, ClientLog } from "./send";

/** Waits that are logged, counted, and ended at once by a stop. */
export class Waiting {
  /** How long all waits have taken so far. Waits at the same time count once. */
  totalMs = 0;
  private countedUntil = 0;

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
    private readonly log: ClientLog,
  ) {}

  now(): number {
    return this.clock.now();
  }

  /** @throws ApiError of kind `cancelled` when Terraform asks to stop. */
  async wait(
    ms: number,
    why: string,
    { method, path }: Call,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    this.log.info(why, { method, path, wait_ms: Math.round(ms), ...fields });
    const from = Math.max(this.countedUntil, this.now());
    try {
      await this.clock.sleep(ms, this.signal);
    } catch (cause) {
      const detail = `${method} ${path} was waiting for its turn when Terraform asked to stop.`;
      throw new ApiError({ kind: "cancelled", summary: "Stopped on request", detail }, { cause });
    }
    const until = Math.max(this.countedUntil, this.now());
    this.totalMs += Math.max(0, until - from);
    this.countedUntil = until;
  }
}
