import { Problem } from "../schema";
import { type CustodyContext, NONE } from "./keys";
import type { KnownKey } from "./record";

/** What a record rounds off, and another answer does not. */
const SAME_MOMENT_MS = 1_000;

/**
 * The key of an owner's record as the service has it, or as recorded if it is not visible to the caller. An id alone proves nothing: the
 * record may be another declaration's, or have been changed by hand.
 * @throws Problem if that is another key than the one that was recorded
 */
export async function provenKey<W>(
  owner: string,
  key: KnownKey,
  { keys, records }: Pick<CustodyContext<W>, "keys" | "records">,
): Promise<KnownKey> {
  const live = await keys.withId(key.id);
  if (!live) return key;
  if (isSame(key, live)) return { ...key, hint: live.hint, creatorId: live.creatorId };
  throw new Problem({
    kind: "record_mismatch",
    summary: `The record of ${owner} does not tell of the key that has its id`,
    detail:
      `Recorded is key ${JSON.stringify(key.id)}, which ${facts(key)}. Cloudcraft has one of this id that ${facts(live)}. ` +
      "The record was changed, or is somebody else's. Nothing was touched.",
    remedy:
      `Restore ${records.pathOf(owner)}. If it is lost, remove it, find out which key is the right one, and say so for ` +
      `once: CLOUDCRAFT_HANDLER_KEYS="${owner}=ID", or "${owner}=${NONE}" if there is none.`,
  });
}

function isSame(one: KnownKey, other: KnownKey): boolean {
  const apartMs = Math.abs(Date.parse(one.createdAt) - Date.parse(other.createdAt));
  return (
    one.hint === other.hint &&
    one.creatorId.toLowerCase() === other.creatorId.toLowerCase() &&
    (one.createdAt === other.createdAt || apartMs < SAME_MOMENT_MS)
  );
}

function facts({ hint, createdAt, creatorId }: KnownKey): string {
  return `begins with ${JSON.stringify(hint)} and was created at ${JSON.stringify(createdAt)} by user ${JSON.stringify(creatorId)}`;
}
