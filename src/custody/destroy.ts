import { candidates, recognise, undecided } from "./adopt";
import type { CustodyContext, Outcome } from "./keys";
import { provenKey } from "./proof";
import { isOf, type KeyRecord, type KnownKey } from "./record";
import { removeStored } from "./sink";

/** What is known of a key that is not wanted any more, if its record is lost. */
export interface Destruction {
  readonly owner: string;
  /** Which null resource of the owner asks. */
  readonly generation: string;
  readonly name: string;
  readonly deletionProtection: boolean;
  readonly secretFile?: string;
}

/** Revokes the key of an owner, unless a newer null resource of the same owner has it by now. */
export function destroyKey<W>(destruction: Destruction, context: CustodyContext<W>): Promise<Outcome> {
  const { owner, generation } = destruction;
  return context.records.locked(owner, async () => {
    const record = context.records.read(owner);
    if (!record) return revokeUnrecorded(destruction, context);
    const { stage, key } = record;
    if (stage === "handed_over") return outcome("handed_over", owner, key);
    if (!isOf(record, generation)) return revokeUnrecorded(destruction, context, record);
    if (stage === "revoked") return outcome("absent", owner, key);
    if (record.generation !== generation) return outcome("superseded", owner, key);
    await revokeRecorded(record, context);
    return outcome(key ? "revoked" : "absent", owner, key);
  });
}

/** Revokes whatever a record tells of, with its stored value. Says whether there was anything. */
export async function revokeRecorded<W>(record: KeyRecord, context: CustodyContext<W>): Promise<boolean> {
  const { owner, nonces, key, secretFile } = record;
  const proven = key && (await provenKey(owner, key, context));
  const removed = await context.keys.removeUnfinished(nonces);
  if (proven) {
    await context.keys.revoke(proven);
    if (secretFile !== undefined) removeStored(secretFile, proven.hint);
  }
  context.records.write({ ...record, stage: "revoked", nonces: [], at: context.now() });
  return proven !== undefined || removed.length > 0;
}

/**
 * Names are no proof: without a record, a key is only revoked if it can be recognised by something better.
 * @param newer the record that the owner has by now, if it was begun when that of the older key was lost
 */
async function revokeUnrecorded<W>(
  destruction: Destruction,
  context: CustodyContext<W>,
  newer?: KeyRecord,
): Promise<Outcome> {
  const { owner, name, secretFile, deletionProtection } = destruction;
  const { keys, warn } = context;
  const key = await recognise({ owner, name, secretFile }, context);
  // The value in the file may have been replaced by that of the newer key, and then it tells nothing of the older one.
  if (key && key.id !== newer?.key?.id) {
    await keys.revoke({ ...key, deletionProtection });
    if (secretFile !== undefined && secretFile !== newer?.secretFile) removeStored(secretFile, key.hint);
    return outcome("revoked", owner, key);
  }
  const others = await candidates(owner, name, context);
  if (others.length > 0) {
    throw undecided(`Nothing tells which API key is to be revoked for "${name}"`, owner, others, context);
  }
  if (newer) return outcome("superseded", owner, newer.key);
  warn({
    summary: `There is no record of API key "${name}"`,
    detail:
      "No key in sight is taken for it, so there is nothing to revoke, unless somebody renamed it or it is not visible to this user.",
  });
  return outcome("absent", owner);
}

function outcome(action: "revoked" | "absent" | "superseded" | "handed_over", owner: string, key?: KnownKey): Outcome {
  const which = key ? `API key "${key.name}" (${key.id})` : `The API key of ${owner}`;
  const deed = {
    revoked: `${which} is revoked.`,
    absent: `${which} is gone already.`,
    superseded: `${which} belongs to a newer null resource by now, and stays.`,
    handed_over: `${which} is managed by the provider by now, and stays.`,
  };
  return { action, owner, ...(key && { id: key.id, name: key.name }), sentence: deed[action] };
}
