import type { WireCreatedApiKey } from "../client/wire";
import { isProblem, type Operation, Problem } from "../schema";
import type { Context } from "./context";
import { deleteSurely } from "./delete-surely";
import { sameId } from "./same-id";

/** What a creation works with. */
export type CreationContext = Context & Operation;

const WHO_REMOVES =
  "The next apply that creates a key of the same name removes it; or delete it in Cloudcraft under User > API keys.";

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
export async function undo({ id, name }: WireCreatedApiKey, reason: Error, context: CreationContext): Promise<void> {
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
export async function removeUnanswered(name: string, reason: Error, context: CreationContext): Promise<boolean> {
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

interface Settled {
  /** Whether the key is there. Somebody may have taken it for a leftover. */
  readonly stands: boolean;
  /** The names of the keys that had to be removed. */
  readonly removed: readonly string[];
}

/** Has a last look: removes what a request that was delivered twice, or processed late, has made besides. */
export async function settle(
  { id }: WireCreatedApiKey,
  names: readonly string[],
  context: CreationContext,
): Promise<Settled> {
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
export async function takeBack({ id }: WireCreatedApiKey, context: CreationContext): Promise<never> {
  await deleteSurely(id, cleaning(context));
  throw context.signal.reason;
}

/** Whether nobody is left to take, and to store, what the creation returns. */
export function isAbandoned({ signal }: CreationContext): boolean {
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
