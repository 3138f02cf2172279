import type { Objects } from "../client/collection";
import { type Operation, Problem } from "../schema";
import type { Context } from "./context";
import { sameId } from "./same-id";
import { capital, type Words } from "./words";

/** What the state knows of an object. */
export interface Known {
  readonly id: string;
  readonly name: string;
  readonly creatorId: string;
  readonly updatedAt: string;
}

/** What answers tell of every object. */
interface Seen {
  readonly updatedAt: string;
}

/** How long an object has to be missing before it is taken for gone, if it was not written of late. */
const CONFIRMED_MS = 2_000;
const PAUSE_MS = 5_000;
/** So far the clock of this machine may be ahead of the service's. */
const SKEW_MS = 60_000;

/**
 * The object as Cloudcraft has it, or `undefined` if it is gone for sure: to its creator, since the service answers 404 to
 * what the caller may not see as well; and not only at first sight, since a read may lag behind a write.
 */
export async function findOrGone<T extends Seen>(
  known: Known,
  objects: Pick<Objects<T, never>, "listed" | "listFresh" | "find">,
  words: Words,
  context: Context & Operation,
): Promise<T | undefined> {
  const { api, clock, signal } = context;
  const listed = await objects.listed(known.id);
  if (listed && isCurrent(listed, known)) return listed;
  let seen = (await objects.find(known.id)) ?? listed;
  if (seen && isCurrent(seen, known)) return seen;
  if (!seen) await mustBeVisible(known, words, context);
  const until =
    clock.now() +
    Math.max(CONFIRMED_MS, Math.min(api.longestLagMs, api.longestLagMs + SKEW_MS - ageMs(known, clock.now())));
  for (let pauseMs = CONFIRMED_MS; pauseMs > 0; pauseMs = Math.min(PAUSE_MS, until - clock.now())) {
    await clock.sleep(pauseMs, signal);
    await objects.listFresh();
    seen = await objects.listed(known.id);
    if (seen && isCurrent(seen, known)) return seen;
  }
  return (await objects.find(known.id)) ?? seen;
}

/** Whether what was read is not older than what the state has. */
function isCurrent(seen: Seen, { updatedAt }: Known): boolean {
  return !(Date.parse(seen.updatedAt) < Date.parse(updatedAt));
}

/** How long ago an object was last written; a clock that is behind the service's says that it was just now. */
function ageMs({ updatedAt }: Known, now: number): number {
  return Math.max(0, now - Date.parse(updatedAt)) || 0;
}

/** Refuses to believe that an object is gone if it may only be not visible to the provider's user. */
export async function mustBeVisible(
  known: Known,
  { full, short }: Words,
  { api, treatInvisibleAsDeleted }: Context,
): Promise<void> {
  if (treatInvisibleAsDeleted) return;
  const me = await api.users.me();
  if (sameId(me.id, known.creatorId)) return;
  throw new Problem({
    kind: "invisible",
    summary: `${capital(full)} "${known.name}" is not visible to the provider's user`,
    detail:
      `${capital(short)} ${known.id} was created by user ${known.creatorId}, while the provider acts as ${me.name} (${me.id}), who cannot see it. ` +
      "It may have been deleted, or it may still be live and only not be shared with this user.",
    remedy:
      `Use a credential of the ${short}'s creator, or share the ${short} with ${me.name}. The owner of the organization sees every ${short}: if that is ${me.name}, the ${short} is deleted. ` +
      "If it is known to be deleted, set `treat_invisible_as_deleted = true` in the provider block for one apply, or remove it from the state with `terraform state rm`.",
  });
}
