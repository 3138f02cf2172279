import { ApiError } from "./error";

/** A path below a fixed one. An id with anything in it that might lead elsewhere, however it is decoded, is refused. */
export function pathOf(collection: string, id: string): string {
  if (!/^[\w-]+$/.test(id)) {
    throw new ApiError({
      kind: "invalid",
      summary: "An id is not usable",
      detail: `${JSON.stringify(id)} cannot be the id of anything in Cloudcraft, so no request was made.`,
    });
  }
  return `${collection}/${id}`;
}
