import { Problem } from "../schema";
import type { Context } from "./context";

/** A key may be seen for a while after it was deleted: the pauses after which it is tried again, in milliseconds. */
const PAUSES_MS = [1_000, 4_000, 10_000];

/**
 * Deletes a key. An answer that it is not there to be deleted is not taken at its word. `false`: it is not there, or
 * not visible to the caller. @param api the context's, or its `cleanup`
 */
export async function verifiedDelete(
  id: string,
  { api, clock, signal }: Pick<Context, "api" | "clock"> & { readonly signal: AbortSignal },
): Promise<boolean> {
  for (const pauseMs of [...PAUSES_MS, undefined]) {
    if (await api.apiKeys.delete(id)) return true;
    if (!(await api.apiKeys.find(id))) return false;
    if (pauseMs === undefined || signal.aborted) break;
    await clock.sleep(pauseMs, signal);
  }
  throw new Problem({
    kind: "not_deleted",
    summary: "Cloudcraft did not delete a key",
    detail: `Key ${id} is still there, although Cloudcraft answered that there is no such key to delete.`,
    remedy: "Delete it in Cloudcraft under User > API keys.",
  });
}
