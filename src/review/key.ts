import { array, type Json, record, textOf } from "./document";
import { KEY_TYPE } from "./key-type";
import type { AccessChange, Part } from "./report";
import { isMarked, markOf } from "./secrets";
import { keyTriggers, type Sink } from "./triggers";

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
  /** Whether an update gives it another value. */
  readonly isReissued: boolean;
  /** Whether it, or former keys of it, are to be revoked by now. */
  readonly revocationDue: boolean;
  readonly isExpired: boolean;
  /** For how many recipients its value is encrypted; none: it is in the state in plaintext. */
  readonly recipients: number;
  /** How long the former value works beside a new one. */
  readonly overlap?: string;
  /** The construct that the key of a null resource belongs to: the key is changed in place as long as this stays. */
  readonly owner?: string;
  /** Where a null resource's handler puts the key's value. */
  readonly sinks: readonly Sink[];
}

/** What the parts of a key are called in Terraform. */
export const ATTRIBUTES: Readonly<Record<Part, string>> = {
  name: "name",
  permission: "permission",
  seenBy: "read_access",
  managedBy: "write_access",
  justification: "justification",
};

/** Reads the key that an object stands for; `undefined` if it stands for none. */
type ReadKey = (values: Json, unknown: unknown, mark: unknown) => Key | undefined;

/** How keys are managed: by the objects of these types. */
export const WAYS: ReadonlyMap<string, { readonly way: AccessChange["way"]; readonly read: ReadKey }> = new Map([
  [KEY_TYPE, { way: "resource", read: readResource }],
  ["null_resource", { way: "null_resource", read: readTriggers }],
]);

function readTriggers(values: Json, unknown: unknown, mark: unknown): Key | undefined {
  const found = keyTriggers(values);
  if (!found) return undefined;
  const { owner, sinks } = found;
  return { ...readResource(found.values, markOf(unknown, "triggers"), markOf(mark, "triggers")), owner, sinks };
}

function readResource(values: Json, unknown: unknown, mark: unknown): Key {
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
    isReissued: isMarked(markOf(unknown, "id")),
    revocationDue: values.revocation_due === true,
    isExpired: values.status === "expired",
    recipients: array(values.recipients).length,
    overlap: textOf(record(values.rotation).overlap),
    sinks: [],
  };
}

function isUnknown(unknown: unknown, part: Part): boolean {
  return isMarked(markOf(unknown, ATTRIBUTES[part]));
}
