import { durationMs } from "../../handlers/duration";
import { type DeclaredKey, isOpen, literalText } from "./key";
import { checked } from "./options";
import { Rule, type RuleOptions } from "./rule";

/** Settings of {@link RequireRotation}. */
export interface RequireRotationOptions extends RuleOptions {
  /** The longest that a key may keep its value, for instance `"90d"`. */
  readonly within: string;
}

/** Every key gets a new value from time to time. */
export class RequireRotation extends Rule {
  readonly name = "RequireRotation";
  readonly #within: string;

  constructor(options: RequireRotationOptions) {
    super(checked(options, ["level", "within"], "RequireRotation"));
    this.#within = duration(options.within, "RequireRotation");
  }

  protected judge({ rotationInput }: DeclaredKey): string | undefined {
    if (isOpen(rotationInput)) return undefined;
    const every: unknown = Object(rotationInput).every;
    if (isOpen(every)) return undefined;
    const most = `at least every ${this.#within}`;
    const given = literalText(every);
    if (given === undefined) return `this key never gets a new value. Say \`rotation: { every }\`, ${most}.`;
    return (durationMs(given) ?? 0) <= (durationMs(this.#within) ?? 0)
      ? undefined
      : `this key gets a new value every ${given}, and ${most} is required here.`;
  }
}

/** A duration that is one. @throws TypeError */
export function duration(text: string, rule: string): string {
  if (durationMs(text)) return text;
  throw new TypeError(`${rule}: \`within\` must be a duration such as "90d", not ${JSON.stringify(text)}.`);
}
