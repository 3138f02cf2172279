/**
 * ASSUMED: Cloudcraft documents no endpoint for managing API keys. This module is the only one of the emulator
 * that knows the assumed paths, members and texts; they follow the documented AWS and Azure accounts.
 */
import type { WireApiKey, WireCreatedApiKey, WirePermission } from "../../wire/api-keys";
import { type Caller, managesApiKeys, mayChangeApiKey, maySeeApiKey } from "../access";
import { ErrorResponse } from "../error-response";
import { JsonReader } from "../json-reader";
import type { ApiRequest, Resource } from "../route";
import type { AccessList, ApiKey, ApiKeyChoices, Store } from "../store";
import { accessEntry, uuid } from "../uuid";

export const defaultApiKeysPath = "/apikey";

export const permissions: readonly WirePermission[] = ["read", "read-write"];
const choices = ["name", "permission", "readAccess", "writeAccess"] as const;

/** Listing, reading, creating, changing and deleting keys under `path`. */
export const apiKeys =
  (path: string): Resource =>
  (store) => [
    {
      method: "get",
      path,
      answer: ({ caller, seen }) => {
        const visible = [...seen.apiKeys.values()].filter((key) => maySeeApiKey(store, caller.user, key));
        return { status: 200, body: { apiKeys: visible.map(showApiKey) } };
      },
    },
    {
      method: "post",
      path,
      answer: ({ caller, body, nameLimit }) => {
        mustManage(caller);
        const value = store.generate.keyValue();
        const choices = limited(readNew(body()), nameLimit);
        return { status: 201, body: showCreated(store.addApiKey(choices, caller.user.id, value), value) };
      },
    },
    {
      method: "get",
      path: `${path}/:apiKeyId`,
      answer: ({ caller, params, seen }) => {
        const key = seen.apiKeys.get(readApiKeyId(params));
        if (!key || !maySeeApiKey(store, caller.user, key)) throw ErrorResponse.notFound("ApiKey");
        return { status: 200, body: showApiKey(key) };
      },
    },
    {
      method: "put",
      path: `${path}/:apiKeyId`,
      answer: (request) => {
        const key = findToChange(store, request);
        const changes = limited(readChanges(request.body()), request.nameLimit);
        return { status: 200, body: showApiKey(store.changeApiKey(key, changes)) };
      },
    },
    {
      method: "delete",
      path: `${path}/:apiKeyId`,
      answer: (request) => {
        const key = findToChange(store, request);
        if (request.lingerMs === undefined) store.deleteApiKey(key);
        else store.doom(key, request.lingerMs);
        return { status: 204 };
      },
    },
  ];

/** What was asked for with a name that is not too long. */
function limited<T extends { readonly name?: string }>(choices: T, limit: ApiRequest["nameLimit"]): T {
  const characters = [...(choices.name ?? "")];
  if (!limit || characters.length <= limit.characters) return choices;
  if (limit.excess === "cut") return { ...choices, name: characters.slice(0, limit.characters).join("") };
  throw ErrorResponse.badParameter("name", `have at most ${limit.characters} characters`);
}

/** A key as others see it: without its value. */
export function showApiKey(key: ApiKey): WireApiKey {
  const { id, name, permission, readAccess, writeAccess, hint, createdAt, updatedAt, accessedAt } = key;
  const owner = { CreatorId: key.creatorId, CustomerId: null };
  return { id, name, permission, readAccess, writeAccess, hint, createdAt, updatedAt, accessedAt, ...owner };
}

/** A key as its creator sees it, once. */
export function showCreated(key: ApiKey, value: string): WireCreatedApiKey {
  return { ...showApiKey(key), key: value };
}

export function readApiKeyId(params: ApiRequest["params"]): string {
  const { apiKeyId = "" } = params;
  if (!uuid.test(apiKeyId)) throw ErrorResponse.badId("apiKeyId");
  return apiKeyId.toLowerCase();
}

/** What a create asks for. */
export function readNew(body: unknown): ApiKeyChoices {
  const { name, permission, readAccess, writeAccess } = new JsonReader("", body ?? {}).members(choices);
  return {
    name: name.text(),
    permission: permission.oneOf(permissions),
    readAccess: readAccess.optional(readAccessList) ?? null,
    writeAccess: writeAccess.optional(readAccessList) ?? null,
  };
}

/** What an update asks for: only the members that were sent. Others, such as `id`, are ignored. */
export function readChanges(body: unknown): Partial<ApiKeyChoices> {
  const sent = new JsonReader("", body ?? {}).members(choices);
  return {
    ...sent.name.optional((name) => ({ name: name.text() })),
    ...sent.permission.optional((permission) => ({ permission: permission.oneOf(permissions) })),
    ...sent.readAccess.optional((list) => ({ readAccess: readAccessList(list) })),
    ...sent.writeAccess.optional((list) => ({ writeAccess: readAccessList(list) })),
  };
}

/** An access list, kept exactly as it was sent. */
export function readAccessList(list: JsonReader): AccessList {
  if (list.value === null) return null;
  return list.list((entry) => entry.matching(accessEntry, "team/UUID or customer/UUID"));
}

function findToChange(store: Store, { caller, params }: ApiRequest): ApiKey {
  const id = readApiKeyId(params);
  mustManage(caller);
  const key = store.isDoomed(id) ? undefined : store.apiKeys.get(id);
  const may = key && mayChangeApiKey(store, caller.user, key);
  if (!key || !(may || maySeeApiKey(store, caller.user, key))) throw ErrorResponse.notFound("ApiKey");
  if (!may) throw ErrorResponse.weakKey();
  return key;
}

function mustManage(caller: Caller): void {
  if (!managesApiKeys(caller)) throw ErrorResponse.weakKey();
}
