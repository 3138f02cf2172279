/** The creations of one process: what each has made, so that whatever else bears its nonce is known to be too much. */
export class Creations {
  /** The ids that the service has told, by nonce; none while the request is under way. */
  readonly #made = new Map<string, string[] | undefined>();
  #underWay = 0;

  /** Notes that a request is about to be made. */
  begin(nonce: string): void {
    this.#made.set(nonce, undefined);
    this.#underWay++;
  }

  /** Notes what the service answered: a key, or nothing that could be understood. */
  answered(nonce: string, id?: string): void {
    this.#made.set(nonce, id === undefined ? [] : [id.toLowerCase()]);
  }

  /** Notes that a creation has nothing more to ask before its key gets its name. Whether it was the last under way. */
  leave(): boolean {
    return --this.#underWay === 0;
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
