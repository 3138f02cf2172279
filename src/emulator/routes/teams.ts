import type { WireTeam } from "../../wire/teams";
import { maySeeTeam, membersOf } from "../access";
import { ErrorResponse } from "../error-response";
import type { Resource } from "../route";
import type { Store, Team, User } from "../store";

/** The forms in which `GET /team` may come: the API reference says one thing in its text, another in its schema. */
export const teamShapes = ["array", "wrapped", "object"] as const;
export type TeamShape = (typeof teamShapes)[number];

/** `GET /team`: the teams that the caller may see. */
export const teams =
  (shape: TeamShape): Resource =>
  (store) => [
    {
      method: "get",
      path: "/team",
      answer: ({ caller: { user }, seen: { teams } }) => {
        const seen = [...teams.values()].filter((team) => maySeeTeam(store, user, team));
        return {
          status: 200,
          body: inShape(
            seen.map((team) => showTeam(store, user, team)),
            shape,
          ),
        };
      },
    },
  ];

function inShape(list: WireTeam[], shape: TeamShape): unknown {
  if (shape === "array") return list;
  if (shape === "wrapped") return { teams: list };
  const [first] = list;
  if (!first) throw ErrorResponse.notFound("Team");
  return first;
}

function showTeam(store: Store, caller: User, team: Team): WireTeam {
  const { id, name, visible, crossOrganizational, customerId, externalSharing, createdAt, updatedAt } = team;
  const everyone = membersOf(store, team);
  const role = everyone.find((member) => member.userId === caller.id)?.role ?? caller.role;
  const members = everyone.flatMap(({ id, role, userId }) => {
    const user = store.users.get(userId);
    return user ? [{ id, role, userId, name: user.name, email: user.email, mfaEnabled: false }] : [];
  });
  return { id, name, visible, crossOrganizational, customerId, externalSharing, role, createdAt, updatedAt, members };
}
