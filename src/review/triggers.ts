import { identity } from "../handlers";
import { array, type Json, type ResourceChange, record, textOf } from "./document";
import { KEY_TYPE } from "./key-type";

/** Where a key's value is written, or what it is fed to. */
export interface Sink {
  readonly kind: "file" | "command";
  readonly address: string;
}

/** What the triggers of a `null_resource` say about the key that it stands for. */
export interface TriggeredKey {
  /** Under the names of the resource's attributes. */
  readonly values: Json;
  readonly owner?: string;
  readonly sinks: readonly Sink[];
}

/** The key that a `null_resource` stands for; `undefined` if it stands for none. */
export function keyTriggers(resource: Json): TriggeredKey | undefined {
  const triggers = record(resource.triggers);
  if (triggers.type !== KEY_TYPE) return undefined;
  const { read_access: readAccess, write_access: writeAccess, secret_file: file, secret_command: command } = triggers;
  const program = textOf(array(parsed(command))[0]) ?? textOf(command);
  return {
    values: { ...triggers, read_access: entries(readAccess), write_access: entries(writeAccess) },
    owner: textOf(triggers.owner),
    sinks: [
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
