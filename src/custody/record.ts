/** What is known of a key. Never its value. */
export interface KnownKey {
  readonly id: string;
  readonly name: string;
  readonly permission: "read" | "read-write";
  readonly readAccess?: readonly string[];
  readonly writeAccess?: readonly string[];
  readonly justification?: string;
  readonly deletionProtection: boolean;
  /** The first characters of its value. */
  readonly hint: string;
  readonly creatorId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * How far a key has come. `begun`: it may exist under a provisional name. `made`: it exists, and where its value is
 * going is not known. `stored`: its value is where it belongs. `revoked`: it is gone. `handed_over`: it is managed by
 * something else.
 */
export type Stage = (typeof STAGES)[number];
const STAGES = ["begun", "made", "stored", "revoked", "handed_over"] as const;

/** What a record says of a key. */
export interface KeyRecord {
  readonly version: 1;
  /** Which declaration the key belongs to. */
  readonly owner: string;
  /** Which of the declaration's null resources has it now. */
  readonly generation: string;
  /** Which had it before, the latest first: any other had another key. `undefined`: there is no telling. */
  readonly earlier?: readonly string[];
  readonly stage: Stage;
  /** By which the key is known while it has no real name yet. */
  readonly nonces: readonly string[];
  readonly key?: KnownKey;
  /** The file that has the value, as it was declared. */
  readonly secretFile?: string;
  /** When this was written (RFC 3339). */
  readonly at: string;
}

/** Whether a creation was begun that has not come to its end. */
export function isUnfinished({ stage }: KeyRecord): boolean {
  return stage === "begun" || stage === "made";
}

/** How many null resources that have had a key are remembered. All but the last should be gone long since. */
const REMEMBERED = 20;

/** The earlier null resources of a record that another one takes over. */
export function takenOver({ generation, earlier }: KeyRecord, by: string): readonly string[] | undefined {
  return generation === by ? earlier : earlier && [generation, ...earlier].slice(0, REMEMBERED);
}

/** Whether the key of a record is, or was, that of a null resource. */
export function isOf({ generation, earlier }: KeyRecord, other: string): boolean {
  return generation === other || (earlier?.includes(other) ?? true);
}

/** A record from its text; `undefined` if it is none. */
export function parseRecord(text: string): KeyRecord | undefined {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isRecord(record) ? record : undefined;
}

function isRecord(value: unknown): value is KeyRecord {
  if (!isObject(value) || value.version !== 1) return false;
  const { owner, generation, earlier = [], stage, nonces, key, secretFile = "", at } = value;
  return (
    areTexts([owner, generation, secretFile, at]) &&
    STAGES.some((known) => known === stage) &&
    areTexts(nonces) &&
    areTexts(earlier) &&
    (key === undefined || isKnownKey(key))
  );
}

function isKnownKey(value: unknown): value is KnownKey {
  if (!isObject(value) || typeof value.deletionProtection !== "boolean") return false;
  const { id, name, permission, hint, creatorId, createdAt, updatedAt } = value;
  return areTexts([id, name, permission, hint, creatorId, createdAt, updatedAt]) && id !== "";
}

function areTexts(values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => typeof value === "string");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
