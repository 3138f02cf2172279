import { Problem } from "../schema";
import type { Kind, Report } from "./report";

const KIND_OF: Readonly<Record<string, Kind>> = {
  new: "new",
  broader: "broader",
  narrower: "narrower",
  replace: "replaced",
  revoke: "revoked",
  drift: "drift",
};

/** Which kinds of change stop whoever asks. */
export interface Gate {
  readonly failOn: readonly string[];
  /** How many keys each of them concerns; what concerns none is left out. */
  readonly tripped: Readonly<Record<string, number>>;
  readonly passed: boolean;
}

/** What `--fail-on` may name. */
export const FAIL_ON = [...Object.keys(KIND_OF), "any", "none"];

/** Reads a list such as `broader,new`. @throws Problem `bad_usage` */
export function readFailOn(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
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
export function gate({ counts, changes }: Report, failOn: readonly string[]): Gate {
  const tripped = failOn.flatMap((name): [string, number][] => {
    const kind = KIND_OF[name];
    const count = kind ? counts[kind] : name === "any" ? changes.length : 0;
    return count > 0 ? [[name, count]] : [];
  });
  return { failOn, tripped: Object.fromEntries(tripped), passed: tripped.length === 0 };
}
