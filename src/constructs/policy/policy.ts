import type { IConstruct } from "constructs";

/** The same in every copy of this package that an app's tree may hold: `instanceof` knows only its own. */
const POLICY = Symbol.for("cdktf-cloudcraft/Policy");

/** What is held against every key, to be added with `Aspects.of(scope).add(policy)`. */
export abstract class Policy {
  constructor() {
    Object.defineProperty(this, POLICY, { value: true });
  }

  /** Called by the framework for each construct. */
  abstract visit(construct: IConstruct): void;
}

/** Whether an aspect is a policy, of whichever copy of this package. */
export function isPolicy(aspect: unknown): aspect is Policy {
  return typeof aspect === "object" && aspect !== null && POLICY in aspect;
}
