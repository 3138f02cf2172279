import { apiKeys, type WireApiKey, type WireApiKeyInput } from "../wire/api-keys";
import type { Noun } from "../wire/noun";
import { fingerprint, type Generate } from "./generate";
import { Journal } from "./journal";

/** What a user may do in an organisation or a team, strongest first. */
export const roles = ["owner", "admin", "user"] as const;
export type Role = (typeof roles)[number];

/** An organisation: users, teams and keys of one never see those of another. */
export interface Customer {
  readonly id: string;
  readonly name: string;
}

export interface User {
  readonly id: string;
  readonly customerId: string;
  readonly role: Role;
  readonly name: string;
  readonly email: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly accessedAt: string | null;
}

export interface Membership {
  readonly id: string;
  readonly userId: string;
  readonly role: Role;
}

export interface Team {
  readonly id: string;
  readonly customerId: string;
  readonly name: string;
  /** Everyone in the organisation sees it; otherwise only its members and the account's owner do. */
  readonly visible: boolean;
  /** Its members belong to every other team of the organisation as well. */
  readonly crossOrganizational: boolean;
  readonly externalSharing: boolean;
  readonly members: readonly Membership[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Who may, as `team/UUID` or `customer/UUID`; `null`: never shared. */
export type AccessList = readonly string[] | null;

/** What is kept of everything that people make, in the form in which answers tell of it. */
export interface Owned {
  readonly id: string;
  readonly CreatorId: string;
  readonly readAccess: AccessList;
  readonly writeAccess: AccessList;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What reads may be answered from. */
export interface Seen {
  readonly users: ReadonlyMap<string, User>;
  readonly teams: ReadonlyMap<string, Team>;
  objects<T extends Owned>(noun: Noun<T>): ReadonlyMap<string, T>;
}

/** Everything that the emulated Cloudcraft knows, by id in lower case. */
export class Store implements Seen {
  readonly customers = new Map<string, Customer>();
  readonly users = new Map<string, User>();
  readonly teams: Journal<Team>;
  /** What people make, by the names of its lists. */
  private readonly collections = new Map<string, Journal<Owned>>();
  private readonly idByFingerprint = new Map<string, string>();
  /** Objects whose deletion is acknowledged, and when it takes effect. */
  private readonly doomed = new Map<string, { readonly objects: Map<string, Owned>; readonly due: number }>();

  constructor(readonly generate: Generate) {
    this.teams = new Journal(generate.now);
  }

  objects<T extends Owned>({ name }: Noun<T>): Journal<T> {
    const kept = this.collections.get(name) ?? new Journal<Owned>(this.generate.now);
    this.collections.set(name, kept);
    return kept as Journal<Owned> as Journal<T>;
  }

  all({ name }: Noun): readonly Owned[] {
    return [...(this.collections.get(name)?.values() ?? [])];
  }

  get apiKeys(): Journal<WireApiKey> {
    return this.objects(apiKeys);
  }

  /** What reads that lag behind tell: teams and objects as they were at a time, in milliseconds since 1970. */
  asOf(time: number): Seen {
    return {
      users: this.users,
      teams: this.teams.asOf(time),
      objects: (noun) => this.objects(noun).asOf(time),
    };
  }

  isTaken(id: string): boolean {
    return [this.customers, this.users, this.teams, ...this.collections.values()].some((all) => all.has(id));
  }

  /** Takes note of a deletion that takes effect after a while. */
  doom<T extends Owned>(noun: Noun<T>, { id }: T, lingerMs: number): void {
    this.doomed.set(id, { objects: this.objects(noun) as Map<string, Owned>, due: this.generate.now() + lingerMs });
  }

  isDoomed(id: string): boolean {
    return this.doomed.has(id);
  }

  /** Brings about the deletions that are due. */
  bringAbout(): void {
    for (const [id, { objects, due }] of this.doomed) {
      if (this.generate.now() < due) continue;
      this.doomed.delete(id);
      objects.delete(id);
    }
  }

  /** Another store that knows the same and goes its own way from here. */
  copy(): Store {
    const copy = new Store(this.generate);
    for (const [id, customer] of this.customers) copy.customers.set(id, customer);
    for (const [id, user] of this.users) copy.users.set(id, user);
    for (const [id, team] of this.teams) copy.teams.set(id, team);
    for (const [name, objects] of this.collections) {
      const copied = new Journal<Owned>(this.generate.now);
      for (const [id, object] of objects) copied.set(id, object);
      copy.collections.set(name, copied);
    }
    for (const [mark, id] of this.idByFingerprint) copy.idByFingerprint.set(mark, id);
    return copy;
  }

  /** Keeps what somebody has made. @param members all that answers tell of it, but for what everything has */
  add<T extends Owned>(noun: Noun<T>, members: object, creatorId: string, id = this.generate.id()): T {
    const now = this.generate.date();
    const all = { ...members, id, CreatorId: creatorId, createdAt: now, updatedAt: now };
    const object = noun.object.read(all, noun.called);
    this.objects(noun).set(id, object);
    return object;
  }

  change<T extends Owned>(noun: Noun<T>, object: T, changes: object): T {
    const changed = { ...object, ...changes, updatedAt: this.generate.date() };
    this.objects(noun).set(object.id, changed);
    return changed;
  }

  addApiKey(choices: WireApiKeyInput, creatorId: string, value: string, id?: string): WireApiKey {
    const key = this.add(apiKeys, { ...choices, hint: value.slice(0, 3) }, creatorId, id);
    this.idByFingerprint.set(fingerprint(value), key.id);
    return key;
  }

  findApiKeyByValue(value: string): WireApiKey | undefined {
    const id = this.idByFingerprint.get(fingerprint(value));
    return id === undefined ? undefined : this.apiKeys.get(id);
  }

  /** Notes that a key, and so the user behind it, was at work just now. */
  touch(key: WireApiKey, user: User): { key: WireApiKey; user: User } {
    const accessedAt = this.generate.date();
    const touched = { key: { ...key, accessedAt }, user: { ...user, accessedAt } };
    this.apiKeys.set(key.id, touched.key);
    this.users.set(user.id, touched.user);
    return touched;
  }
}
