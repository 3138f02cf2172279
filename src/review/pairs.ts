import type { Key } from "./key";
import type { KeyChange } from "./key-change";

/** Keys that are revoked and made anew under one name, at another address. */
export interface Pairs {
  /** What each key that is made takes the place of. */
  readonly made: ReadonlyMap<KeyChange, KeyChange>;
  readonly revoked: ReadonlySet<KeyChange>;
}

/** Pairs keys by their names: like with like first, as far as several have the same name. */
export function pairsOf(changes: readonly KeyChange[]): Pairs {
  const present = changes.filter(({ deposed }) => !deposed);
  const gone = byName(present.filter(({ action }) => action === "delete"));
  const fresh = byName(present.filter(({ action }) => action === "create"));
  const made = new Map<KeyChange, KeyChange>();
  for (const [name, makes] of fresh) {
    const left = [...(gone.get(name) ?? [])];
    const unlike = makes.filter((change) => {
      const twin = left.findIndex((other) => likenessOf(other) === likenessOf(change));
      const [found] = twin < 0 ? [] : left.splice(twin, 1);
      if (found) made.set(change, found);
      return !found;
    });
    for (const change of unlike) {
      const found = left.shift();
      if (found) made.set(change, found);
    }
  }
  return { made, revoked: new Set(made.values()) };
}

function byName(changes: readonly KeyChange[]): ReadonlyMap<string, readonly KeyChange[]> {
  const groups = new Map<string, KeyChange[]>();
  for (const change of changes) {
    const { name } = keyOf(change) ?? {};
    if (name === undefined) continue;
    const group = groups.get(folded(name)) ?? [];
    groups.set(folded(name), group);
    group.push(change);
  }
  return groups;
}

function keyOf({ before, after }: KeyChange): Key | undefined {
  return after ?? before;
}

/** A name without what people overlook. */
function folded(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

/** Equal for keys that give the same access. */
function likenessOf(change: KeyChange): string {
  const { permission, seenBy = [], managedBy = [], unknown = [] } = keyOf(change) ?? {};
  return JSON.stringify([permission, [...seenBy].sort(), [...managedBy].sort(), [...unknown].sort()]);
}
