import { dataSources, identity } from "../handlers";
import { isConfigurable, snakeCase } from "../schema";
import { withoutIndexes } from "./configuration";
import { type Declared, declaredIn } from "./declared";
import type { Json, PlanDocument } from "./document";
import { plannedObjects, priorObjects } from "./objects";

/** What a data source of ours has found. */
export interface LookUp {
  /** Without the provider's name: `team`, `teams`, `user`. */
  readonly noun: string;
  /** The configuration of the provider that was asked; empty if the plan does not tell. */
  readonly scope: string;
  readonly values: Json;
  readonly mark: unknown;
}

/** What a plan's data sources have found, and which provider's configuration each object belongs to. */
export class LookUps {
  readonly all: readonly LookUp[];
  readonly #declared: ReadonlyMap<string, Declared>;

  constructor({ root }: PlanDocument) {
    this.#declared = new Map([...declaredIn(root.configuration)].map((entry) => [entry.address, entry]));
    this.all = [...plannedObjects(root), ...priorObjects(root)].flatMap(({ address, mode, type, values, mark }) => {
      const source = dataSources.find(({ name }) => type === `${identity.name}_${name}`);
      if (mode !== "data" || !source) return [];
      // What a provider alone can tell, and a configuration tells all the same, is made up.
      const written = Object.keys(this.#declared.get(withoutIndexes(address))?.expressions ?? {});
      const isMadeUp = Object.entries(source.attributes).some(
        ([name, attribute]) => !isConfigurable(attribute) && written.includes(snakeCase(name)),
      );
      return isMadeUp ? [] : [{ noun: source.name, scope: this.scopeOf(address), values, mark }];
    });
  }

  /** The configuration of the provider that an object belongs to; empty if the plan does not tell. */
  scopeOf(address: string): string {
    return this.#declared.get(withoutIndexes(address))?.provider ?? "";
  }
}
