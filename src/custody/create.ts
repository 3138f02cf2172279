import { Problem, type Warning } from "../schema";
import type { Desk, Outcome } from "./keys";
import type { KeyRecord, KnownKey, Stage } from "./record";
import { checkSink, removeStored, type Sink, store, storedValue } from "./sink";
import { recognise } from "./unrecorded";

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
export function createKey<W extends { readonly name: string }>(creation: Creation<W>, desk: Desk<W>): Promise<Outcome> {
  const { owner, wanted } = creation;
  return desk.records.locked(owner, async () => {
    const record = desk.records.read(owner);
    const held = record ? await heldBy(record, creation, desk) : await recognised(creation, desk);
    if (held?.key) {
      const changed = await change(held, held.key, creation, desk);
      if (changed) return done(record ? "updated" : "adopted", owner, changed);
    } else if (!record) {
      await warnOfNamesakes(wanted.name, desk);
    }
    return done("created", owner, await make(creation, record?.secretFile, desk));
  });
}

/** The record of a key whose value is where it belongs. Takes back what an earlier creation did not complete. */
async function heldBy<W extends { readonly name: string }>(
  record: KeyRecord,
  { wanted }: Creation<W>,
  { keys, records, now }: Desk<W>,
): Promise<KeyRecord | undefined> {
  if (record.stage === "revoked") return undefined;
  if (record.stage === "stored" || record.stage === "handed_over") return record;
  await keys.removeUnfinished(record.nonces);
  if (record.key) {
    const value = record.secretFile === undefined ? undefined : storedValue(record.secretFile);
    const owned = value === undefined ? undefined : await keys.withValue(value, wanted.name);
    if (owned?.id === record.key.id) return { ...record, stage: "stored", key: { ...record.key, ...owned } };
    await keys.revoke({ ...record.key, deletionProtection: false });
  }
  records.write({ ...record, stage: "revoked", nonces: [], at: now() });
  return undefined;
}

/** What the record would be, if it is missing and the key can be recognised all the same. */
async function recognised<W extends { readonly name: string }>(
  { owner, generation, wanted, sink }: Creation<W>,
  desk: Desk<W>,
): Promise<KeyRecord | undefined> {
  const secretFile = fileOf(sink);
  const key = await recognise({ owner, name: wanted.name, secretFile }, desk);
  return key && { version: 1, owner, generation, stage: "stored", nonces: [], key, secretFile, at: desk.now() };
}

/** Changes a key in place. `undefined`: it is gone. */
async function change<W extends { readonly name: string }>(
  held: KeyRecord,
  key: KnownKey,
  { generation, wanted, sink }: Creation<W>,
  { records, keys, now, warn, environment }: Desk<W>,
): Promise<KnownKey | undefined> {
  const record: KeyRecord = { ...held, generation, stage: "stored", nonces: [], at: now() };
  records.write(record);
  const changed = await keys.change(key, wanted);
  if (!changed) {
    records.write({ ...record, stage: "revoked" });
    return undefined;
  }
  records.write({ ...record, key: changed, at: now() });
  const from = held.secretFile;
  const secretFile = fileOf(sink);
  const value = from === undefined ? undefined : storedValue(from);
  if (from === secretFile) {
    if (from !== undefined && value === undefined) warn(valueMissing(changed, from));
    return changed;
  }
  if (value === undefined) throw unmovable(changed, from);
  checkSink(sink, { mayReplace: false });
  await store(sink, value, environment);
  records.write({ ...record, key: changed, secretFile, at: now() });
  if (from !== undefined) removeStored(from, changed.hint);
  return changed;
}

async function make<W extends { readonly name: string }>(
  { owner, generation, wanted, sink }: Creation<W>,
  formerFile: string | undefined,
  { records, keys, now, environment }: Desk<W>,
): Promise<KnownKey> {
  const nonces: string[] = [];
  const secretFile = fileOf(sink);
  checkSink(sink, { mayReplace: secretFile === formerFile });
  const note = (stage: Stage, key?: KnownKey) =>
    records.write({ version: 1, owner, generation, stage, nonces: [...nonces], key, secretFile, at: now() });
  const { key, value } = await keys.make(wanted, {
    begun(nonce) {
      nonces.push(nonce);
      note("begun");
    },
    made: (known) => note(known ? "made" : "begun", known),
  });
  note("made", key);
  try {
    await store(sink, value, environment);
  } catch (error) {
    throw await takenBack(key, error as Error, keys.revoke, () => note("revoked", key));
  }
  nonces.length = 0;
  note("stored", key);
  return key;
}

/** Revokes a key whose value could not be stored, and says what became of it. */
async function takenBack(
  key: KnownKey,
  reason: Error,
  revoke: (key: KnownKey) => Promise<void>,
  noteRevoked: () => void,
): Promise<Problem> {
  try {
    await revoke({ ...key, deletionProtection: false });
  } catch (error) {
    return new Problem(
      {
        kind: "left_behind",
        summary: `The value of API key "${key.name}" could not be stored, and the key could not be revoked`,
        detail: `Nobody has the value of key ${key.id}. ${reason.message} ${(error as Error).message}`,
        remedy: "The next apply revokes it; or delete it in Cloudcraft under User > API keys.",
      },
      { cause: error },
    );
  }
  noteRevoked();
  return new Problem(
    {
      kind: "sink_failed",
      summary: `The value of API key "${key.name}" could not be stored, so the key was revoked again`,
      detail: reason.message,
      remedy: "Put the sink in order, and apply again.",
    },
    { cause: reason },
  );
}

function fileOf(sink: Sink): string | undefined {
  return "file" in sink ? sink.file : undefined;
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

async function warnOfNamesakes<W>(name: string, { keys, warn }: Desk<W>): Promise<void> {
  for (const { id, createdAt } of await keys.named(name)) {
    warn({
      summary: `Another API key is named "${name}"`,
      detail: `Cloudcraft already has a key of this name, ${id}, created ${createdAt}, of which no record here tells. One more is made.`,
      remedy: "Had it been this declaration's, with its record lost, then it is to be deleted in Cloudcraft.",
    });
  }
}

function done(action: "created" | "updated" | "adopted", owner: string, { id, name }: KnownKey): Outcome {
  const deed = {
    created: `Created API key "${name}" (${id}); its value is stored.`,
    updated: `API key "${name}" (${id}) is as declared, and keeps its value.`,
    adopted: `Recognised API key "${name}" (${id}); its record was missing, and is written again.`,
  };
  return { action, owner, id, name, sentence: deed[action] };
}
