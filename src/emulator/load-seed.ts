import type { WireApiKey } from "../wire/api-keys";
import { JsonReader } from "./json-reader";
import type { Seed, SeedApiKey, SeedTeam, SeedUser } from "./seed";
import type { Customer, Store, Team, User } from "./store";

/**
 * Puts a seed into an empty store and returns the value of the first owner's key: `ownerKey`, else the seed's, else
 * a new one. Throws a `Misfit` that names what refers to nothing or is there twice.
 */
export function loadSeed(store: Store, seed: Seed, ownerKey: string | undefined): string {
  for (const [index, { id, name }] of (seed.customers ?? [{ name: "Example" }]).entries()) {
    const customer = { id: free(store, id, `seed.customers[${index}].id`), name };
    if (findCustomer(store, name)) refuse(`seed.customers[${index}].name`, "be the only one of that name");
    store.customers.set(customer.id, customer);
  }
  const owner = seed.users.find((user) => user.role === "owner");
  if (!owner) refuse("seed.users", "hold at least one user with the role owner");
  const ownersValue = ownerKey ?? owner.apiKey ?? store.generate.keyValue();
  for (const [index, person] of seed.users.entries()) {
    const path = `seed.users[${index}]`;
    const user = addUser(store, person, path);
    const value = person === owner ? ownersValue : person.apiKey;
    if (value === undefined) continue;
    const key = { name: `Key of ${user.name}`, permission: "read-write", creator: user.email, key: value } as const;
    addApiKey(store, key, path, "apiKey");
  }
  for (const [index, team] of (seed.teams ?? []).entries()) addTeam(store, team, `seed.teams[${index}]`);
  for (const [index, key] of (seed.apiKeys ?? []).entries()) addApiKey(store, key, `seed.apiKeys[${index}]`);
  return ownersValue;
}

function addUser(store: Store, person: SeedUser, path: string): User {
  if (findUser(store, person.email)) refuse(`${path}.email`, "be the only one of that email");
  const user = {
    id: free(store, person.id, `${path}.id`),
    customerId: customerId(store, person.customer, path),
    role: person.role,
    name: person.name,
    email: person.email,
    settings: {},
    ...dates(store),
    accessedAt: null,
  };
  store.users.set(user.id, user);
  return user;
}

/** Adds a team, or puts one in the place of `former`. */
export function addTeam(store: Store, team: SeedTeam, path: string, former?: Team): Team {
  const added = {
    id: former?.id ?? free(store, team.id, within(path, "id")),
    customerId: former?.customerId ?? customerId(store, team.customer, path),
    name: team.name,
    visible: team.visible ?? true,
    crossOrganizational: team.crossOrganizational ?? false,
    externalSharing: team.externalSharing ?? false,
    members: (team.members ?? []).map(({ user, role }, index) => {
      const userId = findUser(store, user)?.id ?? refuse(within(path, `members[${index}].user`), "be a user's email");
      const membership = former?.members.find((member) => member.userId === userId);
      return { id: membership?.id ?? store.generate.id(), userId, role: role ?? "user" };
    }),
    ...dates(store),
    ...(former && { createdAt: former.createdAt }),
  };
  store.teams.set(added.id, added);
  return added;
}

/** Adds a key as its creator would, in the web application. */
export function addApiKey(store: Store, key: SeedApiKey, path: string, member = "key"): WireApiKey {
  const { name, permission, readAccess = null, writeAccess = null } = key;
  const creator = findUser(store, key.creator) ?? refuse(within(path, "creator"), "be a user's email");
  const value = key.key ?? store.generate.keyValue();
  if (store.findApiKeyByValue(value)) refuse(within(path, member), "be a value that no other key has");
  const id = free(store, key.id, within(path, "id"));
  return store.addApiKey({ name, permission, readAccess, writeAccess }, creator.id, value, id);
}

function findUser(store: Store, email: string): User | undefined {
  return [...store.users.values()].find((user) => user.email === email);
}

function findCustomer(store: Store, name: string): Customer | undefined {
  return [...store.customers.values()].find((customer) => customer.name === name);
}

function customerId(store: Store, name: string | undefined, path: string): string {
  const [first] = store.customers.values();
  const customer = name === undefined ? first : findCustomer(store, name);
  return (customer ?? refuse(within(path, "customer"), "be the name of a customer")).id;
}

function free(store: Store, id: string | undefined, path: string): string {
  return id && store.isTaken(id) ? refuse(path, "be an id that nothing else has") : (id ?? store.generate.id());
}

function dates(store: Store): { createdAt: string; updatedAt: string } {
  const now = store.generate.date();
  return { createdAt: now, updatedAt: now };
}

const within = (path: string, name: string) => (path === "" ? name : `${path}.${name}`);

function refuse(path: string, must: string): never {
  return new JsonReader(path, undefined).refuse(must);
}
