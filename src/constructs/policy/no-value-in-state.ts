import { type DeclaredKey, isOpen, isTriggered } from "./key";
import { checked } from "./options";
import { Rule, type RuleOptions } from "./rule";

/** No key's value is in the state in plaintext: it is encrypted for recipients, or Terraform never has it. */
export class NoValueInState extends Rule {
  readonly name = "NoValueInState";

  constructor(options: RuleOptions = {}) {
    super(checked(options, ["level"], "NoValueInState"));
  }

  protected judge(key: DeclaredKey): string | undefined {
    const { recipientsInput } = key;
    if (isTriggered(key) || isOpen(recipientsInput)) return undefined;
    if (Array.isArray(recipientsInput) && recipientsInput.length > 0) return undefined;
    return "the value of this key would be in the state in plaintext. Name `recipients` to encrypt it for.";
  }
}
