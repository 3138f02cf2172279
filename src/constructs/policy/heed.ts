import type { IConstruct } from "constructs";
import { Aspects, TerraformStack } from "../cdktf";
import { Policy } from "./policy";

/**
 * Makes a key heed the policies of the app, and of whatever else is around its stack: the framework passes over
 * aspects that are added above a stack, and says nothing.
 */
export function heedPolicies(key: IConstruct): void {
  const stack = TerraformStack.of(key);
  Aspects.of(key).add({
    visit(construct) {
      const above = stack.node.scopes.filter((scope) => scope !== stack);
      for (const aspect of above.flatMap((scope) => Aspects.of(scope).all)) {
        if (aspect instanceof Policy) aspect.visit(construct);
      }
    },
  });
}
