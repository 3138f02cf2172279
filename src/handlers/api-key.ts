import type { WireApiKey, WireApiKeyInput } from "../client/wire";
import { type Input, isUnknown, Problem, type State, text } from "../schema";
import { accessList, isUuid } from "./acl";
import { type Context, resource } from "./context";

const attributes = {
  id: text("Identifier that Cloudcraft assigned.").computed().stable(),
  name: text("Name shown in Cloudcraft under User > API keys. Names need not be unique.").check((name) =>
    name.trim() === "" ? "`name` must not be blank: it is how people recognise the key in Cloudcraft." : undefined,
  ),
  permission: text(
    'What the key may do: `read`, or `read-write` to change things as well. Changed in place; the key keeps its value. Default: `"read"`.',
  )
    .oneOf("read", "read-write")
    .default("read"),
  readAccess: accessList(
    "Who sees that the key exists, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator and the account's owner.",
  ),
  writeAccess: accessList(
    "Who may change or delete the key, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator and the account's owner.",
  ),
  justification: text(
    "Why this key exists, for the people who review it. Kept in the state only; Cloudcraft does not see it.",
  ).optional(),
  key: text(
    "The key itself. Cloudcraft shows it once, at creation, so it is null after an import. Stored in the state: protect the state.",
  )
    .computed()
    .sensitive()
    .stable()
    .nullable(),
  hint: text("The first characters of the key, by which to recognise it.").computed().stable(),
  creatorId: text("The user whom the key acts as: the one whose credential created it.").computed().stable(),
  createdAt: text("When the key was created (RFC 3339).").computed().stable(),
  updatedAt: text("When the key was last changed (RFC 3339).").computed(),
};

type KeyState = State<typeof attributes>;
type KeyInput = Input<typeof attributes>;

/** A Cloudcraft API key. Every change is made in place and keeps the key's value. */
export const apiKey = resource("api_key", {
  description:
    "A Cloudcraft API key. Every change is made in place and keeps the key's value. " +
    "Cloudcraft documents no endpoint for managing keys: the one used here is an assumption (provider setting `api_keys_path`).",
  attributes,

  async plan({ draft, state }, { api, warn }) {
    const name = draft?.name;
    if (name === undefined || isUnknown(name) || name === state?.name) return;
    for (const other of await api.apiKeys.list()) {
      if (other.name !== name || sameId(other.id, state?.id)) continue;
      warn({
        summary: `Another API key is named "${name}"`,
        detail: `Cloudcraft already has a key of this name, ${other.id}, created ${other.createdAt}. Names need not be unique, so this plan makes one more.`,
        remedy: `To manage the existing key instead, import it: terraform import cloudcraft_api_key.<name> ${other.id}`,
        path: ["name"],
      });
    }
  },

  async create(input, { api }) {
    const created = await api.apiKeys.create(requestOf(input));
    return stateOf(created, { key: created.key, justification: input.justification });
  },

  async read(state, context) {
    const found = await findOrGone(state, context);
    if (found) return stateOf(found, state);
    context.warn({
      summary: `API key "${state.name}" no longer exists`,
      detail: `Key ${state.id} was deleted outside Terraform, so the plan proposes to create it again, with a new value.`,
    });
    return undefined;
  },

  async update(input, state, { api }) {
    const kept = { key: state.key, justification: input.justification };
    if (!differs(input, state)) return { ...state, ...input, ...kept };
    return stateOf(await api.apiKeys.update(state.id, requestOf(input)), kept);
  },

  async delete(state, context) {
    if (await context.api.apiKeys.delete(state.id)) return;
    await findOrGone(state, context);
  },

  async import(id, { api }) {
    if (!isUuid(id)) {
      throw new Problem({
        kind: "invalid_import_id",
        summary: `"${id}" is not the id of an API key`,
        detail: "Keys are imported by their id, a UUID.",
        remedy: "The plan of a new key with the same name warns with the existing key's id.",
      });
    }
    const found = (await inList(id, api)) ?? (await api.apiKeys.find(id));
    return found && stateOf(found, {});
  },
});

/**
 * The key as Cloudcraft has it, or `undefined` if it is gone for sure. The service answers 404 to what the caller may
 * not see as well, so only its creator can tell that a key is gone.
 */
async function findOrGone(state: KeyState, { api, treatInvisibleAsDeleted }: Context): Promise<WireApiKey | undefined> {
  const found = (await inList(state.id, api)) ?? (await api.apiKeys.find(state.id));
  if (found || treatInvisibleAsDeleted) return found;
  const me = await api.users.me();
  if (sameId(me.id, state.creatorId)) return undefined;
  throw new Problem({
    kind: "invisible",
    summary: `API key "${state.name}" is out of sight`,
    detail:
      `Key ${state.id} was created by user ${state.creatorId}, while the provider acts as ${me.name} (${me.id}), who cannot see it. ` +
      "It may have been deleted, or it may still be live and only not be shared with this user.",
    remedy:
      "Use a credential of the key's creator or of the account's owner, or share the key with this user. " +
      "If the key is known to be deleted, set `treat_invisible_as_deleted = true` in the provider block for one apply, or remove it from the state with `terraform state rm`.",
  });
}

async function inList(id: string, api: Context["api"]): Promise<WireApiKey | undefined> {
  return (await api.apiKeys.list()).find((key) => sameId(key.id, id));
}

function sameId(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

function stateOf(wire: WireApiKey, local: { readonly key?: string; readonly justification?: string }): KeyState {
  return {
    id: wire.id,
    name: wire.name,
    permission: wire.permission,
    readAccess: wire.readAccess ?? undefined,
    writeAccess: wire.writeAccess ?? undefined,
    justification: local.justification,
    key: local.key,
    hint: wire.hint,
    creatorId: wire.CreatorId,
    createdAt: wire.createdAt,
    updatedAt: wire.updatedAt,
  };
}

/** An empty list unshares (API reference); `null` might be read as "leave as it is". */
function requestOf({ name, permission, readAccess = [], writeAccess = [] }: KeyInput): WireApiKeyInput {
  return { name, permission, readAccess, writeAccess };
}

function differs(input: KeyInput, state: KeyState): boolean {
  return JSON.stringify(comparable(input)) !== JSON.stringify(comparable(state));
}

function comparable(key: KeyInput | KeyState) {
  const request = requestOf(key);
  return {
    ...request,
    readAccess: [...(request.readAccess ?? [])].sort(),
    writeAccess: [...(request.writeAccess ?? [])].sort(),
  };
}
