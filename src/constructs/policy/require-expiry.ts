import { durationMs } from "../../handlers/duration";
import { type DeclaredKey, isOpen, literalText } from "./key";
import { checked } from "./options";
import { duration } from "./require-rotation";
import { Rule, type RuleOptions } from "./rule";

/** Settings of {@link RequireExpiry}. */
export interface RequireExpiryOptions extends RuleOptions {
  /** How far ahead of the synthesis `expiresAt` may lie, for instance `"365d"`. Default: however far. */
  readonly within?: string;
}

/** Every key ends at a time. */
export class RequireExpiry extends Rule {
  readonly name = "RequireExpiry";
  readonly #within?: string;

  constructor(options: RequireExpiryOptions = {}) {
    super(checked(options, ["level", "within"], "RequireExpiry"));
    this.#within = options.within === undefined ? undefined : duration(options.within, "RequireExpiry");
  }

  protected judge({ expiresAtInput }: DeclaredKey): string | undefined {
    if (isOpen(expiresAtInput)) return undefined;
    const expiresAt = literalText(expiresAtInput);
    if (expiresAt === undefined) return "this key never expires. Say when, in `expiresAt`.";
    const within = this.#within;
    if (within === undefined || Date.parse(expiresAt) <= Date.now() + (durationMs(within) ?? 0)) return undefined;
    return `this key expires at ${expiresAt}, and within ${within} is required here.`;
  }
}
