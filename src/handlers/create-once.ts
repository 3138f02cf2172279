import { isProblem, Problem } from "../schema";
import type { WireApiKey, WireApiKeyInput, WireCreatedApiKey } from "../wire/api-keys";
import { removeOrphans } from "./orphans";
import { NOTHING_MADE, REFUSALS } from "./outcomes";
import { nonceIn, provisionalName } from "./provisional-name";
import {
  type CreationContext,
  isAbandoned,
  mayAppear,
  removeSurplus,
  removeUnanswered,
  takeBack,
  undo,
} from "./rollback";

const ATTEMPTS = 2;
/**
 * A key that was begun longer ago is not given its name any more, but taken back: others may take it for abandoned
 * after a quarter of an hour, and the request that gives the name may take five minutes.
 */
const LONGEST_UNFINISHED_MS = 540_000;

/** Takes note of a key as soon as it exists, and with `undefined` of its end. Left out where another key is in the state. */
type Keep = (created: WireCreatedApiKey | undefined) => void;

/**
 * Makes exactly one key and returns it with its value, whatever becomes of the answers; or makes none and throws; or
 * throws and names the key that it could not remove.
 *
 * A key's value is told once, in the answer to the request that makes it. So the key is made under a name that tells
 * that it is unfinished, and gets its real name once its value has arrived. Whatever still has such a name has a value
 * that nobody knows, and may be removed: by this creation when its answer was lost, or by a later one when this process
 * was killed. What the service has acknowledged is there, whatever is read afterwards, until a deletion by its id is
 * acknowledged as well.
 */
export async function createOnce(
  wanted: WireApiKeyInput,
  keep: Keep | undefined,
  context: CreationContext,
): Promise<WireCreatedApiKey> {
  await removeOrphans(wanted.name, context);
  const unseen = new Map<string, string>();
  try {
    for (let attempt = 1; ; attempt++) {
      context.signal.throwIfAborted();
      const outcome = await attemptOnce(wanted, unseen, keep, context);
      if (outcome.created) return outcome.created;
      if (attempt === ATTEMPTS) throw outcome.failure;
      context.log.info("The key is made once more", { failure: outcome.failure.message });
    }
  } finally {
    if (unseen.size > 0) context.warn(mayAppear([...unseen.values()]));
  }
}

/** What an attempt came to: a key, or a failure that left nothing behind, so that another attempt may follow. */
type Attempt = { readonly created: WireCreatedApiKey } | { readonly created?: undefined; readonly failure: Error };

/** @param unseen the names of keys that the service may yet make, if it processes a request late; by nonce */
async function attemptOnce(
  wanted: WireApiKeyInput,
  unseen: Map<string, string>,
  keep: Keep | undefined,
  context: CreationContext,
): Promise<Attempt> {
  const { clock, creations } = context;
  const nonce = context.nonce();
  const name = provisionalName(wanted.name, nonce);
  const begun = clock.now();
  creations.begin(nonce);
  let created: WireCreatedApiKey;
  try {
    created = await context.api.apiKeys.create({ ...wanted, name });
    creations.answered(nonce, created.id);
  } catch (error) {
    creations.answered(nonce);
    creations.leave();
    if (!isProblem(error) || NOTHING_MADE.has(error.kind)) throw error;
    if (REFUSALS.has(error.kind)) {
      await removeUnanswered({ name, nonce }, error, context).catch(context.warn);
      throw error;
    }
    if (!(await removeUnanswered({ name, nonce }, error, context))) unseen.set(nonce, name);
    return { failure: error };
  }
  keep?.(created);
  await look([name, ...unseen.values()], unseen, context);
  if (isAbandoned(context)) return takeBack(created, context);
  try {
    if (clock.now() - begun > LONGEST_UNFINISHED_MS) throw tooSlow(wanted.name);
    const finished = await finish(created, wanted, context);
    if (isAbandoned(context)) return takeBack(created, context);
    return { created: { ...finished, key: created.key } };
  } catch (error) {
    if (!isProblem(error) || isAbandoned(context)) throw error;
    await undo(created, error, keep !== undefined, context);
    keep?.(undefined);
    if (error.kind === "not_found") return { failure: error };
    throw error;
  }
}

/** One of those under way looks for all, unless there is a reason for a look of one's own, or nobody to tell. */
async function look(names: readonly string[], unseen: Map<string, string>, context: CreationContext): Promise<void> {
  const isMine = context.creations.leave();
  if (unseen.size === 0 && (!isMine || isAbandoned(context))) return;
  for (const nonce of await removeSurplus(names, context)) unseen.delete(nonce);
}

/** Gives a key its real name: from then on its value counts. */
async function finish(
  { id }: WireCreatedApiKey,
  wanted: WireApiKeyInput,
  { api: { cleanup } }: CreationContext,
): Promise<WireApiKey> {
  try {
    const finished = await cleanup.apiKeys.update(id, wanted);
    if (nonceIn(finished.name) === undefined) return finished;
  } catch (error) {
    if (!isProblem(error) || error.kind === "not_found") throw error;
    const found = await cleanup.apiKeys.find(id).catch(() => undefined);
    if (found?.name === wanted.name) return found;
    throw error;
  }
  throw new Problem({
    kind: "not_renamed",
    summary: "Cloudcraft does not change the name of a key",
    detail: `Key ${id} was made, but did not take the name "${wanted.name}".`,
    remedy:
      "A key is made under a provisional name, so that a lost answer leaves nothing behind. This service cannot do that.",
  });
}

function tooSlow(name: string): Problem {
  return new Problem({
    kind: "too_slow",
    summary: `API key "${name}" was not finished in time`,
    detail: `${LONGEST_UNFINISHED_MS / 60_000} minutes after it was begun it could not be given its name, so it was removed again.`,
    remedy: "Apply again, when the service answers faster or fewer others use the same key.",
  });
}
