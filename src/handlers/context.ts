import type { Api, Settings } from "../client/api";
import type { Clock } from "../client/clock";
import { definitions, type Operation } from "../schema";
import type { Creations } from "./creations";

/** What every handler works with, once the provider is configured. */
export interface Context {
  readonly api: Api;
  /** Takes keys that the caller cannot see for deleted ones. */
  readonly treatInvisibleAsDeleted: boolean;
  /** The ids, in lower case, of keys that may be deleted although they are protected. */
  readonly unprotectedKeys: ReadonlySet<string>;
  readonly credential: Credential;
  readonly clock: Clock;
  readonly sealing: Sealing;
  /** Twelve hexadecimal digits that were never used before. */
  nonce(): string;
  readonly creations: Creations;
  /** The ids, in lower case, of the keys in the state that this process has come across. */
  readonly managed: Set<string>;
  /** What this process has told about, for instance keys in no state by their ids. */
  readonly reported: Set<string>;
  /** Tells of long waits. */
  noticeWaits(operation: Operation): void;
}

/** What may be asked about the key that the provider acts with. */
export interface Credential {
  is(value: string): boolean;
  beginsWith(hint: string): boolean;
}

/** Turns values of keys into what may be stored. */
export interface Sealing {
  /** Tells values apart, and tells nothing of them. */
  fingerprint(value: string): string;
  /** What encrypts for recipients, which are checked now. @throws Problem of kind `bad_recipient` */
  sealFor(recipients: readonly string[]): Promise<(value: string) => Promise<string>>;
  /** What an identity of age decrypts. @throws Problem of kind `bad_identity` or `not_decrypted` */
  decrypt(sealed: string, identity: string): Promise<string>;
}

/** What the process that runs the handlers lends them. */
export interface Host {
  /** Opens the API; must not send anything yet. */
  connect(settings: Settings, operation: Pick<Operation, "signal" | "ending"> & { readonly log: ConnectionLog }): Api;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The text of a file; throws as `node:fs` does. */
  readFile(path: string): string;
  readonly clock: Clock;
  readonly sealing: Sealing;
  /** Twelve random hexadecimal digits. */
  nonce(): string;
}

/** The part of a log that the client writes to. */
export interface ConnectionLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const { resource, dataSource, function: defineFunction, provider } = definitions<Context>();
