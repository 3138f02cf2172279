import type { Objects } from "../client/collection";
import { Problem } from "../schema";
import type { Context } from "./context";
import { capital, type Words } from "./words";

/** An object may be seen for a while after it was deleted: the pauses after which it is tried again, in milliseconds. */
const PAUSES_MS = [1_000, 4_000, 10_000];

/**
 * Deletes an object. An answer that it is not there to be deleted is not taken at its word. `false`: it is not there,
 * or not visible to the caller.
 */
export async function verifiedDelete(
  id: string,
  objects: Pick<Objects<unknown, never>, "find" | "delete">,
  { one, short, where }: Words,
  { clock, signal }: Pick<Context, "clock"> & { readonly signal: AbortSignal },
): Promise<boolean> {
  for (const pauseMs of [...PAUSES_MS, undefined]) {
    if (await objects.delete(id)) return true;
    if (!(await objects.find(id))) return false;
    if (pauseMs === undefined || signal.aborted) break;
    await clock.sleep(pauseMs, signal);
  }
  throw new Problem({
    kind: "not_deleted",
    summary: `Cloudcraft did not delete ${one}`,
    detail: `${capital(short)} ${id} is still there, although Cloudcraft answered that there is no such ${short} to delete.`,
    remedy: `Delete it in Cloudcraft under ${where}.`,
  });
}
