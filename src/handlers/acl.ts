import { set, text } from "../schema";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID, the form of every identifier in Cloudcraft. */
export function isUuid(value: string): boolean {
  return UUID.test(value);
}

const TEAM = "team/";
const ORGANIZATION = "customer/";

/** The form in which access lists name a team (API reference, "readAccess"). */
export function teamAcl(id: string): string {
  return `${TEAM}${id}`;
}

/** Whether an entry of an access list names a team. */
export function namesTeam(entry: string): boolean {
  return entry.startsWith(TEAM);
}

/** Whether an entry of an access list names a whole organization. */
export function namesOrganization(entry: string): boolean {
  return entry.startsWith(ORGANIZATION);
}

/** An access list: who, as `team/UUID` or `customer/UUID`. Unset and empty mean the same. */
export const accessList = (description: string) =>
  set(text().check(wrongEntry), description).optional().equivalent(sameEntries);

function wrongEntry(entry: string): string | undefined {
  const id = entry.slice(entry.indexOf("/") + 1);
  if ((namesTeam(entry) || namesOrganization(entry)) && isUuid(id)) return undefined;
  const hint = isUuid(entry) ? ` Did you mean "${teamAcl(entry)}"?` : "";
  return `An access list names teams as "team/UUID" and whole organizations as "customer/UUID"; ${JSON.stringify(entry)} is neither.${hint}`;
}

function sameEntries(one: readonly string[] = [], other: readonly string[] = []): boolean {
  const entries = new Set(one.map((entry) => entry.toLowerCase()));
  const others = new Set(other.map((entry) => entry.toLowerCase()));
  return entries.size === others.size && [...entries].every((entry) => others.has(entry));
}
