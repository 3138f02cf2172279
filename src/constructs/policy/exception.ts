import type { IConstruct } from "constructs";
import { type PolicyException, withException } from "../../handlers/policy-exception";
import { suggestion } from "../names";
import { type DeclaredKey, isKey, justify } from "./key";

/** The same in every copy of this package that an app's tree may hold. */
const EXCEPTIONS = Symbol.for("cdktf-cloudcraft/exceptions");
const APPLIED = Symbol.for("cdktf-cloudcraft/applied-rules");

interface Marked {
  readonly [EXCEPTIONS]?: readonly PolicyException[];
  readonly [APPLIED]?: Set<string>;
}

const OWN_RULES = ["RequireTeams", "MaximumPermission", "NoOrganizationSharing", "RequireJustification", "NamePattern"];

/** The names of the rules that an app has applied so far: this package's own need not be all. */
export function appliedRules({ node: { root } }: IConstruct): Set<string> {
  const found = (root as Marked)[APPLIED];
  if (found) return found;
  const value = new Set<string>();
  Object.defineProperty(root, APPLIED, { value });
  return value;
}

/**
 * Excepts a key, or all keys within a construct, from a rule. Where the rule would have had something to say, the
 * reason is added to the key's `justification`, as `[exception to RULE: REASON]`: that is the one text that a plan
 * carries into its review. Say so before the app is synthesized.
 * @param rule the rule's name, for instance `MaximumPermission`; synth refuses one that does not exist
 * @param reason why, in a sentence for those who review
 */
export function except(construct: IConstruct, rule: string, reason: string): void {
  if (reason.trim() === "") throw new TypeError(`An exception to ${rule} needs a reason.`);
  const value = [...exceptionsOf(construct), { rule, reason: reason.trim() }];
  Object.defineProperty(construct, EXCEPTIONS, { value, configurable: true });
}

function exceptionsOf(construct: IConstruct): readonly PolicyException[] {
  return (construct as Marked)[EXCEPTIONS] ?? [];
}

/** The exception that a key has from a rule: its own, or that of the nearest construct around it. */
export function exceptionOf(key: IConstruct, rule: string): PolicyException | undefined {
  return key.node.scopes
    .reverse()
    .flatMap(exceptionsOf)
    .find((exception) => exception.rule === rule);
}

/** What is wrong with the exceptions of a key: rules that do not exist. Of several keys within a construct, the first tells. */
export function unknownExceptions(key: IConstruct): string[] {
  const rules = [...new Set([...OWN_RULES, ...appliedRules(key)])];
  return (
    key.node.scopes
      .flatMap((scope) => exceptionsOf(scope).map(({ rule }) => ({ scope, rule })))
      .filter(({ rule }) => !rules.includes(rule))
      // Asked last: for every key, it would look at all the others.
      .filter(({ scope }) => scope.node.findAll().find(isKey) === key)
      .map(({ rule }) => `There is no rule \`${rule}\` to be excepted from.${suggestion(rule, rules)}`)
  );
}

/** Writes an exception where a review of the plan finds it. */
export function record(exception: PolicyException, construct: IConstruct, key: DeclaredKey): void {
  const { justificationInput } = key;
  justify(construct, withException(typeof justificationInput === "string" ? justificationInput : "", exception));
}
