import { Scanner } from "./scanner";
import { markOf } from "./secrets";

/** Finds the values of keys within other values. */
export class KeyFinder {
  readonly #scanner = new Scanner();
  readonly #holders = new Map<string, Set<string>>();

  /** Adds the value of the key at an address. */
  add(value: string, address: string): void {
    for (const form of formsOf(value)) {
      this.#scanner.add(form);
      this.#holders.set(form, (this.#holders.get(form) ?? new Set()).add(address));
    }
  }

  /** The addresses of the keys whose values are within a value, and whether any is there without a mark. */
  within(value: unknown, mark: unknown): ReadonlyMap<string, boolean> {
    const keys = new Map<string, boolean>();
    const visit = (part: unknown, marked: unknown): void => {
      if (typeof part === "string") {
        for (const { found } of this.#scanner.find(part)) {
          for (const key of this.#holders.get(found) ?? []) keys.set(key, keys.get(key) === true || marked !== true);
        }
      } else if (typeof part === "object" && part !== null) {
        for (const [name, deeper] of Object.entries(part)) visit(deeper, markOf(marked, name));
      }
    };
    visit(value, mark);
    return keys;
  }
}

/** A value as it is, and as configurations often encode it. */
function formsOf(value: string): readonly string[] {
  const base64 = [...value].every((character) => character <= "\u00ff") ? [btoa(value)] : [];
  return [value, encodeURIComponent(value), ...base64];
}
