/** What a key is called until its creator has its value: a name that says by itself what it is. */
const UNFINISHED = /^(.*) \(unfinished, terraform ([0-9a-f]{12})\)$/s;

/** A key whose creation did not end, as far as its name tells. */
export interface Unfinished {
  /** The name that it was to get. */
  readonly name: string;
  /** Tells this creation from every other. */
  readonly nonce: string;
}

/** The name of a key that is being created. @param nonce twelve hexadecimal digits */
export function unfinishedName({ name, nonce }: Unfinished): string {
  return `${name} (unfinished, terraform ${nonce})`;
}

/** What the name of an unfinished key tells; `undefined` for every other name. */
export function readUnfinished(name: string): Unfinished | undefined {
  const [, wanted, nonce] = UNFINISHED.exec(name) ?? [];
  return wanted === undefined || nonce === undefined ? undefined : { name: wanted, nonce };
}
