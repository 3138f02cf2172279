import { text } from "../schema";
import type { WireApiKey } from "../wire/api-keys";
import { isUuid, teamAcl } from "./acl";
import { durationMs } from "./duration";

/** Which keys are wanted; what is left out does not matter. */
export interface KeyFilter {
  /** A name in which `*` stands for anything. */
  readonly name?: string;
  readonly permission?: WireApiKey["permission"];
  /** The identifier of a team that sees the key or may change it. */
  readonly team?: string;
  /** Whether the key was never used. */
  readonly neverUsed?: boolean;
  /** A duration such as `90d`. */
  readonly olderThan?: string;
}

/** What may be asked of keys, as attributes. */
export const filterAttributes = {
  name: text("Only keys of this name, in which `*` stands for anything.").optional(),
  permission: text("Only keys that may do just this: `read` or `read-write`.").oneOf("read", "read-write").optional(),
  team: text("Only keys that this team sees or may change; the team's identifier.")
    .optional()
    .check((id) => (isUuid(id) ? undefined : "`team` must be the identifier of a team, a UUID.")),
  olderThan: text('Only keys that were created longer ago than this, as a duration such as `"90d"`.')
    .optional()
    .check((age) =>
      durationMs(age) === undefined ? '`older_than` must be a duration such as "90d" or "12h".' : undefined,
    ),
};

/** The keys that pass a filter, sorted by name. @param now milliseconds since 1970 */
export function filterKeys(keys: readonly WireApiKey[], filter: KeyFilter, now: number): WireApiKey[] {
  const { permission, neverUsed } = filter;
  const name = filter.name === undefined ? undefined : patternOf(filter.name);
  const acl = filter.team === undefined ? undefined : teamAcl(filter.team).toLowerCase();
  const createdBefore = filter.olderThan === undefined ? undefined : now - (durationMs(filter.olderThan) ?? 0);
  return keys
    .filter(
      (key) =>
        (name === undefined || name.test(key.name.normalize())) &&
        (permission === undefined || key.permission === permission) &&
        (acl === undefined || grants(key).some((entry) => entry.toLowerCase() === acl)) &&
        (neverUsed === undefined || neverUsed === (typeof key.accessedAt !== "string")) &&
        (createdBefore === undefined || Date.parse(key.createdAt) < createdBefore),
    )
    .sort((one, other) => one.name.localeCompare(other.name, "en") || (one.id < other.id ? -1 : 1));
}

function grants({ readAccess, writeAccess }: WireApiKey): readonly string[] {
  return [...(readAccess ?? []), ...(writeAccess ?? [])];
}

function patternOf(name: string): RegExp {
  const parts = name
    .normalize()
    .split("*")
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}
