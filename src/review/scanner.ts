const PIECE = 4;

/** Texts that begin alike, by their lengths, the longest first. */
type Alike = Map<number, Set<string>>;

/** Finds which of many texts occur in another, in time that hardly grows with their number. */
export class Scanner {
  readonly #present = new Uint8Array(1 << 16);
  readonly #byStart = new Map<string, Alike>();

  /** Adds a text to find; one of fewer than four characters is not looked for. */
  add(text: string): void {
    if (text.length < PIECE) return;
    const start = text.slice(0, PIECE);
    const alike: Alike = this.#byStart.get(start) ?? new Map();
    const same = alike.get(text.length);
    if (same) same.add(text);
    else {
      const longestFirst = [...alike, [text.length, new Set([text])] as const].sort(([one], [other]) => other - one);
      this.#byStart.set(start, new Map(longestFirst));
    }
    this.#present[slot(text, 0)] = 1;
  }

  /** Where texts occur: the longest at each place, not overlapping. */
  *find(text: string): Generator<{ readonly at: number; readonly found: string }> {
    if (this.#byStart.size === 0) return;
    for (let at = 0; at + PIECE <= text.length; at += 1) {
      if (this.#present[slot(text, at)] === 0) continue;
      const found = this.#at(text, at);
      if (found === undefined) continue;
      yield { at, found };
      at += found.length - 1;
    }
  }

  #at(text: string, at: number): string | undefined {
    for (const [length, same] of this.#byStart.get(text.slice(at, at + PIECE)) ?? []) {
      const candidate = text.slice(at, at + length);
      if (same.has(candidate)) return candidate;
    }
    return undefined;
  }
}

function slot(text: string, at: number): number {
  let hash = 0;
  for (let offset = 0; offset < PIECE; offset += 1) hash = (hash * 31 + text.charCodeAt(at + offset)) & 0xffff;
  return hash;
}
