import type { WireApiKey, WireUser } from "../client/wire";

/** What a list of keys tells of the one that asked for it. */
export type ActingKey = "read" | "read-write" | "unseen";

/** What the acting key may do. It is known among those of its user by how its value begins. */
export function actingKey(keys: readonly WireApiKey[], user: WireUser, value: string): ActingKey {
  const own = keys.filter(({ hint, CreatorId }) => CreatorId === user.id && hint !== "" && value.startsWith(hint));
  const permissions = new Set(own.map(({ permission }) => permission));
  const [only] = permissions;
  return permissions.size === 1 && only ? only : "unseen";
}
