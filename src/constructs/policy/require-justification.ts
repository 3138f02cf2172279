import { readExceptions } from "../../handlers/policy-exception";
import { type DeclaredKey, isOpen, literalText } from "./key";
import { checked } from "./options";
import { Rule, type RuleOptions } from "./rule";

/** Settings of {@link RequireJustification}. */
export interface RequireJustificationOptions extends RuleOptions {
  /** What a justification has to contain, for instance a ticket: `/[A-Z]+-\d+/`. */
  readonly pattern?: RegExp;
}

/** Every key says why it exists. */
export class RequireJustification extends Rule {
  readonly name = "RequireJustification";
  readonly #pattern?: RegExp;

  constructor(options: RequireJustificationOptions = {}) {
    super(checked(options, ["level", "pattern"], "RequireJustification"));
    const { pattern } = options;
    this.#pattern = pattern && new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  }

  protected judge({ justificationInput }: DeclaredKey): string | undefined {
    if (isOpen(justificationInput)) return undefined;
    // Exceptions to other rules are no justification.
    const { text } = readExceptions(literalText(justificationInput) ?? "");
    if (text === "") return "nothing says why this key exists. Say so in `justification`.";
    return this.#pattern && !this.#pattern.test(text)
      ? `the justification does not match ${this.#pattern}.`
      : undefined;
  }
}
