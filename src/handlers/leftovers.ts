import type { WireApiKey } from "../client/wire";
import type { Operation } from "../schema";
import type { Context } from "./context";
import { deleteSurely } from "./delete-surely";
import { sameId } from "./same-id";
import { readUnfinished } from "./unfinished";

/** An unfinished key that is younger may belong to somebody who is still at it. */
const SURELY_ABANDONED_MS = 600_000;
/** How long a younger one is watched. A creator needs two requests, one right after the other. */
const WATCH_MS = 20_000;

/** The keys that earlier creations of ours have left behind: nobody has their values. */
async function leftovers(context: Context): Promise<readonly WireApiKey[]> {
  const { api, creations } = context;
  const unfinished = (await api.apiKeys.list()).filter(({ name }) => {
    const nonce = readUnfinished(name)?.nonce;
    return nonce !== undefined && !creations.has(nonce);
  });
  if (unfinished.length === 0) return [];
  const me = await api.users.me();
  return unfinished.filter(({ CreatorId }) => sameId(CreatorId, me.id));
}

/**
 * Removes what an interrupted creation of a key of this name has left behind. Of a young one it first waits to see that
 * its creator is gone. Should the creator be alive all the same, nothing is lost: a value counts only once its key has
 * its real name, and a creator whose key vanishes before that makes another.
 */
export async function removeLeftovers(name: string, context: Context & Operation): Promise<void> {
  const { api, clock, log, signal, warn } = context;
  const ofThisName = async () => (await leftovers(context)).filter((key) => readUnfinished(key.name)?.name === name);
  let found = await ofThisName();
  const youngest = Math.max(...found.map(({ createdAt }) => Date.parse(createdAt)));
  if (found.length > 0 && !(clock.now() - youngest > SURELY_ABANDONED_MS)) {
    log.info("Another creation of a key of this name is not finished: watching whether it goes on", {
      wait_ms: WATCH_MS,
    });
    const watched = new Set(found.map(({ id }) => id));
    await clock.sleep(WATCH_MS, signal);
    await api.apiKeys.listAnew();
    found = (await ofThisName()).filter(({ id }) => watched.has(id));
  }
  for (const { id, createdAt } of found) {
    try {
      const now = await api.apiKeys.find(id);
      if (!now || !readUnfinished(now.name)) continue;
      await deleteSurely(id, api);
      warn({
        summary: `Removed key ${id}, which an interrupted apply had left behind`,
        detail: `It was begun at ${createdAt} to become "${name}". Its value was never stored anywhere, so nobody could use it.`,
      });
    } catch (error) {
      warn({
        summary: `Key ${id}, which an interrupted apply left behind, could not be removed`,
        detail: `It was begun at ${createdAt} to become "${name}", and nobody has its value. ${(error as Error).message}`,
        remedy: "Delete it in Cloudcraft under User > API keys.",
      });
    }
  }
}

/** Tells of unfinished keys, of each once for a process: every key's plan comes by here. */
export async function warnOfLeftovers(context: Context & Operation): Promise<void> {
  const found = (await leftovers(context)).filter(({ id }) => !context.reported.has(id));
  for (const { id } of found) context.reported.add(id);
  if (found.length === 0) return;
  context.warn({
    summary: "Interrupted applies have left unfinished API keys behind",
    detail: `Nobody has the values of: ${found.map(({ id, name }) => `${id}, "${name}"`).join("; ")}.`,
    remedy:
      "An apply that creates a key of the same name removes them; or delete them in Cloudcraft under User > API keys.",
  });
}
