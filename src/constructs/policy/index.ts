export { except } from "./exception";
export { LeastPrivilege, type LeastPrivilegeOptions } from "./least-privilege";
export { MaximumPermission } from "./maximum-permission";
export { NamePattern } from "./name-pattern";
export { NoOrganizationSharing } from "./no-organization-sharing";
export { Policy } from "./policy";
export { RequireJustification, type RequireJustificationOptions } from "./require-justification";
export { RequireTeams, type RequireTeamsOptions } from "./require-teams";
export { Rule, type RuleOptions } from "./rule";
