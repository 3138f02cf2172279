import { permission, type WirePermission } from "../wire/api-keys";
import { accessList } from "../wire/shape";
import { JsonReader } from "./json-reader";
import { type AccessList, type Role, roles } from "./store";
import { uuid } from "./uuid";

/** What an emulator knows when it starts, as JSON. Whatever is left out is made up. */
export interface Seed {
  /** The organisations; if left out, there is one. */
  readonly customers?: readonly SeedCustomer[];
  /** The people, at least one of them an `owner`. */
  readonly users: readonly SeedUser[];
  readonly teams?: readonly SeedTeam[];
  readonly apiKeys?: readonly SeedApiKey[];
}

export interface SeedCustomer {
  /** A UUID. */
  readonly id?: string;
  /** What users and teams call it by. */
  readonly name: string;
}

export interface SeedUser {
  /** A UUID. */
  readonly id?: string;
  readonly name: string;
  /** What teams and keys call the user by. */
  readonly email: string;
  /** The role in the organisation. */
  readonly role: Role;
  /** The name of the organisation; if left out, the first. */
  readonly customer?: string;
  /** The value of a read-write key that works at once and acts as this user. */
  readonly apiKey?: string;
}

export interface SeedTeam {
  /** A UUID. */
  readonly id?: string;
  readonly name: string;
  /** The name of the organisation; if left out, the first. */
  readonly customer?: string;
  /** Whether everyone in the organisation sees it (default true), or its members only. */
  readonly visible?: boolean;
  /** Whether its members belong to every other team, too (default false). */
  readonly crossOrganizational?: boolean;
  readonly externalSharing?: boolean;
  readonly members?: readonly SeedMember[];
}

export interface SeedMember {
  /** The user's email. */
  readonly user: string;
  /** The role in the team; if left out, `user`. */
  readonly role?: Role;
}

export interface SeedApiKey {
  /** A UUID. */
  readonly id?: string;
  readonly name: string;
  readonly permission: WirePermission;
  /** The email of the user whom the key acts as. */
  readonly creator: string;
  /** The value; if left out, one that nobody knows. */
  readonly key?: string;
  readonly readAccess?: AccessList;
  readonly writeAccess?: AccessList;
}

/** One organisation with an owner and two teams. */
export const defaultSeed: Seed = {
  customers: [{ name: "Example" }],
  users: [{ name: "Olivia Owner", email: "owner@example.com", role: "owner" }],
  teams: [
    { name: "Platform", members: [{ user: "owner@example.com", role: "admin" }] },
    { name: "Data", members: [{ user: "owner@example.com", role: "admin" }] },
  ],
};

/** Reads a seed from JSON; throws a `Misfit` that names the member at fault. */
export function parseSeed(json: unknown): Seed {
  const seed = new JsonReader("seed", json).object(["customers", "users", "teams", "apiKeys"]);
  return {
    customers: seed.customers.optional((list) => list.list(readCustomer)),
    users: seed.users.list(readUser),
    teams: seed.teams.optional((list) => list.list(readTeam)),
    apiKeys: seed.apiKeys.optional((list) => list.list(readApiKey)),
  };
}

function readCustomer(member: JsonReader): SeedCustomer {
  const customer = member.object(["id", "name"]);
  return { id: customer.id.optional(readId), name: customer.name.text() };
}

function readUser(member: JsonReader): SeedUser {
  const user = member.object(["id", "name", "email", "role", "customer", "apiKey"]);
  return {
    id: user.id.optional(readId),
    name: user.name.text(),
    email: user.email.text(),
    role: user.role.oneOf(roles),
    customer: user.customer.optional((name) => name.text()),
    apiKey: user.apiKey.optional(readKeyValue),
  };
}

export function readTeam(member: JsonReader): SeedTeam {
  const team = member.object([
    "id",
    "name",
    "customer",
    "visible",
    "crossOrganizational",
    "externalSharing",
    "members",
  ]);
  return {
    id: team.id.optional(readId),
    name: team.name.text(),
    customer: team.customer.optional((name) => name.text()),
    visible: team.visible.optional((flag) => flag.flag()),
    crossOrganizational: team.crossOrganizational.optional((flag) => flag.flag()),
    externalSharing: team.externalSharing.optional((flag) => flag.flag()),
    members: team.members.optional((list) => list.list(readMember)),
  };
}

function readMember(member: JsonReader): SeedMember {
  const { user, role } = member.object(["user", "role"]);
  return { user: user.text(), role: role.optional((name) => name.oneOf(roles)) };
}

export function readApiKey(member: JsonReader): SeedApiKey {
  const key = member.object(["id", "name", "permission", "creator", "key", "readAccess", "writeAccess"]);
  return {
    id: key.id.optional(readId),
    name: key.name.text(),
    permission: key.permission.as(permission),
    creator: key.creator.text(),
    key: key.key.optional(readKeyValue),
    readAccess: key.readAccess.optional((list) => list.as(accessList)),
    writeAccess: key.writeAccess.optional((list) => list.as(accessList)),
  };
}

const readId = (id: JsonReader) => id.matching(uuid, "a UUID").toLowerCase();
/** The value of a key: anything that fits in a header. */
export const readKeyValue = (value: JsonReader) => value.matching(/^[\x21-\x7e]+$/, "printable ASCII without spaces");
