import { Problem } from "../schema";
import type { Context } from "./context";
import { sameId } from "./same-id";

/** What is known of a key that is to be changed. */
interface KnownKey {
  readonly id: string;
  readonly name: string;
  readonly permission: string;
  readonly deletionProtection: boolean;
  readonly key?: string;
  readonly hint: string;
  readonly creatorId: string;
}

/** Refuses to delete a key that is protected, or that the provider itself acts with. */
export async function refuseDeletion(known: Partial<KnownKey>, context: Context): Promise<void> {
  if (known.deletionProtection && !context.unprotectedKeys.has(known.id?.toLowerCase() ?? "")) {
    throw new Problem({
      kind: "deletion_protected",
      summary: `API key "${known.name}" is protected from deletion`,
      detail: `Key ${known.id} has \`deletion_protection = true\` in the state.`,
      remedy:
        "To delete the key, set `deletion_protection = false` and apply first. " +
        `If the key is tainted, deposed or to be replaced, list it in the provider block for one apply instead: \`unprotected_keys = ["${known.id}"]\`. ` +
        "To keep a tainted key, run `terraform untaint` with its address.",
      path: ["deletionProtection"],
    });
  }
  await keepOwnKey(known, "delete", context);
}

/** Refuses to take the right to write from the key that the provider itself acts with. */
export async function refuseDowngrade(permission: unknown, known: KnownKey, context: Context): Promise<void> {
  if (permission === "read" && known.permission === "read-write") await keepOwnKey(known, "downgrade", context);
}

/** @param deed continues "refuses to" */
async function keepOwnKey(known: Partial<KnownKey>, deed: string, context: Context): Promise<void> {
  if (!(await isOwnKey(known, context))) return;
  throw new Problem({
    kind: "own_key",
    summary: `The provider refuses to ${deed} the key that it acts with`,
    detail: `Key ${known.id}, "${known.name}", is the provider's own credential: afterwards nothing could be managed any more.`,
    remedy: "Give the provider another key first.",
  });
}

/** Whether the provider acts with a key. */
export async function isOwnKey(
  { key, hint, creatorId }: Partial<KnownKey>,
  { api, credential }: Context,
): Promise<boolean> {
  if (key !== undefined) return credential.is(key);
  if (!hint || !credential.beginsWith(hint)) return false;
  return sameId((await api.users.me()).id, creatorId);
}
