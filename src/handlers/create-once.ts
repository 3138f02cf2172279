import type { WireApiKeyInput, WireCreatedApiKey } from "../client/wire";
import { isProblem, type Operation, Problem } from "../schema";
import type { Context } from "./context";
import { removeLeftovers } from "./leftovers";
import { readUnfinished, unfinishedName } from "./unfinished";

const ATTEMPTS = 2;

/** After these the service has surely made nothing. */
const REFUSALS = new Set([
  "invalid",
  "unauthorized",
  "forbidden",
  "not_found",
  "conflict",
  "rate_limited",
  "unreached",
]);

type CreationContext = Context & Operation;

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
  const nonces: string[] = [];
  const unseen: string[] = [];
  for (let attempt = 1; ; attempt++) {
    const nonce = context.nonce();
    context.creations.add(nonce);
    nonces.push(nonce);
    const outcome = await attemptOnce(wanted, nonce, keep, context);
    if ("created" in outcome) {
      await removeTwins(outcome.created, nonces, context);
      if (unseen.length > 0) context.warn(mayAppear(unseen));
      return outcome.created;
    }
    if (outcome.unseen) unseen.push(outcome.unseen);
    if (attempt === ATTEMPTS) throw unseen.length > 0 ? unanswered(outcome.failure, unseen) : outcome.failure;
    context.log.info("The key is made once more", { failure: outcome.failure.message });
  }
}

interface Made {
  readonly created: WireCreatedApiKey;
}

/** Nothing was left behind, so the creation may be tried again. */
interface Failed {
  readonly failure: Error;
  /** The name of the key that the service may yet make, if it processes the request late. */
  readonly unseen?: string;
}

/** One creation. */
async function attemptOnce(
  wanted: WireApiKeyInput,
  nonce: string,
  keep: Keep,
  context: CreationContext,
): Promise<Made | Failed> {
  const { api } = context;
  const name = unfinishedName({ name: wanted.name, nonce });
  let created: WireCreatedApiKey;
  try {
    created = await api.apiKeys.create({ ...wanted, name });
  } catch (error) {
    if (!isProblem(error) || REFUSALS.has(error.kind)) throw error;
    const removed = await removeByNonce(nonce, name, error, context);
    return { failure: error, unseen: removed ? undefined : name };
  }
  keep(created);
  try {
    return { created: { ...(await finish(created, wanted, context)), key: created.key } };
  } catch (error) {
    if (!isProblem(error)) throw error;
    await undo(created, error, context);
    keep(undefined);
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

/** Takes a key back that could not be finished; its value has not been told to anyone. */
async function undo({ id, name }: WireCreatedApiKey, reason: Error, { api }: CreationContext): Promise<void> {
  if (isProblem(reason) && reason.kind === "not_found") return;
  try {
    await api.apiKeys.delete(id);
  } catch (error) {
    throw new Problem(
      {
        kind: "left_behind",
        summary: "A key was made, but could neither be finished nor be removed",
        detail: `Key ${id} is called "${name}" on the service and is in the state, marked as tainted. ${reason.message} ${(error as Error).message}`,
        remedy: "The next apply replaces it.",
      },
      { cause: error },
    );
  }
}

/** Removes every key that has the nonce; `false` if there is none. @throws Problem that names what is left. */
async function removeByNonce(nonce: string, name: string, reason: Error, { api }: CreationContext): Promise<boolean> {
  let found = "";
  try {
    for (const key of await api.apiKeys.listAnew()) {
      if (readUnfinished(key.name)?.nonce !== nonce) continue;
      found = key.id;
      await api.apiKeys.delete(key.id);
    }
    return found !== "";
  } catch (error) {
    const why = (error as Error).message;
    throw new Problem(
      {
        kind: "left_behind",
        summary: found ? "A key was made that nobody can use" : "It is not known whether a key was made",
        detail: found
          ? `${reason.message} Key ${found}, called "${name}", could not be removed: ${why}`
          : `${reason.message} If there is a key called "${name}", nobody has its value. Looking for it failed: ${why}`,
        remedy: WHO_REMOVES,
      },
      { cause: error },
    );
  }
}

const WHO_REMOVES =
  "The next apply that creates a key of the same name removes it; or delete it in Cloudcraft under User > API keys.";

function mayAppear(names: readonly string[]) {
  return {
    summary: "A request to make a key was not answered",
    detail: `It made no key so far. Should the service still process it, a key appears that nobody can use, called ${names
      .map((name) => `"${name}"`)
      .join(" or ")}.`,
    remedy: WHO_REMOVES,
  };
}

function unanswered(failure: Error, names: readonly string[]): Problem {
  const { summary, detail, remedy } = mayAppear(names);
  return new Problem(
    { kind: "unanswered", summary, detail: `${failure.message} ${detail}`, remedy },
    { cause: failure },
  );
}

/** Removes what a request that was delivered twice, or processed late, has made besides. */
async function removeTwins(
  { id }: WireCreatedApiKey,
  nonces: readonly string[],
  context: CreationContext,
): Promise<void> {
  const { api, log, warn } = context;
  try {
    for (const key of await api.apiKeys.listAnew()) {
      const nonce = readUnfinished(key.name)?.nonce;
      if (key.id === id || nonce === undefined || !nonces.includes(nonce)) continue;
      await api.apiKeys.delete(key.id);
      log.info("Removed a key that the same creation had made besides", { id: key.id });
    }
  } catch (error) {
    warn({
      summary: "It was not possible to check for a second key",
      detail: `Key ${id} was created. A key made besides by the same requests would be called ${nonces
        .map((nonce) => `"... terraform ${nonce})"`)
        .join(" or ")}. ${(error as Error).message}`,
    });
  }
}
