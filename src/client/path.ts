import { ApiError } from "./error";

/** A path below a fixed one, for an id that may hold anything: it never reaches another path. */
export function pathOf(collection: string, id: string): string {
  if (/^\.{0,2}$/.test(id)) {
    throw new ApiError({
      kind: "invalid",
      summary: "An id is not usable",
      detail: `${JSON.stringify(id)} cannot be the id of anything in Cloudcraft, so no request was made.`,
    });
  }
  return `${collection}/${encodeURIComponent(id)}`;
}
