import type { Attributes } from "../../schema";
import { plain, type Values } from "./value";

/** Where the note lies in an object's private data. */
const NOTE = ".replaced";

/** Private data as JSON; `undefined` for what is none. */
function read(privateData: Buffer): Record<string, unknown> | undefined {
  if (privateData.length === 0) return {};
  try {
    const data: unknown = JSON.parse(Buffer.from(privateData).toString("utf8"));
    return typeof data === "object" && data !== null && !Array.isArray(data) ? { ...data } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Private data with a note of what an object is, as far as that is plain and no secret. If Terraform decides to replace
 * the object, it hands this to the plan of the new one, which would otherwise not know that another has to go.
 */
export function noteReplaced(privateData: Buffer = Buffer.of(), attributes: Attributes, object: Values): Buffer {
  const data = read(privateData);
  if (!data) return privateData;
  const plainOnes = Object.entries(attributes).filter(
    ([, { spec }]) => !spec.sensitive && ["string", "number", "bool"].includes(spec.shape.kind),
  );
  const note = Object.fromEntries(plainOnes.map(([name]) => [name, plain(object[name])]));
  return Buffer.from(JSON.stringify({ ...data, [NOTE]: note }));
}

/** The object that a new one replaces, if private data tell. */
export function replacedIn(privateData: Buffer = Buffer.of()): Readonly<Record<string, unknown>> | undefined {
  return read(privateData)?.[NOTE] as Record<string, unknown> | undefined;
}

/** Private data as they are stored. */
export function withoutNote(privateData: Buffer = Buffer.of()): Buffer {
  const data = read(privateData);
  if (!data || !(NOTE in data)) return privateData;
  const { [NOTE]: _note, ...rest } = data;
  return Object.keys(rest).length === 0 ? Buffer.of() : Buffer.from(JSON.stringify(rest));
}
