import type { ResourceChange } from "./document";
import type { Destination } from "./report";
import type { Secrets } from "./secrets";
import { keyOfTriggers } from "./triggers";

/** Where the value of a null resource's key goes, and did not before. */
export function triggerSinks({ type, before, after }: ResourceChange, secrets: Secrets): Destination[] {
  if (type !== "null_resource") return [];
  const old = keyOfTriggers(before)?.goesTo ?? [];
  return (keyOfTriggers(after)?.goesTo ?? [])
    .filter(({ kind, address }) => !old.some((sink) => sink.kind === kind && sink.address === address))
    .map(({ kind, address }) => ({
      kind,
      address: secrets.hide(address),
      attribute: null,
      certain: true,
      clear: false,
    }));
}
