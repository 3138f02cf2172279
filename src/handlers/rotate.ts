import { isProblem, type Operation, Problem, type Writing } from "../schema";
import type { WireApiKeyInput, WireCreatedApiKey } from "../wire/api-keys";
import type { Context } from "./context";
import { createOnce } from "./create-once";
import { deleteKey, keyWords } from "./delete-key";
import { durationMs } from "./duration";
import { mustBeVisible } from "./find-or-gone";
import { isOwnKey, refuseDeletion } from "./guards";
import { type Known as Lifetime, overlapMs, type Previous, previousName } from "./lifetime";

/** What the state knows of a key that gets a new value, or whose former keys are revoked. */
export interface Rotated extends Lifetime {
  readonly id: string;
  readonly name: string;
  readonly permission: string;
  readonly hint: string;
  readonly creatorId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * Gives a key a new value: makes a new key by the protocol of creations, and leaves the former one among those that are
 * revoked later. @param stored the state that a new key leads to
 */
export async function rotate<S extends Rotated>(
  state: Rotated,
  { wanted, rotation, former }: { wanted: WireApiKeyInput; rotation: Lifetime["rotation"]; former: WireApiKeyInput },
  stored: (created: WireCreatedApiKey, previous: readonly Previous[]) => Promise<S>,
  context: Context & Writing<never>,
): Promise<S> {
  const overlap = overlapMs(rotation);
  if (overlap === 0) await refuseDeletion(state, context);
  const created = await createOnce(wanted, undefined, context);
  const revokeAfter = new Date(context.clock.now() + overlap).toISOString();
  const isGone = state.status === "expired" && !state.revocationDue;
  const next = await stored(created, [
    ...state.previous,
    ...(isGone ? [] : [{ id: state.id, hint: state.hint, revokeAfter }]),
  ]);
  if (isGone || overlap === 0) return next;
  try {
    await context.api.cleanup.apiKeys.update(state.id, { ...former, name: previousName(state.name, revokeAfter) });
  } catch (error) {
    if (!isProblem(error)) throw error;
    context.warn({
      summary: `The former key of "${state.name}" keeps its name`,
      detail: `Key ${state.id} still works until ${revokeAfter}, but could not be renamed so that people see that. ${error.message}`,
    });
  }
  return next;
}

/** Revokes former keys whose time has come, or all if the key has expired. Those that cannot be revoked stay, are told, and are tried again. */
export async function revokeDue(state: Rotated, context: Context & Operation): Promise<readonly Previous[]> {
  const { clock, warn } = context;
  const left: Previous[] = [];
  for (const former of state.previous) {
    if (state.status !== "expired" && clock.now() < Date.parse(former.revokeAfter)) {
      left.push(former);
      continue;
    }
    try {
      await revoke({ ...state, ...former, key: undefined }, context);
    } catch (error) {
      if (!isProblem(error)) throw error;
      left.push(former);
      warn({
        summary: `A former key of "${state.name}" was not revoked`,
        detail: `Key ${former.id} (begins with ${former.hint}) still works. ${error.message}`,
        remedy: "The next apply tries again; or delete it in Cloudcraft under User > API keys.",
      });
    }
  }
  return left;
}

/** Deletes a key that may be gone already. */
export async function revoke(known: Rotated, context: Context & Operation): Promise<void> {
  if (await isOwnKey(known, context)) {
    throw new Problem({
      kind: "own_key",
      summary: "The provider refuses to revoke the key that it acts with",
      detail: `Key ${known.id}, "${known.name}", is the provider's own credential.`,
      remedy: "Give the provider another key first.",
    });
  }
  if (!(await deleteKey(known.id, context))) await mustBeVisible(known, keyWords, context);
}

const WARNED_BEFORE_MS = 14 * 86_400_000;

/** Warns, once for a process, of a key that expires soon. */
export function warnOfExpiry(state: Rotated, { clock, reported, warn }: Context & Operation): void {
  const { id, name, expiresAt, warnBefore, status } = state;
  if (expiresAt === undefined || status === "expired") return;
  const before = warnBefore === undefined ? WARNED_BEFORE_MS : (durationMs(warnBefore) ?? 0);
  const told = `expiry of ${id}`;
  if (clock.now() < Date.parse(expiresAt) - before || reported.has(told)) return;
  reported.add(told);
  warn({
    summary: `API key "${name}" expires at ${expiresAt}`,
    detail: `The first apply after that revokes key ${id}.`,
    remedy: "To let it live on, give `expires_at` a later time before then; afterwards it gets a new value.",
  });
}
