/** A rule of policy that a key does not keep, and why that is so. */
export interface PolicyException {
  /** The rule's name, for instance `MaximumPermission`. */
  readonly rule: string;
  readonly reason: string;
}

const EXCEPTION = /\s*\[exception to (\w+): ([^[\]]*)\]/g;

/** A justification with an exception added: `Nightly export [exception to NAME: REASON]`. Added twice, it is there once. */
export function withException(justification: string, { rule, reason }: PolicyException): string {
  const exception = `[exception to ${rule}: ${reason.replaceAll("[", "(").replaceAll("]", ")")}]`;
  if (justification.includes(exception)) return justification;
  return justification === "" ? exception : `${justification} ${exception}`;
}

/** The exceptions that a justification states, and what it says besides. */
export function readExceptions(justification: string): {
  readonly text: string;
  readonly exceptions: readonly PolicyException[];
} {
  const exceptions = [...justification.matchAll(EXCEPTION)].map(([, rule = "", reason = ""]) => ({ rule, reason }));
  return { text: justification.replace(EXCEPTION, "").trim(), exceptions };
}
