import { Permission } from "../permission";
import { type DeclaredKey, literalText } from "./key";
import { checked, oneOf } from "./options";
import { Rule, type RuleOptions } from "./rule";

const RANKS: ReadonlyMap<string, number> = new Map([
  [Permission.READ, 0],
  [Permission.READ_WRITE, 1],
]);

/** No key may do more than a given permission. */
export class MaximumPermission extends Rule {
  readonly name = "MaximumPermission";

  readonly #maximum: string;

  /** @param maximum the most that a key may do; default: to read */
  constructor(maximum: Permission = Permission.READ, options: RuleOptions = {}) {
    super(checked(options, ["level"], "MaximumPermission"));
    this.#maximum = oneOf([...RANKS.keys()], maximum, "MaximumPermission");
  }

  protected judge({ permissionInput }: DeclaredKey): string | undefined {
    const permission = literalText(permissionInput);
    if (permission === undefined || rank(permission) <= rank(this.#maximum)) return undefined;
    return `this key may ${permission}, and ${this.#maximum} is the most that is allowed here.`;
  }
}

/** What is not known may do anything. */
function rank(permission: string): number {
  return RANKS.get(permission) ?? Number.POSITIVE_INFINITY;
}
