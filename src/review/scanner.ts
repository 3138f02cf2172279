const PIECE = 4;

/** Finds which of many texts occur in another, in time that does not grow with their number. */
export class Scanner {
  readonly #present = new Uint8Array(1 << 16);
  readonly #byStart = new Map<string, Set<string>>();

  /** Adds a text to find; one of fewer than four characters is not looked for. */
  add(text: string): void {
    if (text.length < PIECE) return;
    const start = text.slice(0, PIECE);
    const known = this.#byStart.get(start);
    if (known) known.add(text);
    else this.#byStart.set(start, new Set([text]));
    this.#present[slot(text, 0)] = 1;
  }

  /** Where texts occur: the longest at each place, not overlapping. */
  *find(text: string): Generator<{ readonly at: number; readonly found: string }> {
    if (this.#byStart.size === 0) return;
    for (let at = 0; at + PIECE <= text.length; at += 1) {
      if (this.#present[slot(text, at)] === 0) continue;
      let longest = "";
      for (const candidate of this.#byStart.get(text.slice(at, at + PIECE)) ?? []) {
        if (candidate.length > longest.length && text.startsWith(candidate, at)) longest = candidate;
      }
      if (longest === "") continue;
      yield { at, found: longest };
      at += longest.length - 1;
    }
  }
}

function slot(text: string, at: number): number {
  let hash = 0;
  for (let offset = 0; offset < PIECE; offset += 1) hash = (hash * 31 + text.charCodeAt(at + offset)) & 0xffff;
  return hash;
}
