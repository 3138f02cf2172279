import type { IConstruct } from "constructs";

/** What is held against every key, to be added with `Aspects.of(scope).add(policy)`. */
export abstract class Policy {
  /** Called by the framework for each construct. */
  abstract visit(construct: IConstruct): void;
}
