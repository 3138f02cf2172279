import { flag, list, object, Problem, text } from "../schema";
import type { WireTeam } from "../wire/teams";
import { isUuid, teamAcl } from "./acl";
import { dataSource } from "./context";
import { told } from "./mapping";
import { sameName } from "./same-name";

const member = {
  id: text("Identifier of the membership."),
  userId: text("Identifier of the user."),
  name: text("The user's name."),
  email: text("The user's e-mail address."),
  role: text("The user's role in the team."),
  mfaEnabled: flag("Whether the user signs in with a second factor."),
};

const attributes = {
  id: text("Identifier of the team. Give either this or `name`.")
    .optional()
    .computed()
    .check((id) => (isUuid(id) ? undefined : "The `id` of a team is a UUID; to look one up by its name, use `name`.")),
  name: text("Name of the team, exactly as in Cloudcraft. Give either this or `id`.").optional().computed(),
  acl: text("The team as access lists name it: `team/UUID`.").computed().stateOnly(),
  visible: flag("Whether anyone in the organization sees the team; otherwise only its members do.").computed(),
  crossOrganizational: flag("Whether its members belong to every other team as well.").computed(),
  role: text("The caller's role in the team.").computed(),
  members: list(object(member), "The people in the team.").computed(),
};

/** A team, looked up by exactly one of name and id. */
export const team = dataSource("team", {
  description: "A Cloudcraft team, looked up by exactly one of `name` and `id`.",
  attributes,
  validate({ id, name }, reject) {
    if (id !== undefined && name !== undefined) reject("name", "Give either `name` or `id`, not both.");
    if (id === undefined && name === undefined) reject("name", "Give either `name` or `id` of the team to look up.");
  },
  async read({ id, name }, { api }) {
    const teams = await api.teams.listFresh();
    const found = teams.filter((candidate) =>
      id === undefined ? sameName(candidate.name, name) : candidate.id.toLowerCase() === id.toLowerCase(),
    );
    const [only] = found;
    if (!only || found.length > 1) throw notExactlyOne({ id, name }, found, teams);
    return {
      ...told(attributes, only),
      id: id ?? only.id,
      name: name ?? only.name,
      acl: teamAcl(only.id),
    };
  },
});

function notExactlyOne(wanted: { id?: string; name?: string }, found: readonly WireTeam[], all: readonly WireTeam[]) {
  const attribute = wanted.id === undefined ? "name" : "id";
  const value = `"${wanted[attribute]}"`;
  if (found.length > 1) {
    return new Problem({
      kind: "ambiguous_team",
      summary: `${found.length} teams are named ${value}`,
      detail: `They are: ${describe(found)}.`,
      remedy: "Look the team up by `id` instead.",
      path: ["name"],
    });
  }
  return new Problem({
    kind: "team_not_found",
    summary: `No team has the ${attribute} ${value}`,
    detail:
      all.length === 0
        ? "The provider's user sees no team at all."
        : `The teams that the provider's user sees are: ${describe(all)}.`,
    remedy: "Names are compared exactly. A secret team is seen by its members only.",
    path: [attribute],
  });
}

function describe(teams: readonly WireTeam[]): string {
  return teams.map(({ name, id }) => `"${name}" (${id})`).join(", ");
}
