/** One call to the API. */
export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the base URL, already encoded. */
  readonly path: string;
  readonly body?: unknown;
  /** Statuses besides 2xx that are an answer rather than an error. */
  readonly accept?: readonly number[];
  /** It finishes or takes back what was begun, so a stop does not keep it from being made. */
  readonly cleanup?: boolean;
}

/** The answer to a call. */
export interface Reply {
  readonly status: number;
  /** The decoded body; `undefined` if there was none. */
  readonly body: unknown;
}

/** Makes a call. Throws {@link ApiError}. Limits and retries are functions round another `Send`. */
export type Send = (call: Call) => Promise<Reply>;

/** Where the client says what it does. Never given a key. */
export interface ClientLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What ends calls. */
export interface Signals {
  /** Terraform asks to stop: what was not sent is not sent, and what only reads ends. */
  readonly signal: AbortSignal;
  /** The end of the time that was left to finish or take back what was begun. */
  readonly ending: AbortSignal;
}
