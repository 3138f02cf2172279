import { Problem } from "../schema";
import type { Desk } from "./keys";
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
  { keys, toldId }: Pick<Desk<W>, "keys" | "toldId">,
): Promise<KnownKey | undefined> {
  const id = toldId(owner);
  if (id !== undefined) return (await keys.withId(id)) ?? throwUnseen(owner, id);
  const value = secretFile === undefined ? undefined : storedValue(secretFile);
  return value === undefined ? undefined : keys.withValue(value, name);
}

function throwUnseen(owner: string, id: string): never {
  throw new Problem({
    kind: "unseen",
    summary: `There is no API key ${id} in sight to be that of ${owner}`,
    remedy: "`npx cdktf-cloudcraft keys` lists those in sight.",
  });
}
