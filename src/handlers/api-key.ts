import { flag, type Input, type Operation, type State, set, text, type Writing } from "../schema";
import type { WireCreatedApiKey } from "../wire/api-keys";
import { accessList } from "./acl";
import { warnOfReadKey } from "./acting-key";
import { upgrade } from "./api-key-v0";
import { type Context, resource } from "./context";
import { createOnce } from "./create-once";
import { keyWords } from "./delete-key";
import { findOrGone } from "./find-or-gone";
import { refuseDeletion, refuseDowngrade } from "./guards";
import { due, lifetimeAttributes, newborn, retimed, timesOf } from "./lifetime";
import { warnOfNamesakes, warnOfUnknownTwins } from "./namesakes";
import { warnOfOrphans } from "./orphans";
import { nonceIn } from "./provisional-name";
import { refuseWrong } from "./refuse-wrong";
import { remoteObject } from "./remote-object";
import { revoke, revokeDue, rotate, warnOfExpiry } from "./rotate";

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
  recipients: set(
    text(),
    "Encrypt the key's value for these: one or more age recipients (`age1...`), or exactly one RSA public key (PEM). `key` is null then, and `encrypted_key` has the value.",
  )
    .optional()
    .stateOnly(),
  ...lifetimeAttributes,
  key: text(
    "The key itself. Cloudcraft shows it once, at creation, so it is null after an import, and where there are `recipients`. Stored in the state: protect the state.",
  )
    .computed()
    .sensitive()
    .stable()
    .nullable()
    .stateOnly(),
  encryptedKey: text(
    "The key, encrypted for the `recipients`: armored age, or base64 for an RSA key, as Terraform's `rsadecrypt` reads it.",
  )
    .computed()
    .stable()
    .nullable()
    .stateOnly(),
  fingerprint: text("SHA-256 of the key's value, in hexadecimal; null where the value is unknown. Safe to show.")
    .computed()
    .stable()
    .nullable()
    .stateOnly(),
  hint: text("The first characters of the key, by which to recognise it.").computed().stable(),
  creatorId: text("The user whom the key acts as: the one whose credential created it.")
    .computed()
    .stable()
    .from("CreatorId"),
  createdAt: text("When the key was created (RFC 3339); when it got its present value, if it is rotated.")
    .computed()
    .stable(),
  updatedAt: text("When the key was last changed (RFC 3339).").computed(),
};

const keys = remoteObject(({ apiKeys }) => apiKeys, keyWords)(attributes);

type KeyState = State<typeof attributes>;
type KeyInput = Input<typeof attributes>;

/** What another value of the key gives anew. */
const OF_VALUE = ["id", "key", "encryptedKey", "fingerprint", "hint", "generation", "createdAt"] as const;
const OF_TIME = ["previous", "rotationDue", "revocationDue", "status"] as const;

/** A Cloudcraft API key. Every change is made in place; only a rotation changes its value. */
export const apiKey = resource("api_key", {
  description:
    "A Cloudcraft API key. Every change is made in place, and only `rotation` and `expires_at` change the key's value. " +
    "Cloudcraft documents no endpoint for managing keys: the one used here is an assumption (provider setting `api_keys_path`).",
  attributes,
  identity: "id",
  version: 1,
  upgrades: { 0: upgrade },

  renews(draft, state) {
    const { rotation, sealing, revocation, times } = due(draft, state);
    return [
      ...(rotation ? OF_VALUE : []),
      ...(sealing || (revocation && state.status === "expired") ? (["key", "encryptedKey"] as const) : []),
      ...(rotation || revocation || times ? OF_TIME : []),
    ];
  },

  async plan({ draft, state, replaced }, context) {
    await warnOfReadKey({ draft, state }, context);
    const deleted = draft ? replaced : state;
    if (deleted) await refuseDeletion(deleted, context);
    if (draft) await refuseWrong(draft, state, context);
    if (draft && state) await refuseDowngrade(draft.permission, state, context);
    if (typeof draft?.name === "string" && draft.name !== state?.name) {
      await warnOfNamesakes(draft.name, [state?.id, replaced?.id], context);
    }
    await warnOfOrphans(context);
  },

  async create(input, context) {
    await refuseWrong(input, undefined, context);
    const seal = await sealing(input, context);
    const kept = (begun: WireCreatedApiKey | undefined) => context.keep(begun && unsealed(input, begun));
    const created = await createOnce(keys.requestOf(input), kept, context);
    return stored(input, created, newborn, seal, context);
  },

  async read(state, context) {
    if (isRevoked(state)) {
      return { ...state, revocationDue: (await context.api.apiKeys.listed(state.id)) !== undefined };
    }
    const times = timesOf(state, context.clock.now());
    if (times.status === "expired" && !(await findOrGone(state, context.api.apiKeys, keyWords, context))) {
      // Somebody was faster than the apply that would have revoked it: nothing is to be made again.
      const previous = await stillThere(state, context);
      return {
        ...state,
        ...times,
        previous,
        key: undefined,
        encryptedKey: undefined,
        revocationDue: previous.length > 0,
      };
    }
    const found = await keys.read(state, context);
    await warnOfOrphans(context);
    const previous = await stillThere(state, context);
    if (!found) return previous.length > 0 ? { ...state, key: undefined, previous, rotationDue: true } : undefined;
    await warnOfUnknownTwins(state, context);
    const fingerprint = found.key === undefined ? found.fingerprint : context.sealing.fingerprint(found.key);
    const read = { ...found, previous, fingerprint };
    const now = { ...read, ...timesOf(read, context.clock.now()) };
    warnOfExpiry(now, context);
    return now;
  },

  async update(input, state, context) {
    await refuseWrong(input, state, context);
    await refuseDowngrade(input.permission, state, context);
    const what = due(input, state);
    const next = what.rotation
      ? await rotated(input, state, what.rotation, context)
      : await changed(input, state, context);
    context.keep(next);
    if (input.deletionProtection || !(what.rotation || what.revocation || what.times)) return next;
    return tidied(next, context);
  },

  async delete(state, context) {
    await refuseDeletion(state, context);
    for (const former of state.previous) await revoke({ ...state, ...former, key: undefined }, context);
    if (!isRevoked(state)) await keys.delete(state, context);
  },

  async import(idOrName, context) {
    const found = await keys.import(idOrName, context);
    return found && { ...found, ...newborn };
  },
});

