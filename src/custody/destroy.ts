import { Problem } from "../schema";
import type { Desk, Outcome } from "./keys";
import type { KeyRecord, KnownKey } from "./record";
import { removeStored } from "./sink";
import { recognise } from "./unrecorded";

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
export function destroyKey<W>(destruction: Destruction, desk: Desk<W>): Promise<Outcome> {
  const { owner, generation } = destruction;
  return desk.records.locked(owner, async () => {
    const record = desk.records.read(owner);
    if (!record) return revokeUnrecorded(destruction, desk);
    const { stage, key } = record;
    if (stage === "handed_over") return outcome("handed_over", owner, key);
    if (stage === "revoked") return outcome("absent", owner, key);
    if (record.generation !== generation && record.generation !== "*") return outcome("superseded", owner, key);
    await revokeRecorded(record, desk);
    return outcome(key ? "revoked" : "absent", owner, key);
  });
}

/** Revokes whatever a record tells of, with its stored value. */
export async function revokeRecorded<W>(record: KeyRecord, { keys, records, now }: Desk<W>): Promise<void> {
  await keys.removeUnfinished(record.nonces);
  if (record.key) {
    await keys.revoke(record.key);
    if (record.secretFile !== undefined) removeStored(record.secretFile, record.key.hint);
  }
  records.write({ ...record, stage: "revoked", nonces: [], at: now() });
}

/** Names are no proof: without a record, a key is only revoked if it can be recognised by something better. */
async function revokeUnrecorded<W>(destruction: Destruction, desk: Desk<W>): Promise<Outcome> {
  const { owner, name, secretFile, deletionProtection } = destruction;
  const { keys, warn } = desk;
  const key = await recognise({ owner, name, secretFile }, desk);
  if (key) {
    await keys.revoke({ ...key, deletionProtection });
    if (secretFile !== undefined) removeStored(secretFile, key.hint);
    return outcome("revoked", owner, key);
  }
  const namesakes = await keys.named(name);
  if (namesakes.length > 0) throw undecided(owner, name, namesakes);
  warn({
    summary: `There is no record of API key "${name}"`,
    detail:
      "No key in sight has that name, so there is nothing to revoke, unless somebody renamed it or it is out of this user's sight.",
  });
  return outcome("absent", owner);
}

function undecided(owner: string, name: string, namesakes: readonly KnownKey[]): Problem {
  const list = namesakes.map(({ id, createdAt, hint }) => `${id} (created ${createdAt}, begins with ${hint})`);
  return new Problem({
    kind: "record_lost",
    summary: `Nothing tells which API key is to be revoked for "${name}"`,
    detail: `The record is lost, and no file holds the value. Keys of that name are: ${list.join(", ")}. None was touched, since a name is no proof.`,
    remedy:
      `Restore the folder of the records. Or find out which one it is, and say so for once: CLOUDCRAFT_HANDLER_KEYS="${owner}=ID". ` +
      "Or, if it is none of them, take the null resource out of the state: `terraform state rm`.",
  });
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
