/** Where a problem lies: attribute names as in TypeScript, list indexes, map keys. */
export type Path = readonly (string | number)[];

/** Every kind of problem, for code to tell them apart, and for documentation to list. */
export type ProblemKind =
  | "abandoned"
  | "already_expired"
  | "ambiguous_name"
  | "ambiguous_team"
  | "bad_identity"
  | "bad_recipient"
  | "bad_usage"
  | "busy"
  | "cancelled"
  | "cannot_listen"
  | "conflict"
  | "deletion_protected"
  | "files_exist"
  | "forbidden"
  | "interrupted"
  | "invalid"
  | "invalid_configuration"
  | "invisible"
  | "left_behind"
  | "lock_lost"
  | "mirror"
  | "network"
  | "no_identity"
  | "not_decrypted"
  | "not_deleted"
  | "not_found"
  | "not_importable"
  | "not_renamed"
  | "own_key"
  | "package_incomplete"
  | "port_in_use"
  | "rate_limited"
  | "recipients_removed"
  | "record_lost"
  | "record_mismatch"
  | "record_unreadable"
  | "records_unusable"
  | "redirect"
  | "server"
  | "settings"
  | "sink_failed"
  | "sink_refused"
  | "stopped"
  | "team_not_found"
  | "timeout"
  | "too_slow"
  | "unauthorized"
  | "unclear_value"
  | "unconfigured"
  | "unknown_settings"
  | "unknown_type"
  | "unreached"
  | "unreadable"
  | "unseen"
  | "unsupported_platform"
  | "unswept"
  | "upgrade"
  | "value_untold"
  | "write_only_unsupported"
  | "wrong_state"
  | "wrong_type";

/** What a reader of an error needs: what happened, why, and the way out. */
export interface ProblemParts {
  readonly kind: ProblemKind;
  /** What happened: short, no full stop. */
  readonly summary: string;
  /** Cause, in whole sentences. */
  readonly detail?: string;
  /** What to do about it, in whole sentences. */
  readonly remedy?: string;
  /** The attribute at fault, where there is one. */
  readonly path?: Path;
}

/** An error with a name, a cause and a way out. Rooms tell problems apart by `kind`, never by class. */
export class Problem extends Error implements ProblemParts {
  readonly kind: ProblemKind;
  readonly summary: string;
  readonly detail?: string;
  readonly remedy?: string;
  readonly path?: Path;

  constructor(parts: ProblemParts, options?: ErrorOptions) {
    super([parts.summary, parts.detail, parts.remedy].filter(Boolean).join(". "), options);
    this.name = "Problem";
    this.kind = parts.kind;
    this.summary = parts.summary;
    this.detail = parts.detail;
    this.remedy = parts.remedy;
    this.path = parts.path;
  }
}

/** Whether an error, of whatever class, says its kind, as {@link Problem} and the client's errors do. */
export function isProblem(error: unknown): error is Error & ProblemParts {
  return error instanceof Error && typeof (error as Partial<ProblemParts>).kind === "string";
}
