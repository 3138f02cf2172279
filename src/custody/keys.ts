import type { Warning } from "../schema";
import type { KnownKey } from "./record";
import type { Records } from "./records";

/** What is to be told while a key is being made, so that the record is ahead of whatever may fail. */
export interface Progress {
  /** A key may come into being, known by this nonce until it has its real name. */
  begun(nonce: string): void;
  /** A key has come into being; `undefined`: it is gone again. */
  made(key: KnownKey | undefined): void;
}

/** A key in sight that has the name of another. */
export interface Namesake extends KnownKey {
  /** Whether it acts as the same user as a key that is made now. */
  readonly isOurs: boolean;
}

/**
 * What can be done with keys at the service. `W` is what is wanted of one. What changes a key confirms the lock before
 * each request, except for `rollBack` and `removeUnfinished`: a key whose value nobody has is never in anybody's way.
 */
export interface Keys<W> {
  make(wanted: W, progress: Progress): Promise<{ readonly key: KnownKey; readonly value: string }>;
  /** Makes an existing key what is wanted. `undefined`: it is gone. */
  change(key: KnownKey, wanted: W): Promise<KnownKey | undefined>;
  /** Deletes a key; no matter if it is gone already. */
  revoke(key: KnownKey): Promise<void>;
  /** Deletes a key whose value was never stored, no matter who holds the lock by now. */
  rollBack(key: KnownKey): Promise<void>;
  /** Deletes keys that have no real name yet, and returns their ids. */
  removeUnfinished(nonces: readonly string[]): Promise<readonly string[]>;
  /** The live key that a value belongs to, if it is in sight. The name tells apart those that look alike. */
  withValue(value: string, name: string): Promise<KnownKey | undefined>;
  /** The key of an id, if it is in sight. */
  withId(id: string): Promise<KnownKey | undefined>;
  /** All keys in sight of this name. */
  named(name: string): Promise<readonly Namesake[]>;
}

/** Said in place of an id. */
export const NONE = "none";

/** What custody works with. */
export interface CustodyContext<W> {
  readonly records: Records;
  readonly keys: Keys<W>;
  /** The id of the key that somebody says is an owner's, for want of a record; {@link NONE}: that none is. */
  toldId(owner: string): string | undefined;
  /** The time, RFC 3339. */
  now(): string;
  warn(warning: Warning): void;
  /** The environment of commands that take a value. */
  readonly environment: NodeJS.ProcessEnv;
}

/** What was done, for programs and for people. Holds no secret. */
export interface Outcome {
  readonly action: "created" | "updated" | "adopted" | "revoked" | "absent" | "superseded" | "handed_over" | "swept";
  readonly owner?: string;
  readonly id?: string;
  readonly name?: string;
  /** The owners whose keys a sweep revoked. */
  readonly revoked?: readonly string[];
  /** What was done, in one sentence. */
  readonly sentence: string;
}
