import { flag, list, object, set, text } from "../schema";
import { dataSource } from "./context";
import { filterAttributes, filterKeys } from "./key-filter";
import { told } from "./mapping";
import { nonceIn } from "./provisional-name";

const entry = {
  id: text("Identifier of the key."),
  name: text("Name of the key."),
  permission: text("What the key may do: `read` or `read-write`."),
  readAccess: set(text(), "Who sees that the key exists, as `team/UUID` or `customer/UUID`; may be null.").nullable(),
  writeAccess: set(
    text(),
    "Who may change or delete the key, as `team/UUID` or `customer/UUID`; may be null.",
  ).nullable(),
  hint: text("The first characters of the key, by which to recognise it."),
  creatorId: text("The user whom the key acts as.").from("CreatorId"),
  createdAt: text("When the key was created (RFC 3339)."),
  updatedAt: text("When the key was last changed (RFC 3339)."),
};

/** The keys in sight, filtered. When a key was last used is left out: it would differ at every look. */
export const apiKeys = dataSource("api_keys", {
  description: "All API keys that the provider's user sees, or those that pass every filter given. Never their values.",
  attributes: {
    ...filterAttributes,
    neverUsed: flag("Only keys that were never used if `true`, only used ones if `false`.").optional(),
    keys: list(object(entry), "The keys, sorted by name.").computed(),
  },
  async read(filter, { api, clock }) {
    const finished = (await api.apiKeys.listFresh()).filter(({ name }) => nonceIn(name) === undefined);
    const found = filterKeys(finished, filter, clock.now());
    return { ...filter, keys: found.map((key) => told(entry, key)) };
  },
});
