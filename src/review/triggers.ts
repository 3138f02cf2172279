import { identity } from "../handlers";
import { array, type Json, type ResourceChange, record, textOf } from "./document";
import { KEY_TYPE } from "./key-type";
import { markOf } from "./secrets";

/** What the triggers of a `null_resource` say about the key that it stands for. */
export interface TriggeredKey {
  /** Under the names of the resource's attributes. */
  readonly values: Json;
  /** The construct that the key belongs to: a key is changed in place as long as this stays. */
  readonly owner?: string;
  /** Where the key's value is written, or what it is fed to. */
  readonly goesTo: readonly { readonly kind: "file" | "command"; readonly address: string }[];
}

/** The key that a `null_resource` stands for; `undefined` if it stands for none. */
export function keyOfTriggers(resource: unknown): TriggeredKey | undefined {
  const triggers = record(record(resource).triggers);
  if (triggers.type !== KEY_TYPE) return undefined;
  const { read_access: readAccess, write_access: writeAccess, secret_file: file, secret_command: command } = triggers;
  const program = textOf(array(parsed(command))[0]) ?? textOf(command);
  return {
    values: { ...triggers, read_access: entries(readAccess), write_access: entries(writeAccess) },
    owner: textOf(triggers.owner),
    goesTo: [
      ...(typeof file === "string" && file !== "" ? [{ kind: "file" as const, address: file }] : []),
      ...(program ? [{ kind: "command" as const, address: program }] : []),
    ],
  };
}

/** The owners of keys that the provider's own resources take over, as the triggers of a stack's sweep say. */
export function handedOver(changes: readonly ResourceChange[]): ReadonlySet<string> {
  const lists = changes.map(({ after }) => record(record(after).triggers)).filter(({ type }) => type === SWEEP);
  return new Set(
    lists.flatMap((triggers) => array(parsed(triggers.handed_over)).flatMap((path) => textOf(path) ?? [])),
  );
}

const SWEEP = `${identity.name}_sweep`;

/** What is said about each trigger: whether it is unknown, or sensitive. */
export function marksOfTriggers(mark: unknown): unknown {
  return markOf(mark, "triggers");
}

/** Triggers are texts: an access list is written with commas. */
function entries(text: unknown): readonly string[] {
  return typeof text === "string" ? text.split(",").flatMap((entry) => entry.trim() || []) : [];
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
