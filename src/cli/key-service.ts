import type { Keys, KnownKey } from "../custody";
import { apiKey } from "../handlers";
import type { Context } from "../handlers/context";
import { deleteKey } from "../handlers/delete-key";
import { newborn } from "../handlers/lifetime";
import { nonceIn } from "../handlers/provisional-name";
import { sameId } from "../handlers/same-id";
import { sameName } from "../handlers/same-name";
import { type Operation, Problem } from "../schema";
import type { WireApiKey } from "../wire/api-keys";

/** What a state has besides: of keys that the handler keeps, no value is at hand, and nothing is rotated. */
const ofHandler = { ...newborn, key: undefined, encryptedKey: undefined, fingerprint: undefined };

/** What is wanted of a key. */
export type Wanted = Parameters<typeof apiKey.create>[0];

type State = Awaited<ReturnType<typeof apiKey.create>>;

/** Says whom a value lets in; `undefined` if nobody. */
export type WhoIs = (value: string) => Promise<string | undefined>;

/**
 * The provider's own handler, for keys that are kept in custody.
 * @param context its `api` confirms the lock before each request that changes something
 * @param unheld the same API, which does not
 */
export function keyService(context: Context & Operation, unheld: Context["api"], whoIs: WhoIs): Keys<Wanted> {
  const { api } = context;
  const keep = () => {};
  return {
    async make(wanted, { begun, made }) {
      const state = await apiKey.create(wanted, {
        ...context,
        nonce() {
          const nonce = context.nonce();
          begun(nonce);
          return nonce;
        },
        keep: (kept) => made(kept && known(kept)),
      });
      if (state.key === undefined) throw new TypeError("A new key has no value.");
      return { key: known(state), value: state.key };
    },

    async change(key, wanted) {
      const present = await apiKey.read({ ...ofHandler, ...key }, context);
      return present && known(await apiKey.update(wanted, present, { ...context, keep }));
    },

    revoke: (key) => apiKey.delete({ ...ofHandler, ...key }, context),

    async rollBack({ id }) {
      await deleteKey(id, { ...context, api: unheld });
    },

    async removeUnfinished(nonces) {
      const removed: string[] = [];
      if (nonces.length === 0) return removed;
      for (const key of await unheld.apiKeys.listFresh()) {
        const nonce = nonceIn(key.name);
        if (nonce === undefined || !nonces.includes(nonce)) continue;
        if (!sameId(key.CreatorId, (await unheld.users.me()).id)) throw notOurs(key);
        await deleteKey(key.id, { ...context, api: unheld });
        removed.push(key.id);
      }
      return removed;
    },

    async withValue(value, name) {
      const alike = (await api.apiKeys.list()).filter(({ hint }) => hint !== "" && value.startsWith(hint));
      // The value is shown to nobody unless it may well be that of a key.
      const user = alike.length === 0 ? undefined : await whoIs(value);
      const candidates = alike.filter(({ CreatorId }) => sameId(CreatorId, user));
      const named = candidates.filter((candidate) => candidate.name === name);
      const [only, ...others] = named.length > 0 ? named : candidates;
      if (others.length > 0) throw unclear(name);
      return only && knownOf(only);
    },

    async withId(id) {
      const found = (await api.apiKeys.list()).find((key) => sameId(key.id, id)) ?? (await api.apiKeys.find(id));
      return found && knownOf(found);
    },

    async named(name) {
      const namesakes = (await api.apiKeys.list()).filter((key) => sameName(key.name, name));
      if (namesakes.length === 0) return [];
      const me = await api.users.me();
      return namesakes.map((key) => ({ ...knownOf(key), isOurs: sameId(key.CreatorId, me.id) }));
    },
  };
}

function known({ key: _value, ...rest }: State): KnownKey {
  return rest;
}

function knownOf({
  id,
  name,
  permission,
  readAccess,
  writeAccess,
  hint,
  CreatorId,
  createdAt,
  updatedAt,
}: WireApiKey): KnownKey {
  return {
    id,
    name,
    permission,
    readAccess: readAccess ?? undefined,
    writeAccess: writeAccess ?? undefined,
    deletionProtection: false,
    hint,
    creatorId: CreatorId,
    createdAt,
    updatedAt,
  };
}

function notOurs({ id, name, CreatorId }: WireApiKey): Problem {
  return new Problem({
    kind: "record_mismatch",
    summary: "The record tells of an unfinished key of another user",
    detail: `Key ${id}, "${name}", was begun by user ${CreatorId}, whom the handler does not act as. It was not touched.`,
    remedy: "Act as that user; or restore the folder of the records, if the record was changed.",
  });
}

function unclear(name: string): Problem {
  return new Problem({
    kind: "unclear_value",
    summary: `It is not clear which key the stored value of "${name}" belongs to`,
    detail: "Several keys of the same user and name begin alike.",
    remedy: "Restore the folder of the records.",
  });
}
