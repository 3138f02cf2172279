import { type Use, usesOfKeys, withoutIndexes } from "./configuration";
import { array, type Change, type OutputChange, type PlanDocument, type ResourceChange, record } from "./document";
import { KeyFinder } from "./key-finder";
import { KEY_TYPE } from "./key-type";
import type { Destination } from "./report";
import { isMarked, keyValue, markOf, type Secrets } from "./secrets";

/** The new places that values of keys go to, by the keys' addresses. */
export function destinationsOf(plan: PlanDocument, secrets: Secrets): ReadonlyMap<string, readonly Destination[]> {
  const search = new Search(plan, secrets);
  search.byValue();
  search.byReference();
  search.throughLocals();
  return search.found();
}

class Search {
  readonly #keys = new Map<string, ResourceChange[]>();
  readonly #others = new Map<string, ResourceChange[]>();
  readonly #finder = new KeyFinder();
  readonly #found = new Map<string, Map<string, Destination>>();
  /** Keys that are known to be used somewhere, new or not. */
  readonly #used = new Set<string>();

  constructor(
    private readonly plan: PlanDocument,
    private readonly secrets: Secrets,
  ) {
    for (const change of plan.changes) {
      const isKey = change.type === KEY_TYPE && change.mode === "managed";
      const group = isKey ? this.#keys : this.#others;
      const address = withoutIndexes(change.address);
      const known = group.get(address);
      if (known) known.push(change);
      else group.set(address, [change]);
      if (!isKey) continue;
      for (const value of [keyValue(change.before), keyValue(change.after)]) {
        if (value !== undefined) this.#finder.add(value, change.address);
      }
    }
  }

  found(): ReadonlyMap<string, readonly Destination[]> {
    return new Map([...this.#found].map(([address, places]) => [address, [...places.values()]]));
  }

  /** Values that the plan knows are looked for in everything that changes. */
  byValue(): void {
    for (const output of this.plan.outputs) {
      for (const [key] of this.#newIn(valuesOf(output))) this.#add(key, outputOf(output, this.secrets, true));
    }
    for (const change of [...this.#others.values()].flat()) {
      if (!writes(change)) continue;
      for (const attribute of Object.keys(record(change.after))) {
        for (const [key, clear] of this.#newIn(valuesOf(change, attribute))) {
          this.#add(key, { ...place(change, this.secrets), attribute, certain: true, clear });
        }
      }
    }
  }

  /** Values that are not known yet are followed through the configuration. */
  byReference(): void {
    const outputs = new Map(this.plan.outputs.map((output) => [output.name, output]));
    for (const use of usesOfKeys(this.plan.root.configuration)) {
      const users = this.#usersOf(use);
      for (const { key, index, certain } of use.sources) {
        for (const instance of this.#keys.get(key) ?? []) {
          if (index !== undefined && !instance.address.endsWith(index)) continue;
          this.#used.add(instance.address);
          if (use.kind === "passage") continue;
          if (use.kind === "output") {
            const output = outputs.get(use.address);
            const arrival = output && this.#arrival(output, valuesOf(output), instance, certain);
            if (arrival) this.#add(instance.address, outputOf(output, this.secrets, arrival.certain));
          } else this.#addUsers(instance, use, users, certain);
        }
      }
    }
  }

  /** A plan says that a value is used through a local value, but not where. */
  throughLocals(): void {
    for (const entry of array(this.plan.root.relevant_attributes)) {
      const { resource, attribute } = record(entry);
      const [part] = array(attribute);
      if (part !== "key" || typeof resource !== "string") continue;
      for (const key of this.#keys.get(withoutIndexes(resource)) ?? []) {
        const names = resource === key.address || resource === withoutIndexes(key.address);
        if (!names || this.#used.has(key.address) || !key.actions.includes("create")) continue;
        this.#add(key.address, { kind: "unnamed", address: null, attribute: null, certain: true, clear: false });
      }
    }
  }

  /** The objects of a place that are written, by their indexes. */
  #usersOf({ kind, address }: Use): Users {
    const written = (this.#others.get(address) ?? []).filter((user) =>
      kind === "provisioner" ? user.actions.includes("create") : writes(user),
    );
    return { all: written, byIndex: new Map(written.map((user) => [user.index, user])) };
  }

  #addUsers(key: ResourceChange, { kind, address, attribute }: Use, { all, byIndex }: Users, certain: boolean): void {
    const twin = key.index === undefined ? undefined : byIndex.get(key.index);
    // Told of together, so that a few suffice: every key may meet every user.
    const receivers = (twin ? [twin] : all.slice(0, SAMPLE)).flatMap((user) => {
      const arrival =
        kind === "provisioner"
          ? { certain, clear: false }
          : this.#arrival(user, valuesOf(user, attribute), key, certain);
      return arrival ? [{ user, arrival }] : [];
    });
    const [first] = receivers;
    if (!first) return;
    const where = place(first.user, this.secrets);
    this.#add(key.address, {
      ...where,
      ...(kind === "provisioner" ? { kind, attribute: null } : { attribute }),
      address: receivers.length === 1 ? where.address : this.secrets.hide(address),
      certain: receivers.some(({ arrival }) => arrival.certain),
      clear: receivers.some(({ arrival }) => arrival.clear),
    });
  }

  /** Whether a place that refers to a key gets its value by this change, and did not have it before. */
  #arrival(change: Change, values: Values, key: ResourceChange, certain: boolean): Arrival | undefined {
    const { before, after, unknown, mark } = values;
    // What is made of a sensitive value is marked, unless the mark is taken off. Of a key that is replaced, Terraform
    // forgets the marks itself, but for outputs.
    const clear = !isMarked(mark) && (!("type" in change) || key.actions.length === 1);
    const had = this.#finder.within(before, values.markBefore).get(key.address);
    if (!writes(change) || (had !== undefined && (had || !clear))) return undefined;
    const value = keyValue(key.after);
    const isLater = isMarked(markOf(key.afterUnknown, "key"));
    if (value === undefined && !isLater) return undefined;
    if (isMarked(unknown)) return { certain, clear };
    // Known, so it was looked for; where it was not found, it may be there in another form.
    if (isLater || same(before, after) || this.#finder.within(after, mark).has(key.address)) return undefined;
    return certain || !clear ? { certain: false, clear } : undefined;
  }

  /** The keys whose values come to a place, or come to be in plaintext there, and whether they are. */
  #newIn({ before, after, mark, markBefore }: Values): [string, boolean][] {
    const now = this.#finder.within(after, mark);
    for (const key of now.keys()) this.#used.add(key);
    const old = now.size > 0 ? this.#finder.within(before, markBefore) : new Map<string, boolean>();
    return [...now].filter(([key, clear]) => !old.has(key) || (clear && !old.get(key)));
  }

