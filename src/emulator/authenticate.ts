import type { Caller } from "./access";
import { ErrorResponse } from "./error-response";
import type { Store } from "./store";

/** Who calls, by the `Authorization: Bearer` header; no other way of telling is accepted. */
export function authenticate(store: Store, authorization: string | undefined): Caller {
  const value = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
  const key = value === undefined ? undefined : store.findApiKeyByValue(value);
  const user = key && store.users.get(key.CreatorId);
  if (!key || !user) throw ErrorResponse.ofStatus(401);
  return { key, user };
}
