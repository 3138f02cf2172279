import { Problem } from "../schema";
import { KINDS, type Kind, type Report } from "./report";

/** Which kinds of change stop whoever asks. */
export interface Gate {
  readonly failOn: readonly string[];
  /** How many keys each of them concerns, or how many plans; what concerns none is left out. */
  readonly tripped: Readonly<Record<string, number>>;
  readonly passed: boolean;
}

/** What `--fail-on` may name: each kind of change, plans that leave something out, any of these, or none. */
export const FAIL_ON: readonly string[] = [...KINDS, "partial", "any", "none"];

/** What stops unless something else is asked for: whatever gives more to somebody, or breaks consumers, or is not known. */
export const DEFAULT_FAIL_ON = "broader,new-privileged,plaintext,replaced,partial";

/** What stops in any case, but for `none`: a plan that failed. */
const ALWAYS = "errored";

/** Former words. */
const ALIASES: Readonly<Record<string, Kind>> = { replace: "replaced", revoke: "revoked" };

/** Reads a list such as `broader,new`. @throws Problem `bad_usage` */
export function readFailOn(text: string): readonly string[] {
  const names = text.split(",").map((name) => ALIASES[name.trim()] ?? name.trim());
  const wrong = names.find((name) => !FAIL_ON.includes(name));
  if (wrong !== undefined || (names.includes("none") && names.length > 1)) {
    throw new Problem({
      kind: "bad_usage",
      summary:
        wrong === undefined
          ? "--fail-on: `none` stands alone"
          : `--fail-on: ${JSON.stringify(wrong)} is no such change`,
      remedy: `Give a list of ${FAIL_ON.slice(0, -2).join(", ")}, or any, or none.`,
    });
  }
  return names;
}

/** Whether a report holds what a list names. */
export function gate({ counts, changes, plans }: Report, failOn: readonly string[]): Gate {
  const errored = plans.filter((plan) => plan.errored).length;
  const partial = plans.filter((plan) => plan.doubtful && !plan.errored).length;
  const all: Readonly<Record<string, number>> = {
    ...counts,
    any: changes.length,
    partial,
    [ALWAYS]: errored,
  };
  const stops = new Set(
    failOn.includes("none") ? [] : [...failOn, ...(failOn.includes("any") ? ["partial"] : []), ALWAYS],
  );
  const tripped = [...stops].flatMap((name): [string, number][] => {
    const count = all[name] ?? 0;
    return count > 0 ? [[name, count]] : [];
  });
  return { failOn, tripped: Object.fromEntries(tripped), passed: tripped.length === 0 };
}
