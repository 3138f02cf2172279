import { user } from "../wire/users";
import type { Users } from "./api";
import { read } from "./collection";
import { once } from "./once";
import type { Call, Send } from "./send";

/** Users; the API tells of the caller only. */
export function usersOver(send: Send): Users {
  const call: Call = { method: "GET", path: "/user/me" };
  return { me: once(async () => read(user, (await send(call)).body, call)) };
}
