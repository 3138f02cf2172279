import { array, type Change, type Json, type ResourceChange, record, textOf } from "./document";
import { KEY_TYPE } from "./key-type";
import type { Part } from "./report";
import { isMarked, markOf } from "./secrets";
import { keyOfTriggers, marksOfTriggers } from "./triggers";

/** A key at one time, as far as a plan knows it. */
export interface Key {
  readonly name?: string;
  readonly permission?: string;
  /** Entries of the access list, in lower case; what is unknown of it is left out. */
  readonly seenBy: readonly string[];
  readonly managedBy: readonly string[];
  readonly justification?: string;
  readonly unknown: ReadonlySet<Part>;
  readonly sensitive: ReadonlySet<Part>;
  /** The entries that are marked sensitive, of both lists. */
  readonly hidden: ReadonlySet<string>;
}

/** How a key is managed. */
export type Way = "resource" | "null_resource";

/** What the parts of a key are called in Terraform. */
export const ATTRIBUTES: Readonly<Record<Part, string>> = {
  name: "name",
  permission: "permission",
  seenBy: "read_access",
  managedBy: "write_access",
  justification: "justification",
};

/** How an object of a plan manages a key; `undefined` if it manages none. */
export function wayOf({ mode, type, before, after }: ResourceChange): Way | undefined {
  if (mode !== "managed") return undefined;
  if (type === KEY_TYPE) return "resource";
  return type === "null_resource" && (keyOfTriggers(before) ?? keyOfTriggers(after)) ? "null_resource" : undefined;
}

/** The key before a change; `undefined` if there is none. */
export function keyBefore(way: Way, { before, beforeSensitive }: Change): Key | undefined {
  return keyOf(way, before, undefined, beforeSensitive);
}

/** The key after a change; `undefined` if there is none. */
export function keyAfter(way: Way, { after, afterUnknown, afterSensitive }: Change): Key | undefined {
  return keyOf(way, after, afterUnknown, afterSensitive);
}

function keyOf(way: Way, values: unknown, unknown: unknown, mark: unknown): Key | undefined {
  if (typeof values !== "object" || values === null) return undefined;
  if (way === "resource") return read(record(values), unknown, mark);
  const triggers = keyOfTriggers(values);
  return triggers && read(triggers.values, marksOfTriggers(unknown), marksOfTriggers(mark));
}

function read(values: Json, unknown: unknown, mark: unknown): Key {
  const parts = Object.keys(ATTRIBUTES) as Part[];
  const text = (part: Part) => textOf(values[ATTRIBUTES[part]]);
  const entries = (part: Part) =>
    array(values[ATTRIBUTES[part]]).flatMap((entry) => (typeof entry === "string" ? [entry.toLowerCase()] : []));
  const hiddenOf = (part: Part) => {
    const marks = markOf(mark, ATTRIBUTES[part]);
    if (!isMarked(marks)) return [];
    // A set's marks are in the order of its elements. Where they are not one for one, all are taken to be marked.
    const elements = array(values[ATTRIBUTES[part]]);
    const exact = Array.isArray(marks) && marks.length === elements.length;
    return elements.filter((_, at) => !exact || isMarked(marks[at])).map((entry) => String(entry).toLowerCase());
  };
  return {
    name: text("name"),
    permission: text("permission") ?? (isUnknown(unknown, "permission") ? undefined : "read"),
    seenBy: entries("seenBy"),
    managedBy: entries("managedBy"),
    justification: text("justification"),
    unknown: new Set(parts.filter((part) => isUnknown(unknown, part))),
    sensitive: new Set(parts.filter((part) => isMarked(markOf(mark, ATTRIBUTES[part])))),
    hidden: new Set([...hiddenOf("seenBy"), ...hiddenOf("managedBy")]),
  };
}

function isUnknown(unknown: unknown, part: Part): boolean {
  return isMarked(markOf(unknown, ATTRIBUTES[part]));
}
