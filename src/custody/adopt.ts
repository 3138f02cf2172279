import { Problem } from "../schema";
import { type CustodyContext, type Namesake, NONE } from "./keys";
import type { KnownKey } from "./record";
import { storedValue } from "./sink";

/** What is known of a key without its record. */
export interface Unrecorded {
  readonly owner: string;
  readonly name: string;
  readonly secretFile: string | undefined;
}

/** The key of an owner that has no record: the one that somebody named, or the one whose value is in the owner's file. */
export async function recognise<W>(
  { owner, name, secretFile }: Unrecorded,
  { keys, toldId }: Pick<CustodyContext<W>, "keys" | "toldId">,
): Promise<KnownKey | undefined> {
  const id = toldId(owner);
  if (id === NONE) return undefined;
  if (id !== undefined) return (await keys.withId(id)) ?? throwUnseen(owner, id);
  const value = secretFile === undefined ? undefined : storedValue(secretFile);
  return value === undefined ? undefined : keys.withValue(value, name);
}

/** The keys of a name that may be an owner's whose record is lost: those that no record tells of, unless somebody has said which it is. */
export async function candidates<W>(
  owner: string,
  name: string,
  { keys, records, toldId }: CustodyContext<W>,
): Promise<readonly Namesake[]> {
  if (toldId(owner) !== undefined) return [];
  const namesakes = await keys.named(name);
  if (namesakes.length === 0) return [];
  const known = records.knownIds();
  return namesakes.filter(({ id }) => !known.has(id.toLowerCase()));
}

/**
 * Whether this is the first key of a declaration, or its record is lost, nothing tells: so no second key is made beside
 * one of the same name that this user has, and that no record tells of. @throws Problem that says how to go on
 */
export async function checkNamesakes<W>(owner: string, name: string, context: CustodyContext<W>): Promise<void> {
  const others = await candidates(owner, name, context);
  const ours = others.filter(({ isOurs }) => isOurs);
  if (ours.length > 0) throw undecided(`It is not clear whether API key "${name}" is to be made`, owner, ours, context);
  for (const { id, createdAt } of others) {
    context.warn({
      summary: `Another API key is named "${name}"`,
      detail: `Cloudcraft already has a key of this name, ${id}, created ${createdAt}, of another user. One more is made.`,
    });
  }
}

/** @param summary what cannot be decided */
export function undecided<W>(
  summary: string,
  owner: string,
  keys: readonly KnownKey[],
  { records }: Pick<CustodyContext<W>, "records">,
): Problem {
  const list = keys.map(({ id, createdAt, hint }) => `${id} (created ${createdAt}, begins with ${hint})`);
  return new Problem({
    kind: "record_lost",
    summary,
    detail: `There is no record of ${owner}, and no file holds its key's value. Keys of that name are: ${list.join(", ")}. None was touched, since a name is no proof.`,
    remedy:
      `If records were lost, restore ${records.folder}. Otherwise find out which key it is, and say so for once: ` +
      `CLOUDCRAFT_HANDLER_KEYS="${owner}=ID", or "${owner}=${NONE}" if it is none of them.`,
  });
}

function throwUnseen(owner: string, id: string): never {
  throw new Problem({
    kind: "unseen",
    summary: `There is no API key ${id} in sight to be that of ${owner}`,
    remedy: "`npx cdktf-cloudcraft keys` lists those in sight.",
  });
}
