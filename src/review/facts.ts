import { REDACTED } from "../schema";
import type { Access, AccessChange, Destination, Difference, Drift, Grantee, Part } from "./report";
import { counted, type Fragment } from "./wording";

/** One statement about a key. */
export interface Fact {
  /** What it is about, for a format that shows some of them in another way. */
  readonly id: Part | "drift" | "goesTo" | "previousAddress" | "exceptions" | "notes";
  readonly label: string;
  readonly said: readonly Fragment[];
  /** Whether somebody or something gets more by it. */
  readonly grave: boolean;
}

/** What is not known yet is called. */
export const UNKNOWN = "unknown until apply";
const MOST_GRANTEES = 100;

/** What a key is called: its name if there is one to tell. */
export function titleOf({ name, sensitive, unknown }: Pick<Difference, "name" | "sensitive" | "unknown">): Fragment {
  const known = name.after ?? name.before;
  if (sensitive.includes("name")) return `name ${REDACTED}`;
  return known === null ? `name ${unknown.includes("name") ? UNKNOWN : "unset"}` : { quoted: known };
}

/** Everything that is told of a key. */
export function factsOf(change: AccessChange): readonly Fact[] {
  const { kinds, drift, goesTo, exceptions, notes, previousAddress, justification } = change;
  const isNew = change.action === "create";
  return [
    ...permissionFacts(change, isNew),
    ...accessFacts("visible to", change.seenBy, change, "seenBy"),
    ...accessFacts("managed by", change.managedBy, change, "managedBy"),
    ...renamedFacts(change),
    ...(drift ? driftFacts(drift) : []),
    ...goesTo.map(destinationFact),
    ...(previousAddress !== null
      ? [fact("previousAddress", kinds.includes("moved") ? "moved from" : "in place of", [{ quoted: previousAddress }])]
      : []),
    ...justificationFacts(change, justification, kinds.includes("justification")),
    ...exceptions.map(({ rule, reason }) => fact("exceptions", `exception to ${rule}`, [{ quoted: reason }], true)),
    ...notes.map((note) => fact("notes", "", [note])),
  ];
}

/** Whom an access list names, in words. */
export function granteeName({ kind, acl, name, members, withoutTwoFactor }: Grantee): readonly Fragment[] {
  if (kind === "organization") return ["the whole organization"];
  if (kind === "sensitive") return [REDACTED];
  const lacking = withoutTwoFactor ? `, ${withoutTwoFactor} without two-factor sign-in` : "";
  const people = members === null ? [] : [` (${counted(members, "member")}${lacking})`];
  return [{ quoted: name ?? acl ?? "" }, ...people];
}

function fact(id: Fact["id"], label: string, said: readonly Fragment[], grave = false): Fact {
  return { id, label, said, grave };
}

function permissionFacts({ permission, unknown, sensitive }: Difference, isNew: boolean): Fact[] {
  const { before, after } = permission;
  if (sensitive.includes("permission")) return [fact("permission", "permission", [REDACTED])];
  if (unknown.includes("permission")) {
    return [
      fact(
        "permission",
        "permission",
        before === null ? [UNKNOWN] : [{ quoted: before }, ` → ${UNKNOWN}`],
        before === "read",
      ),
    ];
  }
  if (before !== null && after !== null && before !== after) {
    return [fact("permission", "permission", [{ quoted: before }, " → ", { quoted: after }], after !== "read")];
  }
  const only = after ?? before;
  return only === null ? [] : [fact("permission", "permission", [{ quoted: only }], isNew && only !== "read")];
}

function accessFacts(label: string, access: Access, difference: Difference, part: Part): Fact[] {
  const { before, after, gained, lost } = access;
  const open: Fragment[][] = difference.unknown.includes(part) ? openOf(access.pending) : [];
  if (before === null || after === null) {
    const all = after ?? before ?? [];
    if (all.length === 0 && open.length === 0) return [];
    return [fact(part, label, joined([...names(all), ...open]), after !== null)];
  }
  const kept = after.filter((grantee) => !gained.includes(grantee));
  const parts = [
    ...names(gained).map((name) => ["+ ", ...name]),
    ...open.map((name) => ["+ ", ...name]),
    ...names(lost).map((name) => ["− ", ...name]),
    ...names(kept),
  ];
  if (parts.length === 0) return [];
  return [fact(part, label, joined(parts), gained.length > 0 || open.length > 0)];
}

function openOf(pending: readonly string[]): Fragment[][] {
  if (pending.length === 0) return [[`more, ${UNKNOWN}`]];
  return pending.map((name) => [{ quoted: name }, ` (${UNKNOWN})`]);
}

function names(grantees: readonly Grantee[]): readonly (readonly Fragment[])[] {
  const shown = grantees.slice(0, MOST_GRANTEES).map(granteeName);
  return grantees.length > MOST_GRANTEES ? [...shown, [`${grantees.length - MOST_GRANTEES} more`]] : shown;
}

function joined(parts: readonly (readonly Fragment[])[]): Fragment[] {
  return parts.flatMap((part, at) => (at === 0 ? part : [", ", ...part]));
}

function renamedFacts({ name, sensitive, unknown }: Difference): Fact[] {
  if (name.before === null || sensitive.includes("name")) return [];
  if (unknown.includes("name")) return [fact("name", "renamed", [{ quoted: name.before }, ` → ${UNKNOWN}`])];
  if (name.after === null || name.before === name.after) return [];
  return [fact("name", "renamed", [{ quoted: name.before }, " → ", { quoted: name.after }])];
}

function driftFacts(drift: Drift): Fact[] {
  const label = "changed outside";
  if (drift.deleted) return [fact("drift", label, ["deleted"])];
  const facts = [
    ...(drift.permission.before !== drift.permission.after || drift.sensitive.includes("permission")
      ? permissionFacts(drift, false)
      : []),
    ...(["seenBy", "managedBy"] as const).flatMap((part) =>
      drift[part].gained.length + drift[part].lost.length > 0
        ? accessFacts(part === "seenBy" ? "visible to" : "managed by", drift[part], drift, part)
        : [],
    ),
    ...renamedFacts(drift),
  ];
  return facts.map(({ label: what, said, grave }) => fact("drift", `${label}: ${what}`, said, grave));
}

function destinationFact({ kind, address, attribute, certain, clear }: Destination): Fact {
  const label = certain ? "value goes to" : "value may go to";
  const where: Fragment[] =
    kind === "unnamed"
      ? ["a place that the plan does not name: it is used through a local value"]
      : [`${PLACES[kind]} `, { quoted: attribute === null ? (address ?? "") : `${address}.${attribute}` }];
  return fact("goesTo", label, clear ? [...where, ", in plaintext: it is not marked sensitive there"] : where, true);
}

const PLACES: Readonly<Record<Exclude<Destination["kind"], "unnamed">, string>> = {
  output: "the output",
  resource: "the resource",
  data: "the data source",
  provisioner: "a provisioner of",
  command: "the command",
  file: "the file",
};

function justificationFacts(
  { sensitive, unknown }: Difference,
  pair: Difference["justification"],
  changed: boolean,
): Fact[] {
  if (sensitive.includes("justification")) return [fact("justification", "justification", [REDACTED])];
  if (unknown.includes("justification")) return [fact("justification", "justification", [UNKNOWN])];
  const { before, after } = pair;
  if (changed && before && before !== after) {
    return [fact("justification", "justification", [{ quoted: before }, " → ", after ? { quoted: after } : "nothing"])];
  }
  const only = after ?? before;
  return only ? [fact("justification", "justification", [{ quoted: only }])] : [];
}
