import type { WireUser } from "../../wire/users";
import type { Resource } from "../route";
import type { User } from "../store";

/** `GET /user/me`: the user whom the calling key acts as. */
export const users: Resource = () => [
  {
    method: "get",
    path: "/user/me",
    answer: ({ caller }) => ({ status: 200, body: showUser(caller.user) }),
  },
];

function showUser({ id, name, email, settings, createdAt, updatedAt, accessedAt }: User): WireUser {
  return { id, name, email, settings, createdAt, updatedAt, accessedAt };
}
