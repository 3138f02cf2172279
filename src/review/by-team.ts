import type { AccessChange, Grantee, Report } from "./report";

/** What a team, or the whole organization, gains and loses. */
export interface GranteeAccess {
  readonly grantee: Grantee;
  readonly gains: readonly Deed[];
  readonly loses: readonly Deed[];
}

/** One right to one key. */
export interface Deed {
  readonly change: AccessChange;
  readonly what: "sees" | "manages";
}

/** Everyone who gains or loses something, the whole organization first, then by name. */
export function accessByTeam({ changes }: Report): readonly GranteeAccess[] {
  const all = new Map<string, { grantee: Grantee; gains: Deed[]; loses: Deed[] }>();
  const entry = (grantee: Grantee) => {
    const id = grantee.acl ?? "";
    const known = all.get(id) ?? { grantee, gains: [], loses: [] };
    all.set(id, known);
    return known;
  };
  for (const change of changes) {
    for (const [part, what] of [
      ["seenBy", "sees"],
      ["managedBy", "manages"],
    ] as const) {
      for (const grantee of change[part].gained) entry(grantee).gains.push({ change, what });
      for (const grantee of change[part].lost) entry(grantee).loses.push({ change, what });
    }
  }
  return [...all.values()].sort((one, other) => (order(one.grantee) < order(other.grantee) ? -1 : 1));
}

function order({ kind, name, acl }: Grantee): string {
  const rank = { organization: 0, team: 1, sensitive: 2 }[kind];
  return `${rank} ${name ?? acl ?? ""} ${acl ?? ""}`;
}
