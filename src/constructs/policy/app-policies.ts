import type { IConstruct } from "constructs";
import { Aspects, TerraformStack } from "../cdktf";
import { rememberSource } from "./annotate";
import { unknownExceptions } from "./exception";
import { isPolicy, type Policy } from "./policy";

/**
 * Applies to a key the policies of the app, and of whatever else is around its stack: the framework passes over
 * aspects that are added above a stack, and says nothing. All policies look once more when the stack is validated,
 * after every aspect has changed what it wanted to.
 */
export function applyAppPolicies(key: IConstruct): void {
  const stack = TerraformStack.of(key);
  rememberSource(key);
  Aspects.of(key).add({
    visit(construct) {
      for (const policy of stack.node.scope?.node.scopes.flatMap(policiesOf) ?? []) policy.visit(construct);
    },
  });
  key.node.addValidation({
    validate() {
      for (const policy of key.node.scopes.flatMap(policiesOf)) policy.visit(key);
      return unknownExceptions(key);
    },
  });
}

/** The policies that were added to a construct, with whichever copy of the framework: each has a symbol of its own. */
function policiesOf(scope: IConstruct): Policy[] {
  return Object.getOwnPropertySymbols(scope)
    .filter(({ description }) => description === DESCRIPTION)
    .flatMap((symbol) => (scope as unknown as Readonly<Record<symbol, Aspects>>)[symbol]?.all ?? [])
    .filter(isPolicy);
}

/** How the framework describes the symbol under which it keeps aspects. */
const DESCRIPTION = describedBy({});

function describedBy(probe: object): string | undefined {
  Aspects.of(probe as IConstruct);
  const [symbol] = Object.getOwnPropertySymbols(probe);
  if (!symbol) throw new TypeError("This version of the framework keeps aspects where policies cannot be found.");
  return symbol.description;
}
