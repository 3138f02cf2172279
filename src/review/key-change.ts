import { isRecord, type ResourceChange } from "./document";
import { type Key, WAYS } from "./key";
import type { AccessChange } from "./report";

/** What a plan does to one key, however it is managed. */
export interface KeyChange
  extends Pick<AccessChange, "way" | "action">,
    Pick<ResourceChange, "address" | "previousAddress" | "module" | "index" | "deposed" | "importing"> {
  /** `undefined`: there is no key yet. */
  readonly before?: Key;
  /** `undefined`: there is no key any more. */
  readonly after?: Key;
  /** Whether the plan leaves it to a later one. */
  readonly isDeferred: boolean;
  /** Whether the key stays alive that another one replaces. */
  readonly leavesFormer: boolean;
}

/** The changes of keys among those of a plan. */
export function keyChangesIn(entries: readonly ResourceChange[], isDeferred = false): readonly KeyChange[] {
  return entries.flatMap((entry) => {
    const { actions, address, previousAddress, module, index, deposed, importing } = entry;
    const manager = entry.mode === "managed" ? WAYS.get(entry.type) : undefined;
    if (!manager) return [];
    const before = isRecord(entry.before) ? manager.read(entry.before, undefined, entry.beforeSensitive) : undefined;
    const after = isRecord(entry.after)
      ? manager.read(entry.after, entry.afterUnknown, entry.afterSensitive)
      : undefined;
    const { way } = manager;
    if (way === "null_resource" && !before && !after) return [];
    const place = { address, previousAddress, module, index, deposed, importing };
    const isSame = way === "null_resource" && before && after && before.owner === after.owner;
    const action = actionOf(actions, isSame === true);
    return [{ ...place, way, action, before, after, isDeferred, leavesFormer: actions.includes("forget") }];
  });
}

/** @param isSame whether it is one key that the handler changes in place, while the null resource is replaced */
function actionOf(actions: readonly string[], isSame: boolean): AccessChange["action"] {
  const has = (action: string) => actions.includes(action);
  if (has("create") && has("delete") && isSame) return "update";
  if (has("create")) return has("delete") || has("forget") ? "replace" : "create";
  if (has("delete")) return "delete";
  if (has("forget")) return "forget";
  return has("update") ? "update" : "none";
}
