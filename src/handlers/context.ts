import type { Api, Settings } from "../client/api";
import type { Clock } from "../client/clock";
import { definitions, type Operation } from "../schema";

/** What every handler works with, once the provider is configured. */
export interface Context {
  readonly api: Api;
  /** The same without regard to a stop: for what must be taken back once nobody waits for an answer. */
  readonly parting: Api;
  /** Takes keys that the caller cannot see for deleted ones. */
  readonly treatInvisibleAsDeleted: boolean;
  readonly credential: Credential;
  readonly clock: Clock;
  /** Twelve hexadecimal digits that were never used before. */
  nonce(): string;
  /** The nonces of the creations that this process has begun. */
  readonly creations: Set<string>;
  /** What this process has told about, for instance unfinished keys by their ids. */
  readonly reported: Set<string>;
  /** Tells of long waits. */
  noticeWaits(operation: Operation): void;
}

/** What may be asked about the key that the provider acts with. */
export interface Credential {
  is(value: string): boolean;
  beginsWith(hint: string): boolean;
}

/** What the process that runs the handlers lends them. */
export interface Host {
  /** Opens the API; must not send anything yet. */
  connect(settings: Settings, operation: { readonly signal: AbortSignal; readonly log: ConnectionLog }): Api;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The text of a file; throws as `node:fs` does. */
  readFile(path: string): string;
  readonly clock: Clock;
  /** Twelve random hexadecimal digits. */
  nonce(): string;
}

/** The part of a log that the client writes to. */
export interface ConnectionLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const { resource, dataSource, provider } = definitions<Context>();