/** Whether nothing but the record of a key is left. */
function isRevoked({ status, revocationDue }: KeyState): boolean {
  return status === "expired" && !revocationDue;
}

/** The key with a new value. */
async function rotated(
  input: KeyInput,
  state: KeyState,
  because: string,
  context: Context & Writing<typeof attributes>,
): Promise<KeyState> {
  context.log.info("The key gets a new value", { id: state.id, because });
  const seal = await sealing(input, context);
  const before = { ...state, previous: retimed(state.previous, state.rotation, input.rotation) };
  const change = { wanted: keys.requestOf(input), rotation: input.rotation, former: keys.requestOf(state) };
  const generation = state.generation + 1;
  return rotate(
    before,
    change,
    (created, previous) => stored(input, created, { ...newborn, generation, previous }, seal, context),
    context,
  );
}

/** The key with the same value, and all else as it is declared. */
async function changed(
  input: KeyInput,
  state: KeyState,
  context: Context & Writing<typeof attributes>,
): Promise<KeyState> {
  const { sealing: isToSeal, times } = due(input, state);
  const seal = isToSeal ? await sealing(input, context) : undefined;
  const expired = state.status === "expired";
  let next: KeyState = expired ? { ...state, ...declared(input) } : await keys.update(input, state, context);
  if (seal && next.key !== undefined) next = { ...next, encryptedKey: await seal(next.key), key: undefined };
  if (!times || expired) return next;
  const previous = retimed(state.previous, state.rotation, input.rotation);
  return { ...next, previous, ...timesOf({ ...next, previous }, context.clock.now()) };
}

/** The key once that is revoked whose time has come. */
async function tidied(state: KeyState, context: Context & Writing<typeof attributes>): Promise<KeyState> {
  let next: KeyState = { ...state, previous: await revokeDue(state, context) };
  context.keep(next);
  if (next.status === "expired" && next.revocationDue) {
    await revoke(next, context);
    next = { ...next, key: undefined, encryptedKey: undefined };
  }
  const isDue = next.previous.some(
    ({ revokeAfter }) => next.status === "expired" || context.clock.now() >= Date.parse(revokeAfter),
  );
  return { ...next, revocationDue: isDue };
}

/** What is declared of a key. */
function declared({ name, permission, readAccess, writeAccess, ...input }: KeyInput) {
  return { name, permission, readAccess, writeAccess, ...declaredApart(input) };
}

/** The part of it that Cloudcraft is not told. */
function declaredApart(input: Omit<KeyInput, "name" | "permission">) {
  const { justification, deletionProtection, recipients, rotation, expiresAt, warnBefore } = input;
  return { justification, deletionProtection, recipients, rotation, expiresAt, warnBefore };
}

type Lifetime = Pick<KeyState, keyof typeof newborn>;

/** The state of a key that has just got its value, before that is encrypted: without it, if it is going to be. */
function unsealed(input: KeyInput, created: WireCreatedApiKey, lifetime: Lifetime = newborn): KeyState {
  const key = input.recipients ? undefined : created.key;
  const value = { key, encryptedKey: undefined, fingerprint: undefined };
  return keys.stateOf(created, { ...declaredApart(input), ...lifetime, ...value });
}

/** The state of a key that has just got its value. */
async function stored(
  input: KeyInput,
  created: WireCreatedApiKey,
  lifetime: Lifetime,
  seal: Seal | undefined,
  { sealing, clock }: Context,
): Promise<KeyState> {
  const state = unsealed(input, created, lifetime);
  const encryptedKey = await seal?.(created.key);
  return { ...state, ...timesOf(state, clock.now()), encryptedKey, fingerprint: sealing.fingerprint(created.key) };
}

type Seal = Awaited<ReturnType<Context["sealing"]["sealFor"]>>;

async function sealing({ recipients }: KeyInput, context: Context): Promise<Seal | undefined> {
  return recipients && recipients.length > 0 ? context.sealing.sealFor(recipients) : undefined;
}

/** The former keys that have not been deleted by somebody else. */
async function stillThere(state: KeyState, context: Context & Operation): Promise<KeyState["previous"]> {
  const left: KeyState["previous"][number][] = [];
  for (const former of state.previous) {
    const known = { ...state, ...former, updatedAt: state.createdAt };
    const found = await findOrGone(known, context.api.apiKeys, keyWords, context).catch(() => former);
    if (found) left.push(former);
  }
  return left;
}
