import { readExceptions } from "../handlers/policy-exception";
import { differenceOf, isPrivileged, meaningOf, type Telling } from "./compare";
import type { ResourceChange } from "./document";
import { type Key, keyAfter, keyBefore, type Way } from "./key";
import type { Revoked } from "./pairs";
import { type AccessChange, type Destination, type Difference, type Drift, KINDS, type Kind } from "./report";
import { keyOfTriggers } from "./triggers";

/** What is known of a change besides itself. */
export interface Circumstances {
  readonly drift?: Drift;
  readonly goesTo: readonly Destination[];
  readonly isDeferred: boolean;
  /** Whether a key of a null resource goes on as the provider's own resource. */
  readonly isHandedOver: boolean;
  /** The key of the same name in whose place this one is made. */
  readonly inPlaceOf?: Revoked;
  readonly stack: string;
  readonly telling: Telling;
}

/** What a change of one key means; `undefined` if nothing for access. */
export function accessChange(change: ResourceChange, way: Way, circumstances: Circumstances): AccessChange | undefined {
  const { drift, goesTo, isDeferred, isHandedOver, inPlaceOf, stack, telling } = circumstances;
  const [before, after] = [inPlaceOf?.key ?? keyBefore(way, change), keyAfter(way, change)];
  const action = isHandedOver ? "forget" : inPlaceOf ? "replace" : actionOf(change, way);
  const kinds = new Set<Kind>(isHandedOver ? ["moved"] : kindsOf(change, action, before, after));
  if (drift) kinds.add("drift");
  if (goesTo.length > 0) kinds.add("value-goes-to");
  if (goesTo.some(({ clear }) => clear)) kinds.add("plaintext");
  if (kinds.size === 0) return undefined;
  const notes = isHandedOver
    ? ["The provider's own resource takes the key over; it keeps its value."]
    : notesOf(change, { action, isDeferred, isPaired: inPlaceOf !== undefined, before, after, drift });
  const previousAddress = inPlaceOf?.address ?? change.previousAddress;
  return told({ ...change, previousAddress }, way, stack, telling, {
    ...differenceOf(change.address, { before, after }, telling),
    action,
    kinds: KINDS.filter((kind) => kinds.has(kind)),
    drift: drift ?? null,
    goesTo,
    notes,
  });
}

/** What was changed outside Terraform and this plan leaves as it is. */
export function driftOnly(change: ResourceChange, way: Way, drift: Drift, { stack, telling }: Where): AccessChange {
  return told(change, way, stack, telling, { ...drift, drift, kinds: ["drift"], action: "none" });
}

type Where = Pick<Circumstances, "stack" | "telling">;

type Told = Pick<AccessChange, "action" | "kinds" | "drift"> &
  Difference &
  Partial<Pick<AccessChange, "goesTo" | "notes">>;

function told(change: ResourceChange, way: Way, stack: string, { secrets }: Telling, what: Told): AccessChange {
  const { index, module, address, previousAddress } = change;
  const { name, permission, seenBy, managedBy, justification, unknown, sensitive } = what;
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
    name,
    permission,
    seenBy,
    managedBy,
    justification: {
      before: justification.before === null ? null : (old?.text ?? null),
      after: justification.after === null ? null : (now?.text ?? null),
    },
    exceptions: now?.exceptions ?? [],
    unknown,
    sensitive,
    drift: what.drift,
    goesTo: what.goesTo ?? [],
    notes: what.notes ?? [],
  };
}

function actionOf({ actions, before, after }: ResourceChange, way: Way): AccessChange["action"] {
  const has = (action: string) => actions.includes(action);
  if (way === "null_resource" && has("create") && has("delete")) {
    // A null resource is replaced whenever its triggers change; the handler finds the key by its owner and changes it.
    const [old, now] = [keyOfTriggers(before), keyOfTriggers(after)];
    if (old && now && old.owner === now.owner) return "update";
  }
  if (has("create")) return has("delete") || has("forget") ? "replace" : "create";
  if (has("delete")) return "delete";
  if (has("forget")) return "forget";
  return has("update") ? "update" : "none";
}

function kindsOf(
  { importing, previousAddress, address }: ResourceChange,
  action: AccessChange["action"],
  before: Key | undefined,
  after: Key | undefined,
): Kind[] {
  const kinds: Kind[] = [];
  if (action === "create") {
    if (!after || isPrivileged(after)) kinds.push("new-privileged");
    kinds.push("new");
  }
  if (action === "delete") kinds.push("revoked");
  if (action === "forget") kinds.push("forgotten");
  if (action === "replace") kinds.push("replaced");
  if (importing) kinds.push("imported");
  if (previousAddress !== undefined && previousAddress !== address) kinds.push("moved");
  if ((action === "update" || action === "replace") && before && after) {
    // A justification is ours alone, so that no import brings one along.
    kinds.push(...meaningOf(before, after).filter((kind) => kind !== "justification" || !importing));
  }
  return kinds;
}

interface Noted {
  readonly action: AccessChange["action"];
  readonly isDeferred: boolean;
  readonly isPaired: boolean;
  readonly before?: Key;
  readonly after?: Key;
  readonly drift?: Drift;
}

function notesOf(change: ResourceChange, { action, isDeferred, isPaired, drift, before, after }: Noted): string[] {
  const notes: string[] = [];
  if (isPaired) {
    notes.push(
      "One key of this name is revoked, and another is made at another address: whoever uses the old value breaks until " +
        "it has the new one. To keep the key and its value, say that it has moved: with a `moved` block, or in CDKTF with `moveTo`.",
    );
  } else if (action === "replace") {
    notes.push(
      change.actions.includes("forget")
        ? "Another key takes its place, with another value. The old one stays alive, and is no longer managed."
        : "The key's value changes: whoever uses the old one breaks until it has the new one.",
    );
  }
  if (action === "delete") {
    notes.push(
      change.deposed
        ? "This is what an interrupted replacement left behind."
        : "Whoever uses the key's value is shut out.",
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
