import type { ApiKeys } from "./api";
import type { Collection, CollectionOptions } from "./collection";
import { ApiError } from "./error";
import { unreadable } from "./request";
import type { Call, Send } from "./send";
import type { WireApiKey, WireCreatedApiKey } from "./wire";

/**
 * API keys, over an ASSUMED endpoint: Cloudcraft documents none. Path, wrapper and field names are known here and in
 * `wire.ts` only. GET COLLECTION answers `{"apiKeys": [...]}`; POST COLLECTION 201 with the key's value;
 * GET, PUT and DELETE COLLECTION/ID 200, 200 and 204.
 */
export const apiKeyCollection: Pick<CollectionOptions<WireApiKey>, "entries" | "decode"> = {
  entries(body, call) {
    const entries = (body as { apiKeys?: unknown } | null)?.apiKeys;
    if (!Array.isArray(entries)) throw unreadable(call, "it has no list named `apiKeys`");
    return entries;
  },
  decode,
};

/** What can be done with keys over a connection. @param path the collection's, for instance `/apikey` */
export function apiKeysOver(send: Send, keys: Collection<WireApiKey>, path: string): ApiKeys {
  return {
    list: () => keys.list(send),
    listFresh: () => keys.listFresh(send),
    listed: (id) => keys.listed(send, id),
    find: (id) => keys.find(send, id),

    create(input) {
      return keys.writing(async () => {
        const call: Call = { method: "POST", path, body: input };
        const { body } = await send(call);
        const key = (body as { key?: unknown } | null)?.key;
        const created = keys.decode(body, call);
        keys.wrote(created.id, created);
        if (typeof key !== "string" || key === "") throw lostValue(created);
        return { ...created, key } satisfies WireCreatedApiKey;
      });
    },

    update(id, input) {
      return keys.writing(async () => {
        const call: Call = { method: "PUT", path: keys.pathOf(id), body: input };
        const updated = keys.decode((await send(call)).body, call, id);
        keys.wrote(id, updated);
        return updated;
      }, id);
    },

    delete(id) {
      return keys.writing(async () => {
        const { status } = await send({ method: "DELETE", path: keys.pathOf(id), accept: [404] });
        if (status === 404) keys.missed(id);
        else keys.wrote(id, undefined);
        return status !== 404;
      }, id);
    },
  };
}

function lostValue({ id, name }: WireApiKey): ApiError {
  return new ApiError({
    kind: "unreadable",
    summary: "Cloudcraft made a key without telling its value",
    detail: `Key ${id}, named ${JSON.stringify(name)}, exists, but the answer to its creation does not hold its value.`,
    remedy: "Delete that key in Cloudcraft: nobody can use it.",
  });
}

function decode(value: unknown, call: Call): WireApiKey {
  const key = (value ?? {}) as Partial<Record<keyof WireApiKey, unknown>>;
  for (const field of ["id", "name", "hint", "createdAt", "updatedAt", "CreatorId"] as const) {
    if (typeof key[field] !== "string") throw unreadable(call, `a key in it has no text named \`${field}\``);
  }
  if (key.permission !== "read" && key.permission !== "read-write") {
    throw unreadable(call, `key ${key.id} in it has an unknown \`permission\``);
  }
  for (const field of ["readAccess", "writeAccess"] as const) {
    const list = key[field] ?? [];
    if (!Array.isArray(list) || !list.every((entry) => typeof entry === "string")) {
      throw unreadable(call, `key ${key.id} in it has a \`${field}\` that is no list of texts`);
    }
  }
  const { key: _value, ...listed } = value as WireApiKey & { readonly key?: unknown };
  return listed;
}
