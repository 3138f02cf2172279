import type { CollectionOptions } from "./collection";
import { unreadable } from "./request";
import type { Call } from "./send";
import type { WireTeam, WireTeamMember } from "./wire";

/**
 * Teams. The API reference says that the answer is an array but shows one object, and other lists come wrapped, so
 * `[...]`, `{"teams": [...]}` and a single team are all understood; likewise for `members`.
 */
export const teamCollection: Pick<CollectionOptions<WireTeam>, "path" | "entries" | "decode"> = {
  path: "/team",
  entries: teamsIn,
  decode,
};

function teamsIn(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  const wrapped = (body as { teams?: unknown } | null)?.teams;
  return Array.isArray(wrapped) ? wrapped : [body];
}

function decode(value: unknown, call: Call): WireTeam {
  const team = (value ?? {}) as Partial<Record<keyof WireTeam, unknown>>;
  for (const field of ["id", "name", "role"] as const) {
    if (typeof team[field] !== "string") throw unreadable(call, `a team in it has no text named \`${field}\``);
  }
  for (const field of ["visible", "crossOrganizational"] as const) {
    if (typeof team[field] !== "boolean") throw unreadable(call, `team ${team.id} in it does not say \`${field}\``);
  }
  const members = Array.isArray(team.members) ? team.members : team.members ? [team.members] : [];
  return { ...(value as WireTeam), members: members.map((member) => decodeMember(member, call)) };
}

function decodeMember(value: unknown, call: Call): WireTeamMember {
  const member = (value ?? {}) as Partial<Record<keyof WireTeamMember, unknown>>;
  for (const field of ["id", "userId", "name", "email", "role"] as const) {
    if (typeof member[field] !== "string") throw unreadable(call, `a team's member has no text named \`${field}\``);
  }
  return { ...(value as WireTeamMember), mfaEnabled: member.mfaEnabled === true };
}
