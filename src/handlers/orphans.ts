import type { Operation } from "../schema";
import type { WireApiKey } from "../wire/api-keys";
import type { Context } from "./context";
import { deleteKey } from "./delete-key";
import { isProvisionalNameOf, nonceIn } from "./provisional-name";
import { sameId } from "./same-id";

/** An unfinished key that is younger may belong to somebody who is still at it. */
const SURELY_ABANDONED_MS = 900_000;

/** Lists are long and asked for often, and few keys are unfinished. */
const unfinishedIn = new WeakMap<readonly WireApiKey[], readonly WireApiKey[]>();

/** The unfinished keys of the provider's own user that this process has not begun. */
async function orphans(context: Context): Promise<readonly WireApiKey[]> {
  const { api, creations } = context;
  const keys = await api.apiKeys.list();
  const unfinished = unfinishedIn.get(keys) ?? keys.filter(({ name }) => nonceIn(name) !== undefined);
  unfinishedIn.set(keys, unfinished);
  const others = unfinished.filter(({ name }) => !creations.has(nonceIn(name) ?? ""));
  if (others.length === 0) return [];
  const me = await api.users.me();
  return others.filter(({ CreatorId }) => sameId(CreatorId, me.id));
}

function isAbandoned({ createdAt }: WireApiKey, { clock }: Context): boolean {
  return clock.now() - Date.parse(createdAt) > SURELY_ABANDONED_MS;
}

/**
 * Removes what an interrupted creation of a key of this name has left behind, if its creator cannot be at it any more.
 * Should it be all the same, nothing is lost: a value counts only once its key has its real name, and a creator whose
 * key vanishes before that makes another.
 */
export async function removeOrphans(name: string, context: Context & Operation): Promise<void> {
  const { api, warn } = context;
  for (const orphan of await orphans(context)) {
    if (!isProvisionalNameOf(orphan.name, name) || !isAbandoned(orphan, context)) continue;
    const { id, createdAt } = orphan;
    try {
      const now = await api.apiKeys.find(id);
      if (!now || nonceIn(now.name) === undefined) continue;
      await deleteKey(id, context);
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
export async function warnOfOrphans(context: Context & Operation): Promise<void> {
  const news = (await orphans(context)).filter(({ id }) => !context.reported.has(id));
  for (const { id } of news) context.reported.add(id);
  const abandoned = news.filter((key) => isAbandoned(key, context));
  const young = news.filter((key) => !abandoned.includes(key));
  if (abandoned.length > 0) {
    context.warn({
      summary: "Interrupted applies have left unfinished API keys behind",
      detail: `Nobody has the values of: ${listed(abandoned)}.`,
      remedy:
        "An apply that creates a key of the same name removes them; or delete them in Cloudcraft under User > API keys.",
    });
  }
  if (young.length > 0) {
    context.warn({
      summary: "API keys are being created by another apply, or its creation was interrupted just now",
      detail:
        `They are unfinished so far: ${listed(young)}. ` +
        "If they stay so for a quarter of an hour, nobody has their values, and an apply that creates a key of the same name removes them.",
    });
  }
}

function listed(keys: readonly WireApiKey[]): string {
  return keys.map(({ id, name }) => `${id}, "${name}"`).join("; ");
}
