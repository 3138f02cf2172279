import { flag, text } from "../schema";
import type { WireCreatedApiKey } from "../wire/api-keys";
import { accessList } from "./acl";
import { warnOfReadKey } from "./acting-key";
import { resource } from "./context";
import { createOnce } from "./create-once";
import { keyWords } from "./delete-key";
import { refuseDeletion, refuseDowngrade } from "./guards";
import { warnOfNamesakes, warnOfUnknownTwins } from "./namesakes";
import { warnOfOrphans } from "./orphans";
import { nonceIn } from "./provisional-name";
import { remoteObject } from "./remote-object";

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
  )
    .optional()
    .stateOnly(),
  deletionProtection: flag(
    "Refuses to delete the key while it is `true`, at plan and at apply. Kept in the state only. Default: `false`.",
  )
    .default(false)
    .stateOnly(),
  key: text(
    "The key itself. Cloudcraft shows it once, at creation, so it is null after an import. Stored in the state: protect the state.",
  )
    .computed()
    .sensitive()
    .stable()
    .nullable()
    .stateOnly(),
  hint: text("The first characters of the key, by which to recognise it.").computed().stable(),
  creatorId: text("The user whom the key acts as: the one whose credential created it.")
    .computed()
    .stable()
    .from("CreatorId"),
  createdAt: text("When the key was created (RFC 3339).").computed().stable(),
  updatedAt: text("When the key was last changed (RFC 3339).").computed(),
};

const keys = remoteObject(({ apiKeys }) => apiKeys, keyWords)(attributes);

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
    const { justification, deletionProtection } = input;
    const stored = (created: WireCreatedApiKey) =>
      keys.stateOf(created, { justification, deletionProtection, key: created.key });
    const wanted = keys.requestOf(input);
    return stored(await createOnce(wanted, (created) => context.keep(created && stored(created)), context));
  },

  async read(state, context) {
    const found = await keys.read(state, context);
    await warnOfOrphans(context);
    if (found) await warnOfUnknownTwins(state, context);
    return found;
  },

  async update(input, state, context) {
    await refuseDowngrade(input.permission, state, context);
    return keys.update(input, state, context);
  },

  async delete(state, context) {
    await refuseDeletion(state, context);
    await keys.delete(state, context);
  },

  import: keys.import,
});
