import type { ResourceChange } from "./document";
import { type Key, keyAfter, keyBefore, wayOf } from "./key";

/** A key that is revoked. */
export interface Revoked {
  readonly address: string;
  readonly key: Key;
}

/** Keys that are revoked and made anew under one name, at another address. */
export interface Pairs {
  /** What each key that is made takes the place of. */
  readonly made: ReadonlyMap<ResourceChange, Revoked>;
  readonly revoked: ReadonlySet<ResourceChange>;
}

interface Candidate extends Revoked {
  readonly change: ResourceChange;
  /** Equal for keys that give the same access. */
  readonly likeness: string;
}

/** Pairs keys by their names: like with like first, as far as several have the same name. */
export function pairsOf(changes: readonly ResourceChange[]): Pairs {
  const gone = new Map<string, Candidate[]>();
  const fresh = new Map<string, Candidate[]>();
  for (const change of changes) {
    const [way, only] = [wayOf(change), change.actions.length === 1 ? change.actions[0] : undefined];
    if (!way || change.deposed) continue;
    const key = only === "delete" ? keyBefore(way, change) : only === "create" ? keyAfter(way, change) : undefined;
    if (key?.name === undefined) continue;
    const group = only === "delete" ? gone : fresh;
    const name = folded(key.name);
    const known = group.get(name) ?? [];
    known.push({ address: change.address, key, change, likeness: likenessOf(key) });
    group.set(name, known);
  }
  const made = new Map<ResourceChange, Revoked>();
  const revoked = new Set<ResourceChange>();
  const pair = (one: Candidate, other: Candidate) => {
    made.set(one.change, other);
    revoked.add(other.change);
  };
  for (const [name, makes] of fresh) {
    const left = gone.get(name) ?? [];
    const unlike: Candidate[] = [];
    for (const candidate of makes) {
      const twin = left.findIndex(({ likeness }) => likeness === candidate.likeness);
      const [found] = twin < 0 ? [] : left.splice(twin, 1);
      if (found) pair(candidate, found);
      else unlike.push(candidate);
    }
    for (const candidate of unlike) {
      const found = left.shift();
      if (found) pair(candidate, found);
    }
  }
  return { made, revoked };
}

/** A name without what people overlook. */
function folded(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

function likenessOf({ permission, seenBy, managedBy, unknown }: Key): string {
  return JSON.stringify([permission, [...seenBy].sort(), [...managedBy].sort(), [...unknown].sort()]);
}
