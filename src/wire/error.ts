/** The body of every error that Cloudcraft's clients have on record. */
export interface WireError {
  readonly error: string;
  readonly reason: string;
  /** The HTTP status again. */
  readonly code: number;
}
