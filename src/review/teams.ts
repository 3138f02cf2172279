import { identity, team, teams } from "../handlers";
import { array, type Json, type PlanDocument, record, textOf } from "./document";
import { markOf } from "./secrets";

const ONE = `${identity.name}_${team.name}`;
const MANY = `${identity.name}_${teams.name}`;

/** The names of teams, by how access lists name the teams, in lower case. */
export type TeamNames = ReadonlyMap<string, string>;

/** The names that a plan's look-ups have found. */
export function teamNames({ root, changes }: PlanDocument): TeamNames {
  const names = new Map<string, string>();
  const learn = (values: unknown, mark: unknown) => {
    const { id, acl, name } = record(values);
    const entry = textOf(acl) ?? (typeof id === "string" ? `team/${id}` : undefined);
    const hidden = ["id", "acl", "name"].some((part) => markOf(mark, part) === true);
    if (entry !== undefined && typeof name === "string" && !hidden) names.set(entry.toLowerCase(), name);
  };
  const visit = (type: unknown, values: unknown, mark: unknown) => {
    if (type === ONE) learn(values, mark);
    if (type !== MANY) return;
    const marks = markOf(mark, "teams");
    for (const [at, entry] of array(record(values).teams).entries()) learn(entry, markOf(marks, at));
  };
  const visitModule = ({ resources, child_modules: children }: Json) => {
    for (const resource of array(resources)) {
      const { type, values, sensitive_values: mark } = record(resource);
      visit(type, values, mark);
    }
    for (const child of array(children)) visitModule(record(child));
  };
  for (const values of [record(record(root.prior_state).values), record(root.planned_values)]) {
    visitModule(record(values.root_module));
  }
  for (const { type, before, after, beforeSensitive, afterSensitive } of changes) {
    visit(type, before, beforeSensitive);
    visit(type, after, afterSensitive);
  }
  return names;
}
