import { apiKey, identity, settingAttributes } from "../handlers";
import { type Attributes, REDACTED, snakeCase } from "../schema";
import { type Json, type PlanDocument, record, textOf } from "./document";
import { KEY_TYPE } from "./key-type";
import { plannedObjects, priorObjects } from "./objects";
import { Scanner } from "./scanner";

/** All values of a plan that are marked sensitive anywhere in it. */
export class Secrets {
  readonly #scanner = new Scanner();
  readonly #all = new Set<string>();

  /** Marks every text and number within a value. */
  add(value: unknown): void {
    if (typeof value === "string" || typeof value === "number") {
      const text = String(value);
      if (text === "") return;
      this.#all.add(text);
      this.#scanner.add(text);
    } else if (typeof value === "object" && value !== null) {
      for (const part of Object.values(value)) this.add(part);
    }
  }

  /** A text without what is marked sensitive elsewhere in the plan. Short secrets are recognised only if it is all there is. */
  hide(text: string): string {
    if (this.#all.has(text)) return REDACTED;
    let result = "";
    let from = 0;
    for (const { at, found } of this.#scanner.find(text)) {
      result += text.slice(from, at) + REDACTED;
      from = at + found.length;
    }
    return result + text.slice(from);
  }
}

/** The secrets of a plan: what it marks, and what our own types declare as sensitive. */
export function secretsOf({ root, changes, drift, deferred, outputs }: PlanDocument): Secrets {
  const secrets = new Secrets();
  for (const change of [...changes, ...drift, ...deferred, ...outputs]) {
    addMarked(secrets, change.before, change.beforeSensitive);
    addMarked(secrets, change.after, change.afterSensitive);
    if ("type" in change && change.type === KEY_TYPE) {
      addDeclared(secrets, apiKey.attributes, change.before);
      addDeclared(secrets, apiKey.attributes, change.after);
    }
  }
  addOutputs(secrets, record(root.planned_values));
  addOutputs(secrets, record(record(root.prior_state).values));
  for (const { type, values, mark } of [...plannedObjects(root), ...priorObjects(root)]) {
    addMarked(secrets, values, mark);
    if (type === KEY_TYPE) addDeclared(secrets, apiKey.attributes, values);
  }
  const { root_module: module, provider_config: providers } = record(root.configuration);
  addVariables(secrets, record(record(module).variables), record(root.variables));
  addModule(secrets, record(module));
  for (const provider of Object.values(record(providers))) {
    const { name, expressions } = record(provider);
    if (name === identity.name) addDeclared(secrets, settingAttributes, constants(record(expressions)));
  }
  return secrets;
}

/** Whether a mark says that a value, or anything within it, is sensitive. */
export function isMarked(mark: unknown): boolean {
  if (typeof mark !== "object" || mark === null) return mark === true;
  return Object.values(mark).some(isMarked);
}

/** The mark of a part of a value. */
export function markOf(mark: unknown, part: string | number): unknown {
  if (mark === true) return true;
  return Array.isArray(mark) ? mark[Number(part)] : record(mark)[part];
}

function addMarked(secrets: Secrets, value: unknown, mark: unknown): void {
  if (mark === true) secrets.add(value);
  else if (typeof mark === "object" && mark !== null && typeof value === "object" && value !== null) {
    for (const [part, deeper] of Object.entries(mark)) addMarked(secrets, (value as Json)[part], deeper);
  }
}

function addDeclared(secrets: Secrets, attributes: Attributes, values: unknown): void {
  for (const [name, { spec }] of Object.entries(attributes)) {
    if (spec.sensitive) secrets.add(record(values)[snakeCase(name)]);
  }
}

function addOutputs(secrets: Secrets, { outputs }: Json): void {
  for (const output of Object.values(record(outputs))) {
    if (record(output).sensitive === true) secrets.add(record(output).value);
  }
}

/** The variables of a module, and what they were given. */
function addVariables(secrets: Secrets, declared: Json, given: Json): void {
  for (const [name, declaration] of Object.entries(declared)) {
    if (record(declaration).sensitive !== true) continue;
    secrets.add(record(declaration).default);
    secrets.add(record(given[name]).value);
  }
}

function addModule(secrets: Secrets, { module_calls: calls }: Json): void {
  for (const call of Object.values(record(calls))) {
    const { module, expressions } = record(call);
    const given = Object.entries(constants(record(expressions))).map(([name, value]) => [name, { value }]);
    addVariables(secrets, record(record(module).variables), Object.fromEntries(given));
    addModule(secrets, record(module));
  }
}

function constants(expressions: Json): Json {
  return Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => [name, record(expression).constant_value]),
  );
}

/** The values of keys that a plan knows, by address. */
export function keyValue(values: unknown): string | undefined {
  return textOf(record(values).key);
}
