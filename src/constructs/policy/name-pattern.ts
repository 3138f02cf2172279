import { type DeclaredKey, literalText } from "./key";
import { checked } from "./options";
import { Rule, type RuleOptions } from "./rule";

/** Every key's name has a given form. */
export class NamePattern extends Rule {
  readonly name = "NamePattern";
  readonly #pattern: RegExp;

  /** @param pattern what names match; give `^` and `$` for all of the name */
  constructor(pattern: RegExp, options: RuleOptions = {}) {
    super(checked(options, ["level"], "NamePattern"));
    // Such expressions remember where they stopped.
    this.#pattern = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  }

  protected judge({ nameInput }: DeclaredKey): string | undefined {
    const name = literalText(nameInput);
    if (name === undefined || this.#pattern.test(name)) return undefined;
    return `the name ${JSON.stringify(name)} does not match ${this.#pattern}.`;
  }
}
