import type { ApiKeys } from "./api";
import { ApiError } from "./error";
import { pathOf } from "./path";
import { unreadable } from "./request";
import type { Call, Send } from "./send";
import type { WireApiKey, WireCreatedApiKey } from "./wire";

/**
 * API keys, over an ASSUMED endpoint: Cloudcraft documents none. Path, wrapper and field names are known here and in
 * `wire.ts` only. GET COLLECTION answers `{"apiKeys": [...]}`; POST COLLECTION 201 with the key's value;
 * GET, PUT and DELETE COLLECTION/ID 200, 200 and 204.
 */
export function apiKeysOver(send: Send, collection: string): ApiKeys {
  let listing: Promise<readonly WireApiKey[]> | undefined;
  let anew: Promise<readonly WireApiKey[]> | undefined;

  const fetchAll = async (): Promise<readonly WireApiKey[]> => {
    const call: Call = { method: "GET", path: collection };
    const entries = ((await send(call)).body as { apiKeys?: unknown } | null)?.apiKeys;
    if (!Array.isArray(entries)) throw unreadable(call, "it has no list named `apiKeys`");
    return entries.map((entry) => decode(entry, call));
  };

  const list = () => {
    if (listing) return listing;
    const mine = fetchAll();
    listing = mine;
    mine.catch(() => {
      if (listing === mine) listing = undefined;
    });
    return mine;
  };

  /** Keeps a list that someone has asked for, or is still waiting for, true to a write of our own. */
  const amend = (change: (keys: readonly WireApiKey[]) => readonly WireApiKey[]) => {
    listing = listing?.then(change);
    listing?.catch(() => {});
  };

  const writing = async <T>(write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } catch (error) {
      listing = undefined;
      throw error;
    }
  };

  return {
    list,

    listAnew() {
      anew ??= (listing ?? Promise.resolve()).then(ignore, ignore).then(() => {
        anew = undefined;
        listing = undefined;
        return list();
      });
      return anew;
    },

    async find(id) {
      const call: Call = { method: "GET", path: pathOf(collection, id), accept: [404] };
      const { status, body } = await send(call);
      return status === 404 ? undefined : decode(body, call);
    },

    create(input) {
      return writing(async () => {
        const call: Call = { method: "POST", path: collection, body: input };
        const { body } = await send(call);
        const key = (body as { key?: unknown } | null)?.key;
        const created = decode(body, call);
        if (typeof key !== "string" || key === "") throw lostValue(created);
        const { key: _value, ...listed } = { ...created, key };
        amend((keys) => [...keys.filter((other) => other.id !== created.id), listed]);
        return { ...created, key } satisfies WireCreatedApiKey;
      });
    },

    update(id, input) {
      return writing(async () => {
        const call: Call = { method: "PUT", path: pathOf(collection, id), body: input };
        const updated = decode((await send(call)).body, call);
        amend((keys) => keys.map((other) => (other.id === updated.id ? updated : other)));
        return updated;
      });
    },

    delete(id) {
      return writing(async () => {
        const { status } = await send({ method: "DELETE", path: pathOf(collection, id), accept: [404] });
        amend((keys) => keys.filter((other) => other.id !== id));
        return status !== 404;
      });
    },
  };
}

function ignore(): void {}

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
