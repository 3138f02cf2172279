import { flag, type Input, Problem, type State, text } from "../schema";
import type { WireApiKey, WireApiKeyInput, WireCreatedApiKey } from "../wire/api-keys";
import { accessList, isUuid } from "./acl";
import { warnOfReadKey } from "./acting-key";
import { resource } from "./context";
import { createOnce } from "./create-once";
import { findOrGone, mustBeVisible } from "./find-or-gone";
import { refuseDeletion, refuseDowngrade } from "./guards";
import { warnOfNamesakes, warnOfUnknownTwins } from "./namesakes";
import { warnOfOrphans } from "./orphans";
import { nonceIn } from "./provisional-name";
import { sameName } from "./same-name";
import { verifiedDelete } from "./verified-delete";

const attributes = {
  id: text("Identifier that Cloudcraft assigned.").computed().stable(),
  name: text("Name shown in Cloudcraft under User > API keys. Names need not be unique.")
    .check((name) =>
      name.trim() === "" ? "`name` must not be blank: it is how people recognise the key in Cloudcraft." : undefined,
    )
    .check((name) =>
      nonceIn(name) ? "`name` must not begin as the names of unfinished keys do: such keys are removed." : undefined,
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
  deletionProtection: flag(
    "Refuses to delete the key while it is `true`, at plan and at apply. Kept in the state only. Default: `false`.",
  ).default(false),
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
  identity: "id",

  async plan({ draft, state, replaced }, context) {
    await warnOfReadKey({ draft, state }, context);
    const deleted = draft ? replaced : state;
    if (deleted) await refuseDeletion(deleted, context);
    if (draft && state) await refuseDowngrade(draft.permission, state, context);
    if (typeof draft?.name === "string" && draft.name !== state?.name) {
      await warnOfNamesakes(draft.name, [state?.id, replaced?.id], context);
    }
    await warnOfOrphans(context);
  },

  async create(input, context) {
    const local = { justification: input.justification, deletionProtection: input.deletionProtection };
    const stored = (created: WireCreatedApiKey) => stateOf(created, { ...local, key: created.key });
    return stored(await createOnce(requestOf(input), (created) => context.keep(created && stored(created)), context));
  },

  async read(state, context) {
    const found = await findOrGone(state, context);
    await warnOfOrphans(context);
    if (found) {
      await warnOfUnknownTwins(state, context);
      return stateOf(found, state);
    }
    context.warn({
      summary: `API key "${state.name}" no longer exists`,
      detail: `Key ${state.id} was deleted outside Terraform, so the plan proposes to create it again, with a new value.`,
    });
    return undefined;
  },

  async update(input, state, context) {
    const { api, keep } = context;
    const kept = { key: state.key, justification: input.justification, deletionProtection: input.deletionProtection };
    if (!differs(input, state))
      return { ...state, ...kept, readAccess: input.readAccess, writeAccess: input.writeAccess };
    await refuseDowngrade(input.permission, state, context);
    try {
      return stateOf(await api.apiKeys.update(state.id, requestOf(input)), kept);
    } catch (error) {
      const found = await api.apiKeys.find(state.id).catch(() => undefined);
      if (found) keep(stateOf(found, state));
      throw error;
    }
  },

  async delete(state, context) {
    await refuseDeletion(state, context);
    if (!(await verifiedDelete(state.id, context))) await mustBeVisible(state, context);
  },

  async import(idOrName, { api }) {
    const found = isUuid(idOrName)
      ? ((await api.apiKeys.listed(idOrName)) ?? (await api.apiKeys.find(idOrName)))
      : onlyOne(idOrName, await api.apiKeys.list());
    return found && stateOf(found, { deletionProtection: false });
  },
});

/** The only key of a name; an error that lists the candidates if there are several. */
function onlyOne(name: string, keys: readonly WireApiKey[]): WireApiKey | undefined {
  const [only, ...more] = keys.filter((key) => sameName(key.name, name));
  if (!only || more.length === 0) return only;
  const candidates = [only, ...more].map(
    ({ id, createdAt, hint }) => `${id} (created ${createdAt}, begins with ${hint})`,
  );
  throw new Problem({
    kind: "ambiguous_key",
    summary: `${candidates.length} API keys are named "${name}"`,
    detail: `They are: ${candidates.join(", ")}.`,
    remedy: "Import the key by its id instead.",
  });
}

/** The part of the state that Cloudcraft does not know, or tells only once. */
type Local = Partial<Pick<KeyState, "key" | "justification">> & Pick<KeyState, "deletionProtection">;

function stateOf(wire: WireApiKey, local: Local): KeyState {
  return {
    id: wire.id,
    name: wire.name,
    permission: wire.permission,
    readAccess: wire.readAccess ?? undefined,
    writeAccess: wire.writeAccess ?? undefined,
    justification: local.justification,
    deletionProtection: local.deletionProtection,
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
