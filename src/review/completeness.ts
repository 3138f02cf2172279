import { withoutIndexes } from "./configuration";
import { declaredIn } from "./declared";
import type { PlanDocument, ResourceChange } from "./document";
import { KEY_TYPE } from "./key-type";
import { priorObjects } from "./objects";
import type { Completeness } from "./report";

/** Whether a plan covers its whole configuration. */
export interface Coverage {
  readonly completeness: Completeness;
  /** What it leaves out, or may leave out: keys first. */
  readonly missing: readonly string[];
  /** Whether it is partial, or may lack all keys of a declaration. */
  readonly isDoubtful: boolean;
}

/**
 * Whether a plan covers its whole configuration. Terraform says so since 1.8, OpenTofu never does: there, what is
 * declared is held against what is planned. Of `count` and `for_each` a plan tells no number, so that what they stand
 * for may be left out, or not be there.
 */
export function coverageOf({ root, changes, deferred }: PlanDocument): Coverage {
  if (root.complete === true) return { completeness: "complete", missing: [], isDoubtful: false };
  const planned = [...changes, ...deferred].filter(({ mode }) => mode === "managed");
  const objects = new Set(planned.flatMap(addressesOf));
  const declarations = new Set([...objects].map(withoutIndexes));
  const prior = [...priorObjects(root)].flatMap(({ mode, address }) => (mode === "managed" ? [address] : []));
  const priorDeclarations = new Set(prior.map(withoutIndexes));
  const isDestroying =
    planned.length > 0 && planned.every(({ actions }) => actions.every((action) => GONE.has(action)));

  const lacking: string[] = [];
  const open: string[] = [];
  const incomplete: string[] = [];
  for (const { address, mode, type, instances } of declaredIn(root.configuration)) {
    if (mode !== "managed" || instances === "none") continue;
    if (!declarations.has(address)) {
      // What is in the state is looked at below; and a plan to destroy has nothing to say of what is not.
      if (isDestroying || priorDeclarations.has(address)) continue;
      (instances === "one" ? lacking : open).push(address);
    } else if (instances === "any" && type === KEY_TYPE && !isDestroying) incomplete.push(address);
  }
  // What is in the state is in a plan as well, even if nothing becomes of it, or if it is declared no more.
  lacking.push(...prior.filter((address) => !objects.has(address)));
  // A plan that only refreshes holds no object at all.
  if (root.complete === false || (lacking.length > 0 && planned.length > 0)) {
    return { completeness: "partial", missing: keysFirst(lacking), isDoubtful: true };
  }
  const missing = keysFirst([...lacking, ...open, ...incomplete]);
  const isComplete = missing.length === 0 && root.configuration !== undefined;
  return {
    completeness: isComplete ? "complete" : "unclear",
    missing,
    isDoubtful: [...lacking, ...open].some(isKey),
  };
}

const GONE = new Set(["delete", "forget"]);

function addressesOf({ address, previousAddress }: ResourceChange): readonly string[] {
  return previousAddress === undefined ? [address] : [address, previousAddress];
}

function isKey(address: string): boolean {
  return withoutIndexes(address).split(".").includes(KEY_TYPE);
}

function keysFirst(addresses: readonly string[]): readonly string[] {
  const rank = (address: string) => `${isKey(address) ? 0 : 1} ${address}`;
  return [...new Set(addresses)].sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}
