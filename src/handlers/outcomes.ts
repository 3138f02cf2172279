import type { ProblemKind } from "../schema";

/** After these the service has surely made nothing: it was not asked, or does not know whom or what it was asked. */
export const NOTHING_MADE: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  "unreached",
  "unauthorized",
  "not_found",
  "cancelled",
]);

/** Asked again, the service would refuse again. It may have been asked twice already, and have refused only then. */
export const REFUSALS: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  "invalid",
  "forbidden",
  "conflict",
  "rate_limited",
]);
