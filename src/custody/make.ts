import { Problem } from "../schema";
import type { Creation } from "./create";
import type { CustodyContext, Keys } from "./keys";
import { LockLost } from "./lock";
import { type KeyRecord, type KnownKey, type Stage, takenOver } from "./record";
import { checkSink, fileOf, store } from "./sink";

/** Makes a key and stores its value: both or neither. @param former what the owner had before */
export async function makeKey<W>(
  { owner, generation, wanted, sink }: Creation<W>,
  former: KeyRecord | undefined,
  { records, keys, now, environment }: CustodyContext<W>,
): Promise<KnownKey> {
  const nonces: string[] = [];
  const secretFile = fileOf(sink);
  checkSink(sink, { mayReplace: secretFile === former?.secretFile });
  const base = { version: 1, owner, generation, earlier: former ? takenOver(former, generation) : [] } as const;
  const note = (stage: Stage, key?: KnownKey) =>
    records.write({ ...base, stage, nonces: [...nonces], key, secretFile, at: now() });
  let key: KnownKey | undefined;
  let value: string;
  try {
    const made = await keys.make(wanted, {
      begun(nonce) {
        nonces.push(nonce);
        note("begun");
      },
      made(known) {
        key = known;
        note(known ? "made" : "begun", known);
      },
    });
    ({ key, value } = made);
    note("made", key);
  } catch (error) {
    const lost = records.loss();
    if (!lost) throw error;
    // Whoever has the lock by now neither knows of all that was begun here, nor can have the value of any of it.
    await rollBack({ owner, key, nonces }, lost, keys);
    throw lost;
  }
  try {
    records.confirm();
    await store(sink, value, environment);
  } catch (error) {
    await rollBack({ owner, key, nonces }, error as Error, keys);
    note("revoked", key);
    throw notStored(key, error as Error);
  }
  nonces.length = 0;
  note("stored", key);
  return key;
}

interface Unstored {
  readonly owner: string;
  readonly key: KnownKey | undefined;
  readonly nonces: readonly string[];
}

/** Deletes what was made and not stored. @throws Problem that names what is left */
async function rollBack<W>({ owner, key, nonces }: Unstored, reason: Error, keys: Keys<W>): Promise<void> {
  try {
    if (key) await keys.rollBack(key);
    await keys.removeUnfinished(nonces);
  } catch (error) {
    const what = key ? `API key "${key.name}"` : `the API key of ${owner}`;
    throw new Problem(
      {
        kind: "left_behind",
        summary: `The value of ${what} could not be stored, and the key could not be revoked`,
        detail: `Nobody has the value of ${key ? `key ${key.id}` : "what was begun"}. ${reason.message} ${(error as Error).message}`,
        remedy:
          reason instanceof LockLost
            ? "Delete it in Cloudcraft under User > API keys: no record tells of it."
            : "The next apply revokes it; or delete it in Cloudcraft under User > API keys.",
      },
      { cause: error },
    );
  }
}

function notStored({ name }: KnownKey, reason: Error): Problem {
  return new Problem(
    {
      kind: "sink_failed",
      summary: `The value of API key "${name}" could not be stored, so the key was revoked again`,
      detail: reason.message,
      remedy: "Put the sink in order, and apply again.",
    },
    { cause: reason },
  );
}
