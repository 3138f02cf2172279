/** Where many keys are made, so many at least are looked after by one look. */
const LOOKED_AFTER_TOGETHER = 20;

/** The creations of one process: what each has made, so that whatever else bears its nonce is known to be too much. */
export class Creations {
  /** The ids that the service has told, by nonce; none while the request is under way. */
  readonly #made = new Map<string, string[] | undefined>();
  #underWay = 0;
  #notLookedAfter = 0;

  /** Notes that a request is about to be made. */
  begin(nonce: string): void {
    this.#made.set(nonce, undefined);
    this.#underWay++;
    this.#notLookedAfter++;
  }

  /** Notes what the service answered: a key, or nothing that could be understood. */
  answered(nonce: string, id?: string): void {
    this.#made.set(nonce, id === undefined ? [] : [id.toLowerCase()]);
  }

  /**
   * Notes that a creation has nothing more to ask before its key gets its name. Whether it is the one to look for what
   * was made besides: the last of those under way, unless only few were begun since somebody looked, of many.
   */
  leave(): boolean {
    const isLast = --this.#underWay === 0;
    const areMany = this.#made.size > LOOKED_AFTER_TOGETHER;
    if (!isLast || (areMany && this.#notLookedAfter < LOOKED_AFTER_TOGETHER)) return false;
    this.#notLookedAfter = 0;
    return true;
  }

  /** Whether a nonce was this process's. */
  has(nonce: string): boolean {
    return this.#made.has(nonce);
  }

  /** Whether a key of this nonce is one too many. */
  isSurplus(nonce: string, id: string): boolean {
    const made = this.#made.get(nonce);
    return made !== undefined && !made.includes(id.toLowerCase());
  }
}
