import type { IConstruct } from "constructs";
import { Annotations } from "../cdktf";
import { exceptionOf, record } from "./exception";
import { type DeclaredKey, isKey } from "./key";
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
  readonly #told = new WeakSet<IConstruct>();

  constructor({ level = "error" }: RuleOptions = {}) {
    super();
    this.#level = level;
  }

  /** Says in a sentence what is wrong with a key, and what to do; passes over what only Terraform knows. */
  protected abstract judge(key: DeclaredKey): string | undefined;

  /** Called by the framework for each construct, and by keys for the policies that it passes over. */
  visit(construct: IConstruct): void {
    // An app may be synthesized more than once.
    if (!isKey(construct) || this.#told.has(construct)) return;
    const why = this.judge(construct);
    if (why === undefined) return;
    this.#told.add(construct);
    const exception = exceptionOf(construct, this.name);
    const message = `${this.name}: ${why}`;
    if (exception) record(exception, construct);
    else if (this.#level === "error") Annotations.of(construct).addError(message);
    else Annotations.of(construct).addWarning(message);
  }
}
