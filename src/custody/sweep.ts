import { isProblem, Problem } from "../schema";
import { revokeRecorded } from "./destroy";
import type { CustodyContext, Outcome } from "./keys";
import { isUnfinished } from "./record";

/** Records of revoked keys are of no use after this. */
const FORGET_AFTER_MS = 30 * 86_400_000;

/** What a stack declares by now. */
export interface Sweep {
  readonly declared: readonly string[];
  /** Owners whose keys the provider manages by now. */
  readonly handedOver: readonly string[];
}

/** Revokes the keys that are recorded and not declared any more, each one that can be. */
export function sweep<W>({ declared, handedOver }: Sweep, context: CustodyContext<W>): Promise<Outcome> {
  const kept = new Set(declared);
  const given = new Set(handedOver);
  return revokeAll(context, (owner) => (given.has(owner) ? "give" : kept.has(owner) ? "keep" : "revoke"));
}

/** Revokes all that is left of a stack that is being destroyed, after its keys' own turns. */
export function sweepAll<W>(context: CustodyContext<W>): Promise<Outcome> {
  return revokeAll(context, () => "revoke");
}

/** Revokes what interrupted creations have left, and nothing that anybody may have the value of. */
export function sweepUnfinished<W>(context: CustodyContext<W>): Promise<Outcome> {
  return revokeAll(context, () => "tidy");
}

async function revokeAll<W>(context: CustodyContext<W>, fate: (owner: string) => Fate | "keep"): Promise<Outcome> {
  const revoked: string[] = [];
  const failures: Error[] = [];
  for (const { owner } of context.records.all()) {
    const decided = fate(owner);
    if (decided === "keep") continue;
    try {
      if (await context.records.locked(owner, () => settle(owner, decided, context))) revoked.push(owner);
    } catch (error) {
      if (!isProblem(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw unswept(failures);
  const sentence =
    revoked.length === 0
      ? "Nothing was left to revoke."
      : `Revoked what is not declared any more, or was left unfinished: ${revoked.join(", ")}.`;
  return { action: "swept", revoked, sentence };
}

/** What becomes of the key of a record. `tidy`: it is revoked if it is unfinished. */
type Fate = "give" | "revoke" | "tidy";

/** Whether a key was revoked. */
async function settle<W>(owner: string, fate: Fate, context: CustodyContext<W>): Promise<boolean> {
  const record = context.records.read(owner);
  if (!record || record.stage === "handed_over") return false;
  if (record.stage === "revoked") {
    if (Date.parse(context.now()) - Date.parse(record.at) > FORGET_AFTER_MS) context.records.remove(owner);
    return false;
  }
  if (fate === "tidy" && !isUnfinished(record)) return false;
  if (fate === "give" && record.stage === "stored") {
    context.records.write({ ...record, stage: "handed_over", at: context.now() });
    return false;
  }
  return revokeRecorded(record, context);
}

function unswept(failures: readonly Error[]): Problem {
  return new Problem({
    kind: "unswept",
    summary: `${failures.length === 1 ? "A key" : `${failures.length} keys`} of the records could not be revoked`,
    detail: failures.map(({ message }) => message).join(" "),
    remedy: "The next apply, or the next sweep, tries again.",
  });
}
