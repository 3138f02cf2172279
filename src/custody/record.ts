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
export type Stage = "begun" | "made" | "stored" | "revoked" | "handed_over";

/** What a record says of a key. */
export interface KeyRecord {
  readonly version: 1;
  /** Which declaration the key belongs to. */
  readonly owner: string;
  /** Which of the declaration's null resources has it now; `*`: whichever comes. */
  readonly generation: string;
  readonly stage: Stage;
  /** By which the key is known while it has no real name yet. */
  readonly nonces: readonly string[];
  readonly key?: KnownKey;
  /** The file that has the value, as it was declared. */
  readonly secretFile?: string;
  /** When this was written (RFC 3339). */
  readonly at: string;
}

/** A record from its text; `undefined` if it is none. */
export function parseRecord(text: string): KeyRecord | undefined {
  try {
    const { version, owner, generation, stage, nonces, key } = JSON.parse(text) as Partial<KeyRecord>;
    const isWhole =
      version === 1 &&
      typeof owner === "string" &&
      typeof generation === "string" &&
      typeof stage === "string" &&
      Array.isArray(nonces) &&
      (key === undefined || typeof key.id === "string");
    return isWhole ? (JSON.parse(text) as KeyRecord) : undefined;
  } catch {
    return undefined;
  }
}