  #add(key: string, destination: Destination): void {
    const places = this.#found.get(key) ?? new Map<string, Destination>();
    const id = `${destination.kind} ${destination.address} ${destination.attribute}`;
    const known = places.get(id);
    const certain = destination.certain || known?.certain === true;
    places.set(id, { ...destination, certain, clear: destination.clear || known?.clear === true });
    this.#found.set(key, places);
  }
}

const SAMPLE = 20;

/** Objects that one place of the configuration stands for. */
interface Users {
  readonly all: readonly ResourceChange[];
  readonly byIndex: ReadonlyMap<string | number | undefined, ResourceChange>;
}

/** What a place holds before and after, and what is said about the latter. */
interface Values {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  readonly mark: unknown;
  readonly markBefore: unknown;
}

/** How a value comes to a place. */
type Arrival = Pick<Destination, "certain" | "clear">;

function valuesOf(change: Change, attribute?: string): Values {
  const part = (side: unknown) => (attribute === undefined ? side : markOf(side, attribute));
  return {
    before: part(change.before),
    after: part(change.after),
    unknown: part(change.afterUnknown),
    mark: part(change.afterSensitive),
    markBefore: part(change.beforeSensitive),
  };
}

/** What an action that is not known here does, counts as writing. */
function writes({ actions }: Change): boolean {
  return actions.some((action) => !["no-op", "delete", "forget", "open", "renew", "close"].includes(action));
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function place({ address, mode }: ResourceChange, secrets: Secrets): Destination {
  const kind = mode === "data" ? "data" : "resource";
  return { kind, address: secrets.hide(address), attribute: null, certain: true, clear: false };
}

function outputOf(output: OutputChange, secrets: Secrets, certain: boolean): Destination {
  const clear = !isMarked(output.afterSensitive);
  return { kind: "output", address: secrets.hide(output.name), attribute: null, certain, clear };
}
