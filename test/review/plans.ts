import { readPlan } from "../../src/review/document";
import type { AccessChange, Report } from "../../src/review/report";
import { review } from "../../src/review/review";

export const PLATFORM = "team/11111111-1111-4111-8111-111111111111";
export const DATA = "team/22222222-2222-4222-8222-222222222222";
export const EVERYONE = "customer/33333333-3333-4333-8333-333333333333";

/** A team as data sources tell of it. */
export function team(acl: string, name: string): Values {
  return { id: acl.slice("team/".length), acl, name };
}

type Values = Readonly<Record<string, unknown>>;

/** A key's attributes in Terraform, as after apply. */
export function key(change: Values = {}): Values {
  return {
    id: "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
    name: "CI",
    permission: "read",
    read_access: null,
    write_access: null,
    justification: null,
    deletion_protection: false,
    key: "value-of-the-key-value-of-the-key",
    hint: "val",
    ...change,
  };
}

/** How an entry of `resource_changes` differs from an update of one key. */
export interface Entry {
  readonly address?: string;
  readonly type?: string;
  readonly mode?: string;
  readonly actions?: readonly string[];
  readonly before?: Values | null;
  readonly after?: Values | null;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
  readonly sensitiveBefore?: unknown;
  readonly more?: Values;
  readonly importing?: Values;
}

/** An entry of `resource_changes`. */
export function entry(entry: Entry): Values {
  const {
    address = "cloudcraft_api_key.ci",
    type = "cloudcraft_api_key",
    mode = "managed",
    actions = ["update"],
  } = entry;
  const { before = null, after = null, unknown = {}, sensitive = { key: true }, more, importing } = entry;
  const index = /\["([^"]*)"\]$/.exec(address)?.[1];
  return {
    address,
    mode,
    type,
    name: "ci",
    ...(index === undefined ? {} : { index }),
    ...more,
    change: {
      actions,
      before,
      after,
      after_unknown: unknown,
      before_sensitive: entry.sensitiveBefore ?? (before === null ? false : sensitive),
      after_sensitive: after === null ? false : sensitive,
      ...(importing ? { importing } : {}),
    },
  };
}

/** The text of a plan. */
export function planText(changes: readonly Values[], more: Values = {}): string {
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    complete: true,
    planned_values: { root_module: {} },
    resource_changes: changes,
    ...more,
  });
}

/** Reads the text of a plan. */
export function planOf(text: string, stack = "") {
  return readPlan(new TextEncoder().encode(text), "plan.json", stack);
}

/** The report of one plan. */
export function reportOf(changes: readonly Values[], more: Values = {}): Report {
  return review([planOf(planText(changes, more))]);
}

/** What is told of the only key that changes. */
export function only(changes: readonly Values[], more: Values = {}): AccessChange {
  const [first, ...others] = reportOf(changes, more).changes;
  if (!first || others.length > 0) throw new Error(`There are ${others.length + (first ? 1 : 0)} changes.`);
  return first;
}

/** What a change of a key's attributes means. */
export function meaning(before: Values, after: Values, entryChange: Entry = {}): readonly string[] {
  const [change] = reportOf([entry({ before: key(before), after: key(after), ...entryChange })]).changes;
  return change?.kinds ?? [];
}
