import type { WireApiKeyInput, WireCreatedApiKey } from "../client/wire";
import { isProblem, type Operation, Problem } from "../schema";
import type { Context } from "./context";
import { deleteSurely } from "./delete-surely";
import { removeLeftovers } from "./leftovers";
import { sameId } from "./same-id";
import { readUnfinished, unfinishedName } from "./unfinished";

const ATTEMPTS = 2;

/** After these the service has surely made nothing: it was not asked, or does not know whom or what it was asked. */
const NOTHING_MADE = new Set(["unreached", "unauthorized", "not_found"]);
/** Asked again, the service would refuse again. It may have been asked twice already, and have refused only then. */
const REFUSALS = new Set(["invalid", "forbidden", "conflict", "rate_limited"]);

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

/**
 * Takes a key back that could not be finished; its value has not been told to anyone. Also one that is said to be gone:
 * a service that does not know the request to finish a key answers the same.
 */
async function undo({ id, name }: WireCreatedApiKey, reason: Error, context: CreationContext): Promise<void> {
  try {
    if (isStopped(context)) throw reason;
    await deleteSurely(id, cleaning(context));
  } catch (error) {
    throw new Problem(
      {
        kind: "left_behind",
        summary: "A key was made, but could neither be finished nor be removed",
        detail: `Key ${id} was begun as "${name}" and is in the state, marked as tainted. ${messages(reason, error)}`,
        remedy: "The next apply replaces it.",
      },
      { cause: error },
    );
  }
}

/** Removes every key of an unfinished name; `false` if there is none. @throws Problem that names what is left. */
async function removeUnanswered(name: string, reason: Error, context: CreationContext): Promise<boolean> {
  const api = cleaning(context);
  let found = "";
  try {
    if (isStopped(context)) throw reason;
    for (const key of await api.apiKeys.listAnew()) {
      if (key.name !== name) continue;
      found = key.id;
      await deleteSurely(key.id, api);
    }
    return found !== "";
  } catch (error) {
    const why = messages(reason, error);
    throw new Problem(
      {
        kind: "left_behind",
        summary: found ? "A key was made that nobody can use" : "It is not known whether a key was made",
        detail: found
          ? `Key ${found}, called "${name}", could not be removed. ${why}`
          : `If there is a key called "${name}", nobody has its value. ${why}`,
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
    summary: `The request to make key ${quoted(names)} was not answered`,
    detail:
      "It made no key so far. Should the service still process it, a key of that name appears that nobody can use.",
    remedy: WHO_REMOVES,
  };
}

function vanished(name: string): Problem {
  return new Problem({
    kind: "vanished",
    summary: "A key was removed while it was being made",
    detail: `The key that was to be called "${name}" is gone, although nobody should know of it yet.`,
    remedy: "Look for another pipeline or person that makes or removes keys of this name, and apply again.",
  });
}

interface Settled {
  /** Whether the key is there. Somebody may have taken it for a leftover. */
  readonly stands: boolean;
  /** The names of the keys that had to be removed. */
  readonly removed: readonly string[];
}

/** Has a last look: removes what a request that was delivered twice, or processed late, has made besides. */
async function settle({ id }: WireCreatedApiKey, names: readonly string[], context: CreationContext): Promise<Settled> {
  const { log, warn } = context;
  const api = cleaning(context);
  const removed: string[] = [];
  try {
    const keys = await api.apiKeys.listAnew();
    for (const key of keys) {
      if (sameId(key.id, id) || !names.includes(key.name)) continue;
      await deleteSurely(key.id, api);
      removed.push(key.name);
      log.info("Removed a key that the same creation had made besides", { id: key.id });
    }
    const stands = keys.some((key) => sameId(key.id, id)) || (await api.apiKeys.find(id)) !== undefined;
    return { stands, removed };
  } catch (error) {
    warn({
      summary: `It was not possible to check for a second key besides ${id}`,
      detail: `A key made besides key ${id} by the same requests would be called ${quoted(names)}. ${(error as Error).message}`,
      remedy: WHO_REMOVES,
    });
    return { stands: true, removed };
  }
}

/** Takes back a key that is complete, but that nobody is left to store. */
async function takeBack({ id }: WireCreatedApiKey, context: CreationContext): Promise<never> {
  await deleteSurely(id, cleaning(context));
  throw context.signal.reason;
}

function isAbandoned({ signal }: CreationContext): boolean {
  return isProblem(signal.reason) && signal.reason.kind === "abandoned";
}

/** Stopped, while somebody still waits for the answer: no further request is made, and the answer says what is left. */
function isStopped(context: CreationContext): boolean {
  return context.signal.aborted && !isAbandoned(context);
}

function cleaning(context: CreationContext): Context["api"] {
  return isAbandoned(context) ? context.parting : context.api;
}

/** What two errors say, once if they are the same. */
function messages(one: Error, other: unknown): string {
  return one === other ? one.message : `${one.message} ${(other as Error).message}`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" or ");
}
