import { team, teams } from "../handlers";
import { teamAcl } from "../handlers/acl";
import { array, record } from "./document";
import type { LookUps } from "./look-ups";
import { isMarked, markOf } from "./secrets";

/** What a plan knows of a team. */
export interface KnownTeam {
  readonly name: string;
  /** How many people are in it, if that is known. */
  readonly members?: number;
  /** How many of them sign in without a second factor. */
  readonly withoutTwoFactor?: number;
}

/** The teams that the provider of the key at an address has found, by their entries in access lists, in lower case. */
export type Teams = (address: string) => ReadonlyMap<string, KnownTeam>;

/** The teams that a plan's data sources have found. */
export function teamsOf(lookUps: LookUps): Teams {
  const byScope = new Map<string, Map<string, KnownTeam>>();
  const learn = (scope: string, values: unknown, mark: unknown) => {
    const { id, acl, name, members } = record(values);
    const isHidden = ["id", "acl", "name"].some((part) => markOf(mark, part) === true);
    // An entry that is not the team's own would give its name to another.
    const entry = teamAcl(String(id)).toLowerCase();
    if (String(acl).toLowerCase() !== entry || typeof name !== "string" || isHidden) return;
    const known = byScope.get(scope) ?? new Map<string, KnownTeam>();
    byScope.set(scope, known);
    const isCounted = Array.isArray(members) && !isMarked(markOf(mark, "members"));
    known.set(entry, { ...(isCounted ? countOf(array(members)) : known.get(entry)), name });
  };
  for (const { noun, scope, values, mark } of lookUps.all) {
    if (noun === team.name) learn(scope, values, mark);
    if (noun !== teams.name) continue;
    const marks = markOf(mark, "teams");
    for (const [at, entry] of array(values.teams).entries()) learn(scope, entry, markOf(marks, at));
  }
  const unique = new Map([...byScope].map(([scope, known]) => [scope, withoutNamesakes(known)]));
  return (address) => unique.get(lookUps.scopeOf(address)) ?? new Map();
}

/** A name that several teams have says of none which it is. */
function withoutNamesakes(known: ReadonlyMap<string, KnownTeam>): ReadonlyMap<string, KnownTeam> {
  const counts = new Map<string, number>();
  for (const { name } of known.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map([...known].filter(([, { name }]) => counts.get(name) === 1));
}

function countOf(members: readonly unknown[]): Omit<KnownTeam, "name"> {
  const lacking = members.filter((member) => record(member).mfa_enabled !== true);
  return { members: members.length, withoutTwoFactor: lacking.length };
}
