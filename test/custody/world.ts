import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CustodyContext, type KeyRecord, type Keys, type KnownKey, Records, type Sink } from "../../src/custody";
import { Problem, type Warning } from "../../src/schema";

/** What is wanted of a key in these tests. */
export interface Wanted {
  readonly name: string;
  readonly permission: "read" | "read-write";
}

interface Live extends KnownKey {
  readonly value: string;
  /** By which it is known until it has its real name. */
  readonly nonce?: string;
}

/** The end of a process: whatever it tries from then on does not happen. */
export class Killed extends Error {}

/** A service in memory, and a folder for records and values. */
export class World {
  readonly root = mkdtempSync(join(tmpdir(), "custody-"));
  readonly live = new Map<string, Live>();
  readonly warnings: Warning[] = [];
  /** The id of the key that somebody says it is. */
  told?: string;
  #count = 0;

  constructor() {
    chmodSync(this.root, 0o700);
  }

  get file(): Sink & { readonly file: string } {
    return { file: join(this.root, "secrets", "ci") };
  }

  /** The key that a value belongs to. */
  keyOf(value: string | undefined): Live | undefined {
    return [...this.live.values()].find((key) => key.value === value);
  }

  /** Puts a key there that nobody here has made. */
  add(name: string, change: Partial<Live> = {}): Live {
    const id = `id-${++this.#count}`;
    const value = `${Buffer.alloc(31, `value ${this.#count} `).toString("base64").slice(0, 42)}A=`;
    const at = "2026-01-01T00:00:00.000Z";
    const key = { id, name, permission: "read" as const, deletionProtection: false, creatorId: "me" };
    const added = { ...key, hint: value.slice(0, 3), createdAt: at, updatedAt: at, value, ...change };
    this.live.set(id, added);
    return added;
  }

  /** A process. @param steps how many things it gets done before it is killed */
  context(
    steps = Number.POSITIVE_INFINITY,
    change: Partial<Keys<Wanted>> = {},
  ): CustodyContext<Wanted> & { isDead(): boolean } {
    let left = steps;
    let dead = false;
    const step = <T>(deed: () => T): T => {
      if (dead || left-- <= 0) {
        dead = true;
        throw new Killed("killed");
      }
      return deed();
    };
    class Noted extends Records {
      override write(record: KeyRecord): void {
        step(() => super.write(record));
      }
    }
    const records = new Noted(join(this.root, "records"), { stack: "keys", workspace: "default" });
    const held = <T>(deed: () => T): T =>
      step(() => {
        records.confirm();
        return deed();
      });
    return {
      records,
      keys: { ...this.#keys(step, held), ...change },
      toldId: () => this.told,
      now: () => "2026-01-02T00:00:00.000Z",
      warn: (warning) => void this.warnings.push(warning),
      environment: process.env,
      isDead: () => dead,
    };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** @param held as `step`, for what takes the lock */
  #keys(step: <T>(deed: () => T) => T, held: <T>(deed: () => T) => T): Keys<Wanted> {
    const { live } = this;
    const publicly = ({ value: _value, nonce: _nonce, ...key }: Live): KnownKey => key;
    return {
      make: async (wanted, { begun, made }) => {
        const nonce = `nonce-${this.#count + 1}`;
        begun(nonce);
        const added = held(() => this.add(`${wanted.name} (unfinished)`, { ...wanted, nonce }));
        made(publicly(added));
        const finished = held(() => {
          const key = { ...added, ...wanted, nonce: undefined };
          live.set(added.id, key);
          return key;
        });
        return { key: publicly(finished), value: finished.value };
      },
      change: async ({ id }, wanted) =>
        held(() => {
          const found = live.get(id);
          if (!found) return undefined;
          live.set(id, { ...found, ...wanted });
          return publicly({ ...found, ...wanted });
        }),
      revoke: async ({ id, name, deletionProtection }) =>
        held(() => {
          if (deletionProtection) throw new Problem({ kind: "deletion_protected", summary: `${name} is protected` });
          live.delete(id);
        }),
      rollBack: async ({ id }) => step(() => void live.delete(id)),
      removeUnfinished: async (nonces) =>
        step(() => {
          const found = [...live.values()].filter(({ nonce }) => nonce && nonces.includes(nonce));
          for (const { id } of found) live.delete(id);
          return found.map(({ id }) => id);
        }),
      withValue: async (value) => {
        const found = this.keyOf(value);
        return found && publicly(found);
      },
      withId: async (id) => {
        const found = live.get(id);
        return found && publicly(found);
      },
      named: async (name) =>
        [...live.values()]
          .filter((key) => key.name === name)
          .map((key) => ({ ...publicly(key), isOurs: key.creatorId === "me" })),
    };
  }
}
