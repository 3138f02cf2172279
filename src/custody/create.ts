import { Problem, type Warning } from "../schema";
import { checkNamesakes, recognise } from "./adopt";
import type { CustodyContext, Outcome } from "./keys";
import { makeKey } from "./make";
import { provenKey } from "./proof";
import { type KeyRecord, type KnownKey, takenOver } from "./record";
import { checkSink, fileOf, removeStored, type Sink, store, valueIn } from "./sink";

/** A key that is wanted, by whom, and where its value is to go. */
export interface Creation<W> {
  readonly owner: string;
  /** Which null resource of the owner asks. */
  readonly generation: string;
  readonly wanted: W;
  readonly sink: Sink;
}

/**
 * Makes sure that the owner has its key. A key that it has already is changed in place and keeps its value. What an
 * earlier creation left half-done is completed if its value is where it belongs, and otherwise taken back and made anew.
 */
export function createKey<W extends { readonly name: string }>(
  creation: Creation<W>,
  context: CustodyContext<W>,
): Promise<Outcome> {
  const { owner, wanted } = creation;
  return context.records.locked(owner, async () => {
    const record = context.records.read(owner);
    const held = record ? await heldBy(record, creation, context) : await recognised(creation, context);
    if (held?.key) {
      const changed = await change(held, held.key, creation, context);
      if (changed) return done(record ? "updated" : "adopted", owner, changed);
    } else if (!record) {
      await checkNamesakes(owner, wanted.name, context);
    }
    return done("created", owner, await makeKey(creation, record, context));
  });
}

/** The record of a key whose value is where it belongs. Takes back what an earlier creation did not complete. */
async function heldBy<W extends { readonly name: string }>(
  record: KeyRecord,
  { wanted }: Creation<W>,
  context: CustodyContext<W>,
): Promise<KeyRecord | undefined> {
  const { keys, records, now, warn } = context;
  const { stage, nonces, secretFile } = record;
  if (stage === "revoked") return undefined;
  const key = record.key && (await provenKey(record.owner, record.key, context));
  if (stage === "stored" || stage === "handed_over") return { ...record, key };
  const removed = [...(await keys.removeUnfinished(nonces))];
  if (key && !removed.includes(key.id)) {
    const value = valueIn(secretFile, key);
    const owned = value === undefined ? undefined : await keys.withValue(value, wanted.name);
    if (owned?.id === key.id) return { ...record, stage: "stored", key: { ...key, ...owned } };
    await keys.revoke({ ...key, deletionProtection: false });
    removed.push(key.id);
  }
  if (removed.length > 0) warn(interrupted(wanted.name, removed));
  records.write({ ...record, stage: "revoked", nonces: [], at: now() });
  return undefined;
}

/** What the record would be, if it is missing and the key can be recognised all the same. */
async function recognised<W extends { readonly name: string }>(
  { owner, generation, wanted, sink }: Creation<W>,
  context: CustodyContext<W>,
): Promise<KeyRecord | undefined> {
  const secretFile = fileOf(sink);
  const key = await recognise({ owner, name: wanted.name, secretFile }, context);
  // Which null resources had the key before is not known, so `earlier` stays out.
  return key && { version: 1, owner, generation, stage: "stored", nonces: [], key, secretFile, at: context.now() };
}

/** Changes a key in place. `undefined`: it is gone. */
async function change<W extends { readonly name: string }>(
  held: KeyRecord,
  key: KnownKey,
  { generation, wanted, sink }: Creation<W>,
  { records, keys, now, warn, environment }: CustodyContext<W>,
): Promise<KnownKey | undefined> {
  const earlier = takenOver(held, generation);
  const record: KeyRecord = { ...held, generation, earlier, stage: "stored", nonces: [], at: now() };
  records.write(record);
  const changed = await keys.change(key, wanted);
  if (!changed) {
    records.write({ ...record, stage: "revoked" });
    return undefined;
  }
  records.write({ ...record, key: changed, at: now() });
  const from = held.secretFile;
  const secretFile = fileOf(sink);
  const value = valueIn(from, changed);
  if (from === secretFile) {
    if (from !== undefined && value === undefined) warn(valueMissing(changed, from));
    return changed;
  }
  if (value === undefined) throw unmovable(changed, from);
  checkSink(sink, { mayReplace: false });
  records.confirm();
  await store(sink, value, environment);
  records.write({ ...record, key: changed, secretFile, at: now() });
  if (from !== undefined) removeStored(from, changed.hint);
  return changed;
}

function interrupted(name: string, ids: readonly string[]): Warning {
  return {
    summary: `An interrupted apply had left API key "${name}" unfinished`,
    detail: `Nobody had the value of ${ids.join(" and ")}, which is revoked now, and another key is made.`,
  };
}

function valueMissing({ id, name }: KnownKey, file: string): Warning {
  return {
    summary: `The value of API key "${name}" is missing`,
    detail: `${file} does not hold it any more, and Cloudcraft tells a value once. Key ${id} is live all the same.`,
    remedy: "Restore the file. For a new value, apply once with `enabled: false`, and once without.",
  };
}

function unmovable({ id, name }: KnownKey, from: string | undefined): Problem {
  return new Problem({
    kind: "value_untold",
    summary: `The value of API key "${name}" cannot be stored elsewhere`,
    detail:
      `Cloudcraft tells a value once, and that of key ${id} went to ` +
      (from === undefined ? "a command." : `${from}, which does not hold it any more.`),
    remedy: "Declare the sink as it was. For a new value, apply once with `enabled: false`, and once without.",
  });
}

function done(action: "created" | "updated" | "adopted", owner: string, { id, name }: KnownKey): Outcome {
  const deed = {
    created: `Created API key "${name}" (${id}); its value is stored.`,
    updated: `API key "${name}" (${id}) is as declared, and keeps its value.`,
    adopted: `Recognised API key "${name}" (${id}); its record was missing, and is written again.`,
  };
  return { action, owner, id, name, sentence: deed[action] };
}
