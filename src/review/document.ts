import type { Problem } from "../schema";
import { KEY_TYPE } from "./key-type";
import { isRecord, type Json, parsePlanText, unusable } from "./plan-text";

export { isRecord, type Json } from "./plan-text";

/** A plan, read and checked as far as a review relies on it. */
export interface PlanDocument {
  /** The stack, as people know it; empty if there is none to tell. */
  readonly stack: string;
  /** Where the plan was read, for messages. */
  readonly source: string;
  readonly origin: Origin;
  readonly root: Json;
  readonly changes: readonly ResourceChange[];
  readonly drift: readonly ResourceChange[];
  readonly deferred: readonly ResourceChange[];
  readonly outputs: readonly OutputChange[];
}

/** What is known of a plan besides its JSON. */
export interface Origin {
  /** SHA-256 of the JSON, in hexadecimal digits. */
  readonly digest?: string;
  /** The versions of providers that the plan was made with, by their addresses. */
  readonly providerVersions?: ReadonlyMap<string, string>;
}

/** Values before and after, and what is said about them. */
export interface Change {
  readonly actions: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  readonly afterUnknown: unknown;
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
  readonly importing: boolean;
}

/** One object of a plan. */
export interface ResourceChange extends Change {
  readonly address: string;
  readonly previousAddress?: string;
  readonly module?: string;
  readonly mode: string;
  readonly type: string;
  readonly index?: string | number;
  /** Set for an object that an interrupted replacement left behind. */
  readonly deposed: boolean;
}

/** One output of a plan's root module. */
export interface OutputChange extends Change {
  readonly name: string;
}

/**
 * Reads `terraform show -json` of a plan.
 * @param source what to call it in messages
 * @throws Problem `bad_usage` that says what is wrong with it, and never quotes it: it may hold secrets
 */
export function readPlan(bytes: Uint8Array, source: string, stack: string, origin: Origin = {}): PlanDocument {
  const root = parsePlanText(bytes, source);
  const { format_version: format, planned_values: planned, resource_changes: changes } = root;
  if (typeof format !== "string") throw unusable(source, whatElse(root));
  if (!/^[01]\./.test(format)) {
    throw unusable(source, "its format is newer than what this program knows (0.x and 1.x). Use a newer version");
  }
  if (planned === undefined && changes === undefined) throw unusable(source, whatElse(root));
  const all = (name: string) =>
    list(root[name], name, source).map((entry, at) => readChange(entry, `${name}[${at}]`, source));
  return {
    stack,
    source,
    origin,
    root,
    changes: all("resource_changes"),
    drift: all("resource_drift"),
    deferred: list(root.deferred_changes, "deferred_changes", source).map((entry, at) =>
      readChange(record(entry).resource_change, `deferred_changes[${at}].resource_change`, source),
    ),
    outputs: Object.entries(objectOr(root.output_changes, "output_changes", source)).map(([name, entry]) => ({
      name,
      ...readValues(entry, `output_changes.${name}`, source),
    })),
  };
}

/** A value as an object; an empty one if it is none. */
export function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

/** A value as a list; an empty one if it is none. */
export function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A value as text, if it is one. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function whatElse(root: Json): string {
  if (root.values !== undefined || root.resources !== undefined) {
    return "it is a state, or a plan file that holds no plan. Give the output of `terraform show -json PLANFILE`";
  }
  if (root["@level"] !== undefined) {
    return "it is the log of `terraform plan -json`. Save the plan with -out, and show that";
  }
  if (root.provider_schemas !== undefined) return "it holds providers' schemas, and no plan";
  return "it lacks what every plan has (format_version, planned_values)";
}

function readChange(entry: unknown, place: string, source: string): ResourceChange {
  if (!isRecord(entry)) throw broken(source, place, "is no object");
  const { address, type, mode, index } = entry;
  if (typeof address !== "string" || address === "") throw broken(source, place, "has no address");
  if (typeof type !== "string") throw broken(source, place, "has no type");
  if (index !== undefined && index !== null && typeof index !== "string" && typeof index !== "number") {
    throw broken(source, `${place}.index`, "is neither text nor a number");
  }
  const values = readValues(entry.change, `${place}.change`, source);
  // Newer versions may do what this one does not know, but not to keys.
  if (KEY_HOLDERS.has(type) && !values.actions.every((action) => ACTIONS.has(action))) {
    throw broken(source, `${place}.change.actions`, "holds what is no known action");
  }
  return {
    ...values,
    address,
    type,
    mode: textOf(mode) ?? "managed",
    previousAddress: textOf(entry.previous_address),
    module: textOf(entry.module_address),
    index: index ?? undefined,
    deposed: entry.deposed !== undefined,
  };
}

/** The types of objects that may stand for a key. */
const KEY_HOLDERS = new Set([KEY_TYPE, "null_resource"]);

const ACTIONS = new Set(["no-op", "create", "read", "update", "delete", "forget", "open", "renew", "close"]);

function readValues(change: unknown, place: string, source: string): Change {
  if (!isRecord(change)) throw broken(source, place, "is no object");
  const { actions, before = null, after = null } = change;
  if (!Array.isArray(actions) || actions.length === 0)
    throw broken(source, `${place}.actions`, "is no list of actions");
  if (!actions.every((action) => typeof action === "string")) {
    throw broken(source, `${place}.actions`, "holds what is no action");
  }
  return {
    actions,
    before,
    after,
    afterUnknown: change.after_unknown,
    beforeSensitive: change.before_sensitive,
    afterSensitive: change.after_sensitive,
    importing: isRecord(change.importing),
  };
}

function list(value: unknown, place: string, source: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw broken(source, place, "is no list");
  return value;
}

function objectOr(value: unknown, place: string, source: string): Json {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw broken(source, place, "is no object");
  return value;
}

function broken(source: string, place: string, why: string): Problem {
  return unusable(source, `${place} ${why}, so the file is damaged`);
}
