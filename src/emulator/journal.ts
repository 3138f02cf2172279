/** For so long it is known how things were. */
const REMEMBERED_MS = 600_000;

interface Change<T> {
  readonly at: number;
  readonly id: string;
  readonly before: T | undefined;
}

/** Objects by id, and how they were some minutes ago. */
export class Journal<T> extends Map<string, T> {
  #changes: Change<T>[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    super();
    this.#now = now;
  }

  override set(id: string, object: T): this {
    this.#note(id);
    return super.set(id, object);
  }

  override delete(id: string): boolean {
    this.#note(id);
    return super.delete(id);
  }

  /** The objects as they were at a time, in milliseconds since 1970. */
  asOf(time: number): Journal<T> {
    const past = new Journal<T>(this.#now);
    for (const [id, object] of this) past.set(id, object);
    for (const { at, id, before } of this.#changes.toReversed()) {
      if (at <= time) break;
      if (before === undefined) past.delete(id);
      else past.set(id, before);
    }
    return past;
  }

  #note(id: string): void {
    const now = this.#now();
    this.#changes.push({ at: now, id, before: this.get(id) });
    if ((this.#changes[0]?.at ?? now) < now - 2 * REMEMBERED_MS) {
      this.#changes = this.#changes.filter(({ at }) => at >= now - REMEMBERED_MS);
    }
  }
}
