import { namesOrganization, namesTeam } from "../handlers/acl";
import { REDACTED } from "../schema";
import { ATTRIBUTES, type Key } from "./key";
import type { KeyChange } from "./key-change";
import type { PendingTeams } from "./pending-teams";
import type { Access, Difference, Drift, Grantee, Kind, Pair, Part } from "./report";
import type { Secrets } from "./secrets";
import type { Teams } from "./teams";

/** What it takes to tell of a plan's values. */
export interface Telling {
  readonly secrets: Secrets;
  readonly teams: Teams;
  readonly pending: PendingTeams;
}

type Sides = Pick<KeyChange, "address" | "before" | "after">;

/** How a key differs, told without what is sensitive. */
export function differenceOf({ address, before, after }: Sides, telling: Telling): Difference {
  const { secrets, pending } = telling;
  const teams = telling.teams(address);
  const sensitive = union(before?.sensitive, after?.sensitive);
  const pair = (part: "name" | "permission" | "justification"): Pair => {
    const tell = (value: string | undefined) => {
      if (value === undefined || sensitive.has(part)) return null;
      // What a permission is called is no secret, even if a sensitive variable happens to hold the same word.
      return part === "permission" && RANKS.has(value) ? value : secrets.hide(value);
    };
    return { before: tell(before?.[part]), after: tell(after?.[part]) };
  };
  const grantee = (entry: string): Grantee => {
    if (before?.hidden.has(entry) || after?.hidden.has(entry) || secrets.hide(entry) !== entry) {
      return { kind: "sensitive", acl: null, ...NOT_KNOWN };
    }
    if (namesOrganization(entry)) return { kind: "organization", acl: entry, ...NOT_KNOWN };
    const team = teams.get(entry);
    if (!team) return { kind: "team", acl: entry, ...NOT_KNOWN };
    const { name, members = null, withoutTwoFactor = null } = team;
    return { kind: "team", acl: entry, name: secrets.hide(name), members, withoutTwoFactor };
  };
  const access = (part: "seenBy" | "managedBy"): Access => {
    const [old, now] = [before?.[part] ?? [], after?.[part] ?? []];
    const known = new Set(now.flatMap((entry) => teams.get(entry)?.name ?? []));
    const later = after?.unknown.has(part) ? pending(address, ATTRIBUTES[part]) : [];
    const all = new Map([...old, ...now].map((entry) => [entry, grantee(entry)]));
    const tell = (entries: readonly string[]) =>
      [...new Set(entries)].flatMap((entry) => all.get(entry) ?? []).sort(byName);
    return {
      before: before ? tell(old) : null,
      after: after ? tell(now) : null,
      gained: tell(now.filter((entry) => !old.includes(entry))),
      pending: later.filter((name) => !known.has(name)).map((name) => secrets.hide(name)),
      // What is unknown may turn out to be what is missing.
      lost: after?.unknown.has(part) ? [] : tell(old.filter((entry) => !now.includes(entry))),
    };
  };
  return {
    name: pair("name"),
    permission: pair("permission"),
    seenBy: access("seenBy"),
    managedBy: access("managedBy"),
    justification: pair("justification"),
    unknown: sorted(after?.unknown),
    sensitive: sorted(sensitive),
  };
}

const NOT_KNOWN = { name: null, members: null, withoutTwoFactor: null };

/** What the difference between two states of one key means. Unknown values count as the worst that they may become. */
export function meaningOf(before: Key, after: Key): Kind[] {
  const directions = [
    permissionDirection(before, after),
    accessDirection(before, after, "seenBy"),
    accessDirection(before, after, "managedBy"),
  ].flat();
  const kinds: Kind[] = [];
  if (directions.includes("broader")) kinds.push("broader");
  else if (directions.includes("narrower")) kinds.push("narrower");
  for (const [part, kind] of [
    ["name", "renamed"],
    ["justification", "justification"],
  ] as const) {
    if (before[part] !== after[part] || after.unknown.has(part)) kinds.push(kind);
  }
  return kinds;
}

/** Whether a key may write, or the whole organization sees or manages it. What is unknown counts as if. */
export function isPrivileged({ permission, seenBy, managedBy, unknown }: Key): boolean {
  if (permission !== "read") return true;
  if (unknown.has("seenBy") || unknown.has("managedBy")) return true;
  return [...seenBy, ...managedBy].some((entry) => !namesTeam(entry));
}

/** What was changed outside Terraform; `undefined` if nothing that a review tells of. */
export function driftOf(change: Sides, telling: Telling): Drift | undefined {
  const { before, after } = change;
  if (!before || (after && meaningOf(before, after).length === 0)) return undefined;
  return { ...differenceOf(change, telling), deleted: after === undefined };
}

type Direction = "broader" | "narrower";

const RANKS: ReadonlyMap<string, number> = new Map([
  ["read", 0],
  ["read-write", 1],
]);

function permissionDirection(before: Key, after: Key): Direction[] {
  const old = before.permission ?? "";
  if (after.unknown.has("permission")) return old === "read-write" ? ["narrower"] : ["broader"];
  const now = after.permission ?? "";
  if (old === now) return [];
  const [from, to] = [RANKS.get(old), RANKS.get(now)];
  // A permission that this version does not know may be anything.
  return from !== undefined && to !== undefined && to < from ? ["narrower"] : ["broader"];
}

function accessDirection(before: Key, after: Key, part: "seenBy" | "managedBy"): Direction[] {
  const gains = after.unknown.has(part) || after[part].some((entry) => !before[part].includes(entry));
  const loses = before[part].some((entry) => !after[part].includes(entry));
  return [...(gains ? ["broader" as const] : []), ...(loses ? ["narrower" as const] : [])];
}

function byName(one: Grantee, other: Grantee): number {
  const [a, b] = [one, other].map(({ kind, name, acl }) => `${kind} ${name ?? acl ?? REDACTED}`);
  return (a ?? "") < (b ?? "") ? -1 : 1;
}

function union(one: ReadonlySet<Part> = new Set(), other: ReadonlySet<Part> = new Set()): ReadonlySet<Part> {
  return new Set([...one, ...other]);
}

function sorted(parts: ReadonlySet<Part> = new Set()): readonly Part[] {
  return [...parts].sort();
}
