import type { IConstruct } from "constructs";
import { Permission } from "../permission";
import { MaximumPermission } from "./maximum-permission";
import { NamePattern } from "./name-pattern";
import { NoOrganizationSharing } from "./no-organization-sharing";
import { checked } from "./options";
import { Policy } from "./policy";
import { RequireJustification, type RequireJustificationOptions } from "./require-justification";
import { RequireTeams, type RequireTeamsOptions } from "./require-teams";
import type { Rule, RuleOptions } from "./rule";

/** Settings of {@link LeastPrivilege}. */
export interface LeastPrivilegeOptions extends RuleOptions {
  /** The most that a key may do. Default: to read. */
  readonly maximumPermission?: Permission;
  /** What names match. Default: any name will do. */
  readonly namePattern?: RegExp;
  /** What a justification has to contain. Default: anything. */
  readonly justificationPattern?: RequireJustificationOptions["pattern"];
  /** Whether a team has to manage each key. Default: `false`. */
  readonly managers?: RequireTeamsOptions["managers"];
}

const OPTIONS: readonly (keyof LeastPrivilegeOptions)[] = [
  "level",
  "maximumPermission",
  "namePattern",
  "justificationPattern",
  "managers",
];

/**
 * All rules in one: keys read only, are seen by teams and not by the whole organization, and say why they exist.
 * `Aspects.of(app).add(new LeastPrivilege())`.
 */
export class LeastPrivilege extends Policy {
  readonly rules: readonly Rule[];

  constructor(options: LeastPrivilegeOptions = {}) {
    super();
    checked(options, OPTIONS, "LeastPrivilege");
    const { level, maximumPermission = Permission.READ, namePattern, justificationPattern, managers } = options;
    this.rules = [
      new RequireTeams({ level, managers }),
      new MaximumPermission(maximumPermission, { level }),
      new NoOrganizationSharing({ level }),
      new RequireJustification({ level, pattern: justificationPattern }),
      ...(namePattern ? [new NamePattern(namePattern, { level })] : []),
    ];
  }

  /** Called by the framework for each construct. */
  visit(construct: IConstruct): void {
    for (const rule of this.rules) rule.visit(construct);
  }
}
