import type { Api } from "../client/api";
import { Problem } from "../schema";

/** Deletes a key. An answer that it is not there is not taken at its word: others depend on the key being gone. */
export async function deleteSurely(id: string, { apiKeys }: Pick<Api, "apiKeys">): Promise<void> {
  if (await apiKeys.delete(id)) return;
  if (await apiKeys.find(id)) throw notDeleted(id);
}

/** A key is there although the service says that it is not there to be deleted. */
export function notDeleted(id: string): Problem {
  return new Problem({
    kind: "not_deleted",
    summary: "Cloudcraft did not delete a key",
    detail: `Key ${id} is still there, although Cloudcraft answered that there is no such key to delete.`,
    remedy: "Delete it in Cloudcraft under User > API keys.",
  });
}
