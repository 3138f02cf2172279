import { isProblem, type Operation, Problem } from "../schema";
import type { WireCreatedApiKey } from "../wire/api-keys";
import type { Context } from "./context";
import { deleteKey } from "./delete-key";
import { nonceIn } from "./provisional-name";

/** What a creation works with. */
export type CreationContext = Context & Operation;

/** A read may lag behind a write: the pauses after which absence is looked at again, in milliseconds. */
const PAUSES_MS = [1_000, 4_000, 10_000];

const WHO_REMOVES =
  "An apply that creates a key of the same name removes it, a quarter of an hour after it was begun; " +
  "or delete it in Cloudcraft under User > API keys.";

/** The warning that a request without an answer may be processed late. */
export function mayAppear(names: readonly string[]) {
  return {
    summary: `The request to make key ${quoted(names)} was not answered`,
    detail:
      "It made no key so far. Should the service still process it, a key of that name appears that nobody can use.",
    remedy: WHO_REMOVES,
  };
}

/**
 * Takes a key back that could not be finished; its value has not been told to anyone. Also one that is said to be gone:
 * a service that does not know the request to finish a key answers the same.
 */
export async function undo(
  { id, name }: WireCreatedApiKey,
  reason: Error,
  isKept: boolean,
  context: CreationContext,
): Promise<void> {
  try {
    await deleteKey(id, cleaning(context));
  } catch (error) {
    throw new Problem(
      {
        kind: "left_behind",
        summary: "A key was made, but could neither be finished nor be removed",
        detail: `Key ${id} was begun as "${name}"${isKept ? " and is in the state, marked as tainted" : ", and nobody has its value"}. ${messages(reason, error)}`,
        remedy: isKept ? "The next apply replaces it." : WHO_REMOVES,
      },
      { cause: error },
    );
  }
}

/**
 * Removes what a request has made whose answer was lost; `false` if nothing is seen of it, after looking more than
 * once. @throws Problem that names what is left.
 */
export async function removeUnanswered(
  { name, nonce }: { readonly name: string; readonly nonce: string },
  reason: Error,
  context: CreationContext,
): Promise<boolean> {
  const work = cleaning(context);
  let found = "";
  try {
    for (const pauseMs of [0, ...PAUSES_MS]) {
      if (pauseMs > 0 && !(await paused(pauseMs, context))) break;
      for (const key of await work.api.apiKeys.listFresh()) {
        if (nonceIn(key.name) !== nonce) continue;
        found = key.id;
        await deleteKey(key.id, work);
      }
      if (found) return true;
    }
    return false;
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

/**
 * Removes what requests of this process have made besides, being delivered twice or processed late.
 * @returns the nonces of what was removed
 */
export async function removeSurplus(names: readonly string[], context: CreationContext): Promise<readonly string[]> {
  const { creations, log, warn } = context;
  const work = cleaning(context);
  const removed: string[] = [];
  try {
    for (const { id, name } of await work.api.apiKeys.listFresh()) {
      const nonce = nonceIn(name);
      if (nonce === undefined || !creations.isSurplus(nonce, id)) continue;
      await deleteKey(id, work);
      removed.push(nonce);
      log.info("Removed a key that a creation had made besides", { id });
    }
  } catch (error) {
    warn({
      summary: "It was not possible to check for keys that were made besides",
      detail: `Such a key would be called ${quoted(names)}, and nobody has its value. ${(error as Error).message}`,
      remedy: WHO_REMOVES,
    });
  }
  return removed;
}

/** Takes back a key that nobody is left to store. */
export async function takeBack({ id }: WireCreatedApiKey, context: CreationContext): Promise<never> {
  await deleteKey(id, cleaning(context));
  throw context.signal.reason;
}

/** Whether nobody is left to take, and to store, what the creation returns. */
export function isAbandoned({ signal }: CreationContext): boolean {
  return isProblem(signal.reason) && signal.reason.kind === "abandoned";
}

/** What has to be taken back is, also after a stop, as long as that lasts. */
function cleaning({ api, clock, ending }: CreationContext) {
  return { api: api.cleanup, clock, signal: ending };
}

/** Waits, unless Terraform asks to stop: then there is no time for it. */
async function paused(ms: number, { clock, signal }: CreationContext): Promise<boolean> {
  if (signal.aborted) return false;
  return clock.sleep(ms, signal).then(
    () => true,
    () => false,
  );
}

/** What two errors say, once if they are the same. */
function messages(one: Error, other: unknown): string {
  return one === other ? one.message : `${one.message} ${(other as Error).message}`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" or ");
}
