import { flag, number, type State, text } from "../schema";
import { accessList, isUuid } from "./acl";
import { type Context, resource } from "./context";
import { remoteObject } from "./remote-object";

const uuid = (description: string) =>
  text(description).check((id) =>
    isUuid(id) ? undefined : `This must be a UUID, which ${JSON.stringify(id)} is not.`,
  );

const attributes = {
  id: text("Identifier that Cloudcraft assigned.").computed().stable(),
  name: text("Name shown in Cloudcraft."),
  subscriptionId: uuid("The Azure subscription."),
  directoryId: uuid("The directory (tenant) that the application is in."),
  applicationId: uuid("The application (client) that Cloudcraft signs in as. It needs the role Reader."),
  clientSecretWo: text("A client secret of the application. Write-only: neither in the state nor in a plan.")
    .writeOnly()
    .from("clientSecret"),
  clientSecretWoVersion: number(
    "Another number whenever `client_secret_wo` is another secret: Terraform cannot see that by itself.",
  )
    .optional()
    .stateOnly(),
  readAccess: accessList(
    "Who sees the account, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator.",
  ),
  writeAccess: accessList("Who may change or remove it, in the same form."),
  hint: text("The first characters of the client secret that was sent last, by which to recognise it.")
    .computed()
    .stable()
    .nullable(),
  secretChanged: flag("Cloudcraft has another client secret than was sent last: the next apply sends it again.")
    .computed()
    .stable()
    .stateOnly(),
  creatorId: text("The user who added the account.").computed().stable().from("CreatorId"),
  createdAt: text("When it was added (RFC 3339).").computed().stable(),
  updatedAt: text("When it was last changed (RFC 3339).").computed(),
};

const accounts = remoteObject(({ azureAccounts }) => azureAccounts, {
  full: "Azure account",
  short: "account",
  one: "an account",
  where: "User > Azure accounts",
})(attributes);

/** An Azure subscription that Cloudcraft may scan. */
export const azureAccount = resource("azure_account", {
  description:
    "An Azure subscription that Cloudcraft may scan. Takes Terraform 1.11 or OpenTofu 1.11 for the write-only `client_secret_wo`.",
  attributes,
  identity: "id",
  ...accounts,

  renews: (draft, state) => (resends(draft.clientSecretWoVersion, state) ? ["hint", "secretChanged"] : []),

  async create(input, context) {
    const created = { ...(await accounts.create(input, context)), secretChanged: false };
    return { ...created, hint: created.hint ?? (await listedHint(created.id, context)) };
  },

  async read(state, context) {
    const found = await accounts.read(state, context);
    if (!found) return undefined;
    const secretChanged = state.hint !== undefined && found.hint !== undefined && found.hint !== state.hint;
    if (!secretChanged) return { ...found, hint: found.hint ?? state.hint, secretChanged };
    context.warn({
      summary: `Azure account "${found.name}" has another client secret`,
      detail: `Account ${found.id} had a secret that begins with ${state.hint}, and has one that begins with ${found.hint} now. The plan proposes to send \`client_secret_wo\` again.`,
    });
    return { ...found, hint: state.hint, secretChanged };
  },

  async update(input, state, context) {
    const { clientSecretWo, ...others } = input;
    if (!resends(input.clientSecretWoVersion, state)) {
      const { hint } = state;
      return { ...(await accounts.update(others, state, context)), hint };
    }
    const updated = { ...(await accounts.update({ ...others, clientSecretWo }, state, context)), secretChanged: false };
    return { ...updated, hint: updated.hint ?? (await listedHint(updated.id, context)) };
  },

  async import(idOrName, context) {
    const found = await accounts.import(idOrName, context);
    return found && { ...found, secretChanged: false };
  },
});

/** Whether an update sends the secret: it is another one, or Cloudcraft has another one. */
function resends(version: unknown, state: Pick<State<typeof attributes>, "secretChanged" | "clientSecretWoVersion">) {
  return state.secretChanged || version !== state.clientSecretWoVersion;
}

/**
 * The hint as lists tell it: the answer to a write may do without, and which part of the secret it is, is for Cloudcraft
 * to say. What is made stays made if the list fails: the next read learns the hint.
 */
function listedHint(id: string, { api }: Pick<Context, "api">): Promise<string | undefined> {
  const listed = api.azureAccounts.listFresh().then(() => api.azureAccounts.listed(id));
  return listed.then(
    (account) => account?.hint ?? undefined,
    () => undefined,
  );
}
