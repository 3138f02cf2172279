import type { Users } from "./api";
import { once } from "./once";
import { unreadable } from "./request";
import type { Call, Send } from "./send";
import type { WireUser } from "./wire";

/** Users; the API tells of the caller only. */
export function usersOver(send: Send): Users {
  const call: Call = { method: "GET", path: "/user/me" };
  return { me: once(async () => decode((await send(call)).body, call)) };
}

function decode(value: unknown, call: Call): WireUser {
  const user = (value ?? {}) as Partial<Record<keyof WireUser, unknown>>;
  for (const field of ["id", "name", "email", "createdAt", "updatedAt"] as const) {
    if (typeof user[field] !== "string") throw unreadable(call, `it has no text named \`${field}\``);
  }
  return value as WireUser;
}
