import type { Context } from "./context";
import { verifiedDelete } from "./verified-delete";
import type { Words } from "./words";

/** What keys are called. */
export const keyWords: Words = {
  full: "API key",
  short: "key",
  one: "a key",
  where: "User > API keys",
  anew: ", with a new value",
};

/** Deletes a key: see {@link verifiedDelete}. @param api the context's, or its `cleanup` */
export function deleteKey(
  id: string,
  { api, clock, signal }: Pick<Context, "api" | "clock"> & { readonly signal: AbortSignal },
): Promise<boolean> {
  return verifiedDelete(id, api.apiKeys, keyWords, { clock, signal });
}
