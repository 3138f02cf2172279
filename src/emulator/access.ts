import type { WireApiKey } from "../wire/api-keys";
import type { AccessList, Membership, Owned, Store, Team, User } from "./store";

/** A key at work, and the user whom it acts as. */
export interface Caller {
  readonly key: WireApiKey;
  readonly user: User;
}

/**
 * Everyone in a team: its own members, and those of the organisation's cross-organizational teams, who belong to
 * every other team with the role they have there. An explicit membership wins over an implicit one.
 */
export function membersOf(store: Store, team: Team): Membership[] {
  const members = new Map(team.members.map((member) => [member.userId, member]));
  if (team.crossOrganizational) return [...members.values()];
  for (const other of store.teams.values()) {
    if (!other.crossOrganizational || other.customerId !== team.customerId) continue;
    for (const member of other.members) if (!members.has(member.userId)) members.set(member.userId, member);
  }
  return [...members.values()];
}

export function maySeeTeam(store: Store, user: User, team: Team): boolean {
  if (team.customerId !== user.customerId) return false;
  return team.visible || user.role === "owner" || isMember(store, user, team);
}

/** What somebody has made is seen by its creator, by the account's owner, and by whom its `readAccess` names. */
export function maySee(store: Store, user: User, object: Owned): boolean {
  return mayUse(store, user, object, object.readAccess);
}

/** It is changed and deleted by its creator, by the account's owner, and by whom its `writeAccess` names. */
export function mayChange(store: Store, user: User, object: Owned): boolean {
  return mayUse(store, user, object, object.writeAccess);
}

/** Only an owner or an administrator manages keys and accounts, and only with a key that may write. */
export function isAdministrator({ key, user }: Caller): boolean {
  return key.permission === "read-write" && user.role !== "user";
}

function mayUse(store: Store, user: User, { CreatorId }: Owned, list: AccessList): boolean {
  if (CreatorId === user.id) return true;
  if (store.users.get(CreatorId)?.customerId !== user.customerId) return false;
  return user.role === "owner" || (list ?? []).some((entry) => isNamedBy(store, user, entry.toLowerCase()));
}

function isNamedBy(store: Store, user: User, entry: string): boolean {
  if (entry === `customer/${user.customerId}`) return true;
  const team = store.teams.get(entry.replace(/^team\//, ""));
  return team !== undefined && team.customerId === user.customerId && isMember(store, user, team);
}

function isMember(store: Store, user: User, team: Team): boolean {
  return membersOf(store, team).some((member) => member.userId === user.id);
}
