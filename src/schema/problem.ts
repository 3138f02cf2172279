/** Where a problem lies: attribute names as in TypeScript, list indexes, map keys. */
export type Path = readonly (string | number)[];

/** What a reader of an error needs: what happened, why, and the way out. */
export interface ProblemParts {
  /** A stable literal by which code tells problems apart, for instance `not_found`. */
  readonly kind: string;
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
  readonly kind: string;
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
