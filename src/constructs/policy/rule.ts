import type { IConstruct } from "constructs";
import { annotate } from "./annotate";
import { appliedRules, exceptionOf, record } from "./exception";
import { type DeclaredKey, declaredKey } from "./key";
import { oneOf } from "./options";
import { Policy } from "./policy";

/** How a rule speaks up. */
export interface RuleOptions {
  /** An `error` stops the synthesis; a `warning` does not. Default: `"error"`. */
  readonly level?: "error" | "warning";
}

/** A condition on every key. Derive your own from it, and add it with `Aspects.of(scope).add(rule)`. */
export abstract class Rule extends Policy {
  /** By which exceptions and messages name it. */
  abstract readonly name: string;
  readonly #level: "error" | "warning";
  readonly #met = new WeakSet<IConstruct>();
  readonly #told = new WeakSet<IConstruct>();

  constructor({ level = "error" }: RuleOptions = {}) {
    super();
    this.#level = oneOf(["error", "warning"], level, "The level of a rule");
  }

  /** Says in a sentence what is wrong with a key, and what to do; passes over what only Terraform knows. */
  protected abstract judge(key: DeclaredKey): string | undefined;

  /** Called by the framework for each construct, and by keys for the policies that it passes over. */
  visit(construct: IConstruct): void {
    appliedRules(construct).add(this.name);
    // An app may be synthesized more than once.
    if (this.#told.has(construct)) return;
    const key = declaredKey(construct);
    if (!key) return;
    this.#visitFinally(construct);
    const why = this.judge(key);
    if (why === undefined) return;
    this.#told.add(construct);
    const exception = exceptionOf(construct, this.name);
    const wayOut = `If it is to be so, say why: except(key, "${this.name}", "...").`;
    if (exception) record(exception, construct, key);
    else annotate(construct, this.#level, `${this.name}: ${why} ${wayOut}`);
  }

  /** Once more when the stack is validated: until then, aspects may change what is declared. */
  #visitFinally(construct: IConstruct): void {
    if (this.#met.has(construct)) return;
    this.#met.add(construct);
    construct.node.addValidation({
      validate: () => {
        this.visit(construct);
        return [];
      },
    });
  }
}
