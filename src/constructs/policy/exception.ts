import type { IConstruct } from "constructs";
import { type PolicyException, withException } from "../../handlers/policy-exception";
import type { DeclaredKey } from "./key";

const exceptions = new WeakMap<IConstruct, PolicyException[]>();

/**
 * Excepts a key, or all keys within a construct, from a rule. Where the rule would have had something to say, the
 * reason is added to the key's `justification`, as `[exception to RULE: REASON]`: that is the one text that a plan
 * carries into its review. Say so before the app is synthesized.
 * @param rule the rule's name, for instance `MaximumPermission`
 * @param reason why, in a sentence for those who review
 */
export function except(construct: IConstruct, rule: string, reason: string): void {
  if (reason.trim() === "") throw new TypeError(`An exception to ${rule} needs a reason.`);
  exceptions.set(construct, [...(exceptions.get(construct) ?? []), { rule, reason: reason.trim() }]);
}

/** The exception that a key has from a rule: its own, or that of the nearest construct around it. */
export function exceptionOf(key: IConstruct, rule: string): PolicyException | undefined {
  return key.node.scopes
    .reverse()
    .flatMap((scope) => exceptions.get(scope) ?? [])
    .find((exception) => exception.rule === rule);
}

/** Writes an exception where a review of the plan finds it. */
export function record(exception: PolicyException, key: DeclaredKey): void {
  const { justificationInput } = key;
  key.justification = withException(typeof justificationInput === "string" ? justificationInput : "", exception);
}
