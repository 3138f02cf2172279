import type { WireApiKey } from "../client/wire";
import type { Keys, KnownKey } from "../custody";
import { apiKey } from "../handlers";
import type { Context } from "../handlers/context";
import { nonceIn } from "../handlers/provisional-name";
import { sameId } from "../handlers/same-id";
import { verifiedDelete } from "../handlers/verified-delete";
import { type Operation, Problem } from "../schema";

/** What is wanted of a key. */
export type Wanted = Parameters<typeof apiKey.create>[0];

type State = Awaited<ReturnType<typeof apiKey.create>>;

/** Says whom a value lets in; `undefined` if nobody. */
export type WhoIs = (value: string) => Promise<string | undefined>;

/** The provider's own handler, for keys that are kept in custody. */
export function keptKeys(context: Context & Operation, whoIs: WhoIs): Keys<Wanted> {
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
      const present = await apiKey.read({ ...key, key: undefined }, context);
      return present && known(await apiKey.update(wanted, present, { ...context, keep }));
    },

    revoke: (key) => apiKey.delete({ ...key, key: undefined }, context),

    async removeUnfinished(nonces) {
      if (nonces.length === 0) return;
      for (const { id, name } of await api.apiKeys.listFresh()) {
        const nonce = nonceIn(name);
        if (nonce !== undefined && nonces.includes(nonce)) await verifiedDelete(id, context);
      }
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
      return (await api.apiKeys.list()).filter((key) => key.name === name).map(knownOf);
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

function unclear(name: string): Problem {
  return new Problem({
    kind: "unclear_value",
    summary: `It is not clear which key the stored value of "${name}" belongs to`,
    detail: "Several keys of the same user and name begin alike.",
    remedy: "Restore the folder of the records.",
  });
}
