import type { Operation } from "../schema";
import type { WireApiKey } from "../wire/api-keys";
import type { WireUser } from "../wire/users";
import type { Context } from "./context";
import { sameId } from "./same-id";

/** What a list of keys tells of the one that asked for it. */
export type ActingKey = "read" | "read-write" | "unseen";

/** What the acting key may do. It is known among those of its user by how its value begins. */
export function actingKey(
  keys: readonly WireApiKey[],
  user: WireUser,
  beginsWith: (hint: string) => boolean,
): ActingKey {
  const own = keys.filter(({ hint, CreatorId }) => sameId(CreatorId, user.id) && hint !== "" && beginsWith(hint));
  const permissions = new Set(own.map(({ permission }) => permission));
  const [only] = permissions;
  return permissions.size === 1 && only ? only : "unseen";
}

/** A key as it is planned to be, and as it is. */
interface PlannedChange {
  readonly draft?: Readonly<Record<string, unknown>>;
  readonly state?: Readonly<Record<string, unknown>>;
}

/** Tells once that a plan could not be applied with the key that made it. What cannot be told is not. */
export async function warnOfReadKey(change: PlannedChange, context: Context & Operation): Promise<void> {
  const { api, credential, reported, warn } = context;
  if (reported.has(READ_KEY) || !takesRequest(change)) return;
  const keys = await api.apiKeys.list();
  // Whom the key acts as is asked only if that matters.
  if (!keys.some(({ permission, hint }) => permission === "read" && hint !== "" && credential.beginsWith(hint))) return;
  if (actingKey(keys, await api.users.me(), credential.beginsWith) !== "read" || reported.has(READ_KEY)) return;
  reported.add(READ_KEY);
  warn({
    summary: "This plan cannot be applied with the key that made it",
    detail:
      "The provider acts with a read-only key. That is good for planning, but not for creating, changing and deleting keys.",
    remedy: "Apply with a read-write key of an Owner or Administrator.",
  });
}

const READ_KEY = "the acting key may only read";

/** Whether a change is one for the service; what is unknown yet may be. */
function takesRequest({ draft, state }: PlannedChange): boolean {
  if (!draft || !state) return true;
  const told = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : (value ?? []));
  return ["name", "permission", "readAccess", "writeAccess"].some((name) => told(draft[name]) !== told(state[name]));
}
