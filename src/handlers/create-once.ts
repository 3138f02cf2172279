import type { WireApiKeyInput, WireCreatedApiKey } from "../client/wire";
import { isProblem, Problem } from "../schema";
import { removeLeftovers } from "./leftovers";
import { type CreationContext, isAbandoned, mayAppear, removeUnanswered, settle, takeBack, undo } from "./take-back";
import { readUnfinished, unfinishedName } from "./unfinished";

const ATTEMPTS = 2;

/** After these the service has surely made nothing: it was not asked, or does not know whom or what it was asked. */
const NOTHING_MADE = new Set(["unreached", "unauthorized", "not_found"]);
/** Asked again, the service would refuse again. It may have been asked twice already, and have refused only then. */
const REFUSALS = new Set(["invalid", "forbidden", "conflict", "rate_limited"]);

/** Takes note of a key as soon as it exists, and with `undefined` of its end. */
type Keep = (created: WireCreatedApiKey | undefined) => void;

/**
 * Makes exactly one key and returns it with its value, whatever becomes of the answers; or makes none and throws; or
 * throws and names the key that it could not remove.
 *
 * A key's value is told once, in the answer to the request that makes it. So the key is made under a name that tells
 * that it is unfinished, and gets its real name once its value has arrived. Whatever still has such a name has a value
 * that nobody knows, and may be removed: by this creation when its answer was lost, or by a later one when this process
 * was killed.
 */
export async function createOnce(
  wanted: WireApiKeyInput,
  keep: Keep,
  context: CreationContext,
): Promise<WireCreatedApiKey> {
  await removeLeftovers(wanted.name, context);
  const names: string[] = [];
  const unseen = new Set<string>();
  try {
    for (let attempt = 1; ; attempt++) {
      const nonce = context.nonce();
      const name = unfinishedName({ name: wanted.name, nonce });
      context.creations.add(nonce);
      names.push(name);
      const outcome = await attemptOnce(wanted, name, keep, context);
      if (outcome.unseen) unseen.add(name);
      if (outcome.created) {
        const { stands, removed } = await settle(outcome.created, names, context);
        for (const appeared of removed) unseen.delete(appeared);
        if (stands && isAbandoned(context)) await takeBack(outcome.created, context);
        if (stands) return outcome.created;
        keep(undefined);
      }
      const failure = outcome.failure ?? vanished(wanted.name);
      if (attempt === ATTEMPTS) throw failure;
      context.log.info("The key is made once more", { failure: failure.message });
    }
  } finally {
    if (unseen.size > 0) context.warn(mayAppear([...unseen]));
  }
}

/** What an attempt came to: a key, or a failure that left nothing behind, so that another attempt may follow. */
interface Attempt {
  readonly created?: WireCreatedApiKey;
  readonly failure?: Error;
  /** Whether the service may yet make a key, if it processes the request late. */
  readonly unseen?: boolean;
}

async function attemptOnce(
  wanted: WireApiKeyInput,
  name: string,
  keep: Keep,
  context: CreationContext,
): Promise<Attempt> {
  const { api } = context;
  let created: WireCreatedApiKey;
  try {
    created = await api.apiKeys.create({ ...wanted, name });
  } catch (error) {
    if (!isProblem(error) || NOTHING_MADE.has(error.kind)) throw error;
    if (REFUSALS.has(error.kind)) {
      await removeUnanswered(name, error, context).catch(context.warn);
      throw error;
    }
    return { failure: error, unseen: !(await removeUnanswered(name, error, context)) };
  }
  keep(created);
  try {
    return { created: { ...(await finish(created, wanted, context)), key: created.key } };
  } catch (error) {
    if (!isProblem(error)) throw error;
    await undo(created, error, context);
    keep(undefined);
    await settle(created, [name], context);
    if (error.kind === "not_found") return { failure: error };
    throw error;
  }
}

/** Gives a key its real name: from then on its value counts. */
async function finish(created: WireCreatedApiKey, wanted: WireApiKeyInput, { api, signal }: CreationContext) {
  try {
    const finished = await api.apiKeys.update(created.id, wanted);
    if (!readUnfinished(finished.name)) return finished;
  } catch (error) {
    if (!isProblem(error) || error.kind === "not_found" || signal.aborted) throw error;
    const found = await api.apiKeys.find(created.id).catch(() => undefined);
    if (found?.name === wanted.name) return found;
    throw error;
  }
  throw new Problem({
    kind: "not_renamed",
    summary: "Cloudcraft does not change the name of a key",
    detail: `Key ${created.id} was made, but did not take the name "${wanted.name}".`,
    remedy:
      "A key is made under a provisional name, so that a lost answer leaves nothing behind. This service cannot do that.",
  });
}

function vanished(name: string): Problem {
  return new Problem({
    kind: "vanished",
    summary: "A key was removed while it was being made",
    detail: `The key that was to be called "${name}" is gone, although nobody should know of it yet.`,
    remedy: "Look for another pipeline or person that makes or removes keys of this name, and apply again.",
  });
}
