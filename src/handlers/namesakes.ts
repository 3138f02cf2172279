import type { Operation } from "../schema";
import type { WireApiKey } from "../wire/api-keys";
import type { Context } from "./context";
import { sameId } from "./same-id";

const byName = new WeakMap<readonly WireApiKey[], ReadonlyMap<string, readonly WireApiKey[]>>();

async function named(name: string, { api }: Context): Promise<readonly WireApiKey[]> {
  const keys = await api.apiKeys.list();
  const index = byName.get(keys) ?? indexed(keys);
  byName.set(keys, index);
  return index.get(name.normalize()) ?? [];
}

function indexed(keys: readonly WireApiKey[]): Map<string, WireApiKey[]> {
  const index = new Map<string, WireApiKey[]>();
  for (const key of keys) {
    const name = key.name.normalize();
    const others = index.get(name);
    if (others) others.push(key);
    else index.set(name, [key]);
  }
  return index;
}

/** Warns that a planned key gets a name that others have. @param own the key itself, and the one that it replaces */
export async function warnOfNamesakes(
  name: string,
  own: readonly (string | undefined)[],
  context: Context & Operation,
): Promise<void> {
  const others = (await named(name, context)).filter(({ id }) => !own.some((mine) => sameId(id, mine)));
  const [first] = others;
  if (!first) return;
  const mayBeLost = others.some(isUnused);
  context.warn({
    // Terraform shows only the first of those with the same words; one that may be nobody's is named each time.
    summary: mayBeLost ? `Another API key is named "${name}", and was never used` : "Another API key has the same name",
    detail: `Cloudcraft already has a key named "${name}": ${listed(others)}. Names need not be unique, so this plan makes one more.`,
    remedy: `To manage the existing key instead, import it: terraform import cloudcraft_api_key.<name> ${first.id} (its value stays unknown to Terraform)`,
    path: ["name"],
  });
}

/**
 * Warns of a key that nobody has the value of although it is complete: an apply leaves one if it is killed after the
 * key has got its name, and before Terraform has stored it. It has the name and creator of a key that was made anew
 * since, and was never used.
 */
export async function warnOfUnknownTwins(
  { id, name, creatorId }: { readonly id: string; readonly name: string; readonly creatorId: string },
  context: Context & Operation,
): Promise<void> {
  context.managed.add(id.toLowerCase());
  const twins = (await named(name, context)).filter(
    (other) =>
      !sameId(other.id, id) &&
      sameId(other.CreatorId, creatorId) &&
      isUnused(other) &&
      !context.managed.has(other.id.toLowerCase()) &&
      !context.reported.has(other.id),
  );
  if (twins.length === 0) return;
  for (const twin of twins) context.reported.add(twin.id);
  context.warn({
    summary: `Another API key is named "${name}", and was never used`,
    detail:
      `Beside key ${id}, named "${name}", the same user has made ${listed(twins)}. ` +
      "An apply that was killed before it could store what it had made leaves such a key: nobody has its value.",
    remedy: "If no configuration manages them, delete them in Cloudcraft under User > API keys.",
  });
}

function isUnused({ accessedAt }: WireApiKey): boolean {
  return typeof accessedAt !== "string";
}

function listed(keys: readonly WireApiKey[]): string {
  return keys.map(({ id, createdAt }) => `${id}, created ${createdAt}`).join("; ");
}
