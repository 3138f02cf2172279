import { readExceptions } from "../handlers/policy-exception";
import { differenceOf, isPrivileged, meaningOf, type Telling } from "./compare";
import type { KeyChange } from "./key-change";
import { type AccessChange, type Destination, type Difference, type Drift, KINDS, type Kind } from "./report";

/** What is known of a change besides itself. */
export interface Circumstances {
  readonly drift?: Drift;
  readonly goesTo: readonly Destination[];
  /** Whether a key of a null resource goes on as the provider's own resource. */
  readonly isHandedOver: boolean;
  /** The key of the same name, revoked by another change, in whose place this one is made. */
  readonly inPlaceOf?: KeyChange;
  readonly stack: string;
  readonly telling: Telling;
}

/** What a change of one key means; `undefined` if nothing for access. */
export function accessChange(planned: KeyChange, circumstances: Circumstances): AccessChange | undefined {
  const { drift, goesTo, isHandedOver, inPlaceOf, telling } = circumstances;
  const change: KeyChange = {
    ...planned,
    ...(isHandedOver && { action: "forget" }),
    ...(inPlaceOf && { action: "replace", before: inPlaceOf.before, previousAddress: inPlaceOf.address }),
  };
  const kinds = new Set<Kind>(isHandedOver ? ["moved"] : kindsOf(change, inPlaceOf !== undefined));
  if (drift) kinds.add("drift");
  if (goesTo.length > 0) kinds.add("value-goes-to");
  if (goesTo.some(({ clear }) => clear)) kinds.add("plaintext");
  if (kinds.size === 0) return undefined;
  const notes = isHandedOver
    ? ["The provider's own resource takes the key over; it keeps its value."]
    : notesOf(change, inPlaceOf !== undefined, drift);
  return told(change, circumstances, {
    ...differenceOf(change, telling),
    action: change.action,
    kinds: KINDS.filter((kind) => kinds.has(kind)),
    drift: drift ?? null,
    goesTo,
    notes,
  });
}

/** What was changed outside Terraform and this plan leaves as it is. */
export function driftOnly(change: KeyChange, drift: Drift, where: Where): AccessChange {
  return told(change, where, { ...drift, drift, kinds: ["drift"], action: "none", goesTo: [], notes: [] });
}

type Where = Pick<Circumstances, "stack" | "telling">;

type Told = Pick<AccessChange, "action" | "kinds" | "drift" | "goesTo" | "notes"> & Difference;

function told(change: KeyChange, { stack, telling: { secrets } }: Where, what: Told): AccessChange {
  const { index, module, way, address, previousAddress } = change;
  const { justification } = what;
  const [old, now] = [justification.before, justification.after].map((text) => readExceptions(text ?? ""));
  return {
    stack: stack === "" ? null : secrets.hide(stack),
    address: secrets.hide(address),
    module: module === undefined ? null : secrets.hide(module),
    index: typeof index === "string" ? secrets.hide(index) : (index ?? null),
    previousAddress: previousAddress === undefined ? null : secrets.hide(previousAddress),
    way,
    action: what.action,
    kinds: what.kinds,
    name: what.name,
    permission: what.permission,
    seenBy: what.seenBy,
    managedBy: what.managedBy,
    justification: {
      before: justification.before === null ? null : (old?.text ?? null),
      after: justification.after === null ? null : (now?.text ?? null),
    },
    exceptions: now?.exceptions ?? [],
    unknown: what.unknown,
    sensitive: what.sensitive,
    drift: what.drift,
    goesTo: what.goesTo,
    notes: what.notes,
  };
}

function kindsOf(change: KeyChange, isPaired: boolean): Kind[] {
  const { action, before, after, importing, previousAddress, address } = change;
  const kinds: Kind[] = [];
  if (action === "create") {
    if (!after || isPrivileged(after)) kinds.push("new-privileged");
    kinds.push("new");
  }
  if (action === "delete") kinds.push("revoked");
  if (action === "forget") kinds.push("forgotten");
  if (action === "replace") kinds.push("replaced");
  if (action === "update" && after?.isReissued) kinds.push("rotated");
  else if (action === "update" && before?.revocationDue) kinds.push(before.isExpired ? "expired" : "former-revoked");
  if (importing) kinds.push("imported");
  if (!isPaired && previousAddress !== undefined && previousAddress !== address) kinds.push("moved");
  if ((action === "update" || action === "replace") && before && after) {
    // A justification is ours alone, so that no import brings one along.
    kinds.push(...meaningOf(before, after).filter((kind) => kind !== "justification" || !importing));
  }
  return kinds;
}

function notesOf(change: KeyChange, isPaired: boolean, drift: Drift | undefined): string[] {
  const { action, before, after, isDeferred, leavesFormer, deposed } = change;
  const notes: string[] = [];
  if (isPaired) {
    notes.push(
      "One key of this name is revoked, and another is made at another address: whoever uses the old value breaks until " +
        "it has the new one. To keep the key and its value, say that it has moved: with a `moved` block, or in CDKTF with `moveTo`.",
    );
  } else if (action === "replace") {
    notes.push(
      leavesFormer
        ? "Another key takes its place, with another value. The old one stays alive, and is no longer managed."
        : "The key's value changes: whoever uses the old one breaks until it has the new one.",
    );
  }
  if (action === "update" && after?.isReissued) {
    notes.push(
      isNothing(after.overlap)
        ? "The key gets another value, and the former one is revoked at once: whoever uses it breaks until it has the new one."
        : `The key gets another value; the former one works on for ${after.overlap}.`,
    );
  } else if (action === "update" && before?.revocationDue) {
    notes.push(
      before.isExpired
        ? "The key has expired: it is revoked, and its record stays."
        : "Former keys are revoked whose time has come.",
    );
  }
  if ((action === "create" || action === "replace") && after && after.recipients > 0) {
    const many = after.recipients === 1 ? "one recipient" : `${after.recipients} recipients`;
    notes.push(`Its value is encrypted for ${many}: the state does not hold it in plaintext.`);
  }
  if (action === "delete") {
    notes.push(
      deposed ? "This is what an interrupted replacement left behind." : "Whoever uses the key's value is shut out.",
    );
  }
  if (action === "forget") notes.push("The key stays alive with what it may do, and is no longer managed.");
  if (action === "create" && drift?.deleted) {
    notes.push("It was deleted outside Terraform, and is made again with another value.");
  }
  if (isDeferred) notes.push("Deferred: this plan does not carry it out, a later one will.");
  const open = [...(after?.unknown ?? [])].filter((part) => part !== "name" && part !== "justification");
  if (open.length > 0 && (before || action === "create")) notes.push("It may become broader than what is known now.");
  return notes;
}

function isNothing(overlap: string | undefined): boolean {
  return overlap === undefined || /^0(\.0+)?(ms|s|m|h|d)$/.test(overlap);
}
