import { accessChange, driftOnly } from "./access-change";
import { driftOf, type Telling } from "./compare";
import { coverageOf } from "./completeness";
import { destinationsOf } from "./destinations";
import type { PlanDocument } from "./document";
import { type KeyChange, keyChangesIn } from "./key-change";
import { LookUps } from "./look-ups";
import { pairsOf } from "./pairs";
import { pendingTeams } from "./pending-teams";
import { provenanceOf } from "./provenance";
import { type AccessChange, type Destination, KINDS, type Kind, type Report, type ReviewedPlan } from "./report";
import { type Secrets, secretsOf } from "./secrets";
import { teamsOf } from "./teams";
import { handedOver } from "./triggers";

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
  const drifted = new Map(
    keyChangesIn(document.drift).flatMap((change) => {
      const drift = driftOf(change, telling);
      return drift ? [[change.address, { change, drift }] as const] : [];
    }),
  );
  const taken = handedOver(document.changes);
  const isHandedOver = ({ before }: KeyChange) => before?.owner !== undefined && taken.has(before.owner);
  const planned = keyChangesIn(document.changes);
  const pairs = pairsOf(planned.filter((change) => !isHandedOver(change)));
  const keys = [...planned, ...keyChangesIn(document.deferred, true)].filter((change) => !pairs.revoked.has(change));
  const told = new Set<string>();
  const changes = keys.flatMap((change) => {
    const inPlaceOf = pairs.made.get(change);
    // What was moved has drifted under its former address.
    const addresses = [change.address, inPlaceOf?.address ?? change.previousAddress ?? change.address];
    const drift = change.deposed ? undefined : addresses.flatMap((address) => drifted.get(address)?.drift ?? [])[0];
    if (drift) for (const address of addresses) told.add(address);
    const goesTo = change.deposed ? [] : [...(destinations.get(change.address) ?? []), ...newSinks(change, secrets)];
    const isTaken = isHandedOver(change);
    return accessChange(change, { drift, goesTo, isHandedOver: isTaken, inPlaceOf, stack, telling }) ?? [];
  });
  for (const [address, { change, drift }] of drifted) {
    if (!told.has(address)) changes.push(driftOnly(change, drift, { stack, telling }));
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
      keys: keys.length,
    },
  };
}

/** Where the value of a null resource's key goes, and did not before. */
function newSinks({ before, after }: KeyChange, secrets: Secrets): Destination[] {
  const old = before?.sinks ?? [];
  return (after?.sinks ?? [])
    .filter(({ kind, address }) => !old.some((sink) => sink.kind === kind && sink.address === address))
    .map(({ kind, address }) => ({
      ...{ kind, address: secrets.hide(address) },
      ...{ attribute: null, certain: true, clear: false },
    }));
}

function byGravity(one: AccessChange, other: AccessChange): number {
  const rank = ({ kinds }: AccessChange) => KINDS.findIndex((kind) => kinds.includes(kind));
  const [a, b] = [one, other].map(({ stack, address }) => `${stack ?? ""}\u0000${address}`);
  return rank(one) - rank(other) || ((a ?? "") < (b ?? "") ? -1 : 1);
}
