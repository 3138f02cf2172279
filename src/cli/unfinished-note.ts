import { nonceIn } from "../handlers/provisional-name";
import type { WireApiKey } from "../wire/api-keys";

/** Tells of the unfinished ones among keys; `undefined` if there are none. */
export function unfinishedNote(keys: readonly WireApiKey[]): string | undefined {
  const unfinished = keys.filter(({ name }) => nonceIn(name) !== undefined);
  if (unfinished.length === 0) return undefined;
  return (
    `Unfinished: ${unfinished.map(({ id }) => id).join(", ")}. An apply is making them just now, or was interrupted, ` +
    "and then nobody has their values. An apply that creates a key of the same name removes what was left; " +
    "`npx cdktf-cloudcraft sweep --records FOLDER` removes what LocalExecApiKey has left."
  );
}
