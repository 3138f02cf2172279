import { accessChange, driftOnly } from "./change";
import { driftOf, type Telling } from "./compare";
import { coverageOf } from "./completeness";
import { destinationsOf } from "./destinations";
import type { PlanDocument, ResourceChange } from "./document";
import { keyAfter, keyBefore, wayOf } from "./key";
import { LookUps } from "./look-ups";
import { pairsOf } from "./pairs";
import { pendingTeams } from "./pending-teams";
import { provenanceOf } from "./provenance";
import { type AccessChange, type Drift, KINDS, type Kind, type Report, type ReviewedPlan } from "./report";
import { secretsOf } from "./secrets";
import { teamsOf } from "./teams";
import { triggerSinks } from "./trigger-sinks";
import { handedOver, keyOfTriggers } from "./triggers";

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
  const lookUps = new LookUps(document);
  const telling: Telling = { secrets, teams: teamsOf(lookUps), pending: pendingTeams(root.configuration) };
  const destinations = destinationsOf(document, secrets);
  const drifted = new Map<string, Drift>();
  for (const change of document.drift) {
    const way = wayOf(change);
    const before = way && keyBefore(way, change);
    const drift = way && before && driftOf(change.address, { before, after: keyAfter(way, change) }, telling);
    if (drift) drifted.set(change.address, drift);
  }
  const taken = handedOver(document.changes);
  const isHandedOver = ({ before }: ResourceChange) => taken.has(keyOfTriggers(before)?.owner ?? "");
  const pairs = pairsOf(document.changes.filter((change) => !isHandedOver(change)));
  const changes: AccessChange[] = [];
  let keys = 0;
  const told = new Set<string>();
  const tell = (change: ResourceChange, isDeferred: boolean) => {
    const way = wayOf(change);
    if (!way || pairs.revoked.has(change)) return;
    keys += 1;
    const inPlaceOf = pairs.made.get(change);
    // What was moved has drifted under its former address.
    const addresses = [change.address, inPlaceOf?.address ?? change.previousAddress ?? change.address];
    const drift = change.deposed ? undefined : addresses.map((address) => drifted.get(address)).find(Boolean);
    if (drift) for (const address of addresses) told.add(address);
    const goesTo = change.deposed
      ? []
      : [...(destinations.get(change.address) ?? []), ...triggerSinks(change, secrets)];
    const found = accessChange(change, way, {
      drift,
      goesTo,
      isDeferred,
      isHandedOver: isHandedOver(change),
      inPlaceOf,
      stack,
      telling,
    });
    if (found) changes.push(found);
  };
  for (const change of document.changes) tell(change, false);
  for (const change of document.deferred) tell(change, true);
  for (const change of document.drift) {
    const [drift, way] = [drifted.get(change.address), wayOf(change)];
    if (!drift || !way || told.has(change.address)) continue;
    changes.push(driftOnly(change, way, drift, { stack, telling }));
  }
  const version = root.terraform_version;
  const { completeness, missing, isDoubtful } = coverageOf(document);
  return {
    changes,
    plan: {
      stack: stack === "" ? null : secrets.hide(stack),
      source,
      terraformVersion: typeof version === "string" ? secrets.hide(version) : null,
      errored: root.errored === true,
      complete: completeness === "complete",
      completeness,
      missing: missing.map((address) => secrets.hide(address)),
      doubtful: isDoubtful,
      provenance: provenanceOf(document, lookUps, secrets),
      keys,
    },
  };
}

function byGravity(one: AccessChange, other: AccessChange): number {
  const rank = ({ kinds }: AccessChange) => KINDS.findIndex((kind) => kinds.includes(kind));
  const [a, b] = [one, other].map(({ stack, address }) => `${stack ?? ""}\u0000${address}`);
  return rank(one) - rank(other) || ((a ?? "") < (b ?? "") ? -1 : 1);
}
