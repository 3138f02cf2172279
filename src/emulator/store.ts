import type { WirePermission } from "../wire/api-keys";
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

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly permission: WirePermission;
  readonly readAccess: AccessList;
  readonly writeAccess: AccessList;
  readonly hint: string;
  /** See {@link fingerprint}: the value itself is not kept. */
  readonly fingerprint: string;
  readonly creatorId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly accessedAt: string | null;
}

/** What a person chooses about a key. */
export type ApiKeyChoices = Pick<ApiKey, "name" | "permission" | "readAccess" | "writeAccess">;

/** Everything that the emulated Cloudcraft knows, by id in lower case. */
export class Store {
  readonly customers = new Map<string, Customer>();
  readonly users = new Map<string, User>();
  readonly teams: Journal<Team>;
  readonly apiKeys: Journal<ApiKey>;
  private readonly idByFingerprint = new Map<string, string>();
  /** Keys whose deletion is acknowledged, and when it takes effect. */
  private readonly doomed = new Map<string, number>();

  constructor(readonly generate: Generate) {
    this.teams = new Journal(generate.now);
    this.apiKeys = new Journal(generate.now);
  }

  /** What reads that lag behind tell: teams and keys as they were at a time, in milliseconds since 1970. */
  asOf(time: number): Pick<Store, "users" | "teams" | "apiKeys"> {
    return { users: this.users, teams: this.teams.asOf(time), apiKeys: this.apiKeys.asOf(time) };
  }

  /** Takes note of a deletion that takes effect after a while. */
  doom(key: ApiKey, lingerMs: number): void {
    this.doomed.set(key.id, this.generate.now() + lingerMs);
  }

  isDoomed(id: string): boolean {
    return this.doomed.has(id);
  }

  /** Brings about the deletions that are due. */
  bringAbout(): void {
    for (const [id, due] of this.doomed) {
      const key = this.apiKeys.get(id);
      if (this.generate.now() < due) continue;
      this.doomed.delete(id);
      if (key) this.deleteApiKey(key);
    }
  }

  /** Another store that knows the same and goes its own way from here. */
  copy(): Store {
    const copy = new Store(this.generate);
    for (const [id, customer] of this.customers) copy.customers.set(id, customer);
    for (const [id, user] of this.users) copy.users.set(id, user);
    for (const [id, team] of this.teams) copy.teams.set(id, team);
    for (const key of this.apiKeys.values()) copy.keep(key);
    return copy;
  }

  addApiKey(choices: ApiKeyChoices, creatorId: string, value: string, id = this.generate.id()): ApiKey {
    const now = this.generate.date();
    const mark = fingerprint(value);
    const dates = { createdAt: now, updatedAt: now, accessedAt: null };
    const key = { id, ...choices, hint: value.slice(0, 3), fingerprint: mark, creatorId, ...dates };
    this.keep(key);
    return key;
  }

  changeApiKey(key: ApiKey, choices: Partial<ApiKeyChoices>): ApiKey {
    const changed = { ...key, ...choices, updatedAt: this.generate.date() };
    this.apiKeys.set(key.id, changed);
    return changed;
  }

  deleteApiKey(key: ApiKey): void {
    this.apiKeys.delete(key.id);
    this.idByFingerprint.delete(key.fingerprint);
  }

  findApiKeyByValue(value: string): ApiKey | undefined {
    const id = this.idByFingerprint.get(fingerprint(value));
    return id === undefined ? undefined : this.apiKeys.get(id);
  }

  /** Notes that a key, and so the user behind it, was at work just now. */
  touch(key: ApiKey, user: User): { key: ApiKey; user: User } {
    const accessedAt = this.generate.date();
    const touched = { key: { ...key, accessedAt }, user: { ...user, accessedAt } };
    this.apiKeys.set(key.id, touched.key);
    this.users.set(user.id, touched.user);
    return touched;
  }

  private keep(key: ApiKey): void {
    this.apiKeys.set(key.id, key);
    this.idByFingerprint.set(key.fingerprint, key.id);
  }
}
