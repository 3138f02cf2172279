import { flag, list, object, text } from "../schema";
import { teamAcl } from "./acl";
import { dataSource } from "./context";
import { told } from "./mapping";

const entry = {
  id: text("Identifier of the team."),
  name: text("Name of the team."),
  acl: text("The team as access lists name it: `team/UUID`.").stateOnly(),
  visible: flag("Whether anyone in the organization sees the team; otherwise only its members do."),
  crossOrganizational: flag("Whether its members belong to every other team as well."),
  role: text("The caller's role in the team."),
};

/** All teams that the provider's user sees. */
export const teams = dataSource("teams", {
  description: "All Cloudcraft teams that the provider's user sees.",
  attributes: { teams: list(object(entry), "The teams, sorted by name.").computed() },
  async read(_input, { api }) {
    const all = [...(await api.teams.listFresh())].sort(
      (a, b) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1),
    );
    return { teams: all.map((team) => ({ ...told(entry, team), acl: teamAcl(team.id) })) };
  },
});
