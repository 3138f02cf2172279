import { readExceptions } from "../handlers/policy-exception";
import { differenceOf, driftOf, meaningOf, type Telling } from "./compare";
import { destinationsOf } from "./destinations";
import type { PlanDocument, ResourceChange } from "./document";
import { type Key, keyAfter, keyBefore, type Way, wayOf } from "./key";
import {
  type AccessChange,
  type Destination,
  type Drift,
  KINDS,
  type Kind,
  type Report,
  type ReviewedPlan,
} from "./report";
import { secretsOf } from "./secrets";
import { teamNames } from "./teams";

/** What plans change about access. */
export function review(plans: readonly PlanDocument[]): Report {
  const reviewed = plans.map(reviewPlan);
  const changes = reviewed.flatMap(({ changes }) => changes).sort(byGravity);
  const counts = Object.fromEntries(
    KINDS.map((kind) => [kind, changes.filter(({ kinds }) => kinds.includes(kind)).length]),
  ) as Record<Kind, number>;
  return { format: "cdktf-cloudcraft/review", version: 1, plans: reviewed.map(({ plan }) => plan), counts, changes };
}

interface Reviewed {
  readonly plan: ReviewedPlan;
  readonly changes: readonly AccessChange[];
}

function reviewPlan(document: PlanDocument): Reviewed {
  const { root, stack, source } = document;
  const secrets = secretsOf(document);
  const telling: Telling = { secrets, teams: teamNames(document) };
  const destinations = destinationsOf(document, secrets);
  const drifted = new Map<string, Drift>();
  for (const change of document.drift) {
    const way = wayOf(change);
    const before = way && keyBefore(way, change);
    const drift = way && before && driftOf({ before, after: keyAfter(way, change) }, telling);
    if (drift) drifted.set(change.address, drift);
  }
  const changes: AccessChange[] = [];
  let keys = 0;
  const told = new Set<string>();
  const tell = (change: ResourceChange, isDeferred: boolean) => {
    const way = wayOf(change);
    if (!way) return;
    keys += 1;
    // What was moved has drifted under its former address.
    const addresses = [change.address, change.previousAddress ?? change.address];
    const drift = change.deposed ? undefined : addresses.map((address) => drifted.get(address)).find(Boolean);
    if (drift) for (const address of addresses) told.add(address);
    const goesTo = change.deposed ? [] : (destinations.get(change.address) ?? []);
    const change_ = accessChange(change, way, { drift, goesTo, isDeferred, stack, telling });
    if (change_) changes.push(change_);
  };
  for (const change of document.changes) tell(change, false);
  for (const change of document.deferred) tell(change, true);
  for (const change of document.drift) {
    const [drift, way] = [drifted.get(change.address), wayOf(change)];
    if (!drift || !way || told.has(change.address)) continue;
    changes.push(base(change, way, stack, telling, { ...drift, drift, kinds: ["drift"], action: "none" }));
  }
  const version = root.terraform_version;
  return {
    changes,
    plan: {
      stack: stack === "" ? null : secrets.hide(stack),
      source,
      terraformVersion: typeof version === "string" ? secrets.hide(version) : null,
      errored: root.errored === true,
      complete: root.complete !== false,
      keys,
    },
  };
}

interface Circumstances {
  readonly drift?: Drift;
  readonly goesTo: readonly Destination[];
  readonly isDeferred: boolean;
  readonly stack: string;
  readonly telling: Telling;
}

/** What a change of one key means; `undefined` if nothing for access. */
function accessChange(change: ResourceChange, way: Way, circumstances: Circumstances): AccessChange | undefined {
  const { drift, goesTo, isDeferred, stack, telling } = circumstances;
  const [before, after] = [keyBefore(way, change), keyAfter(way, change)];
  const action = actionOf(change);
  const kinds = new Set<Kind>(kindsOf(change, action, before, after));
  if (drift) kinds.add("drift");
  if (goesTo.length > 0) kinds.add("value-goes-to");
  if (kinds.size === 0) return undefined;
  const notes = notesOf(change, { action, way, isDeferred, before, after, drift });
  return base(change, way, stack, telling, {
    ...differenceOf({ before, after }, telling),
    action,
    kinds: KINDS.filter((kind) => kinds.has(kind)),
    drift: drift ?? null,
    goesTo,
    notes,
  });
}

type Told = Pick<AccessChange, "action" | "kinds" | "drift"> &
  Omit<ReturnType<typeof differenceOf>, never> & {
    readonly goesTo?: readonly Destination[];
    readonly notes?: readonly string[];
  };

function base(change: ResourceChange, way: Way, stack: string, { secrets }: Telling, told: Told): AccessChange {
  const { index, module, address, previousAddress } = change;
  const { name, permission, seenBy, managedBy, justification, unknown, sensitive } = told;
  const [old, now] = [justification.before, justification.after].map((text) => readExceptions(text ?? ""));
  return {
    stack: stack === "" ? null : secrets.hide(stack),
    address: secrets.hide(address),
    module: module === undefined ? null : secrets.hide(module),
    index: typeof index === "string" ? secrets.hide(index) : (index ?? null),
    previousAddress: previousAddress === undefined ? null : secrets.hide(previousAddress),
    way,
    action: told.action,
    kinds: told.kinds,
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
    drift: told.drift,
    goesTo: told.goesTo ?? [],
    notes: told.notes ?? [],
  };
}

function actionOf({ actions }: ResourceChange): AccessChange["action"] {
  const has = (action: string) => actions.includes(action);
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
  if (action === "create") kinds.push("new");
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
  readonly way: Way;
  readonly isDeferred: boolean;
  readonly before?: Key;
  readonly after?: Key;
  readonly drift?: Drift;
}

function notesOf(change: ResourceChange, { action, isDeferred, drift, before, after }: Noted): string[] {
  const notes: string[] = [];
  if (action === "replace") {
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
  const open = [...(after?.unknown ?? [])].filter((part) => before && part !== "name" && part !== "justification");
  if (action !== "create" && open.length > 0) notes.push("It may become broader than what is known now.");
  return notes;
}

function byGravity(one: AccessChange, other: AccessChange): number {
  const rank = ({ kinds }: AccessChange) => KINDS.findIndex((kind) => kinds.includes(kind));
  const [a, b] = [one, other].map(({ stack, address }) => `${stack ?? ""}\u0000${address}`);
  return rank(one) - rank(other) || ((a ?? "") < (b ?? "") ? -1 : 1);
}
