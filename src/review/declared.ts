import { array, type Json, record, textOf } from "./document";

/** An object as a plan's configuration declares it. */
export interface Declared {
  /** Without indexes. */
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  /** The configuration of a provider that it belongs to, such as `cloudcraft.alias`. */
  readonly provider?: string;
  readonly expressions: Json;
  /** How many objects it stands for. `any`: `count` or `for_each`, its own or a module's, decides. */
  readonly instances: "one" | "any" | "none";
}

/** Everything that a plan's configuration declares, modules included. */
export function* declaredIn(configuration: unknown): Generator<Declared> {
  yield* declaredInModule("", record(record(configuration).root_module), "one");
}

type Instances = Declared["instances"];

function* declaredInModule(prefix: string, module: Json, outer: Instances): Generator<Declared> {
  for (const entry of array(module.resources)) {
    const { type, name, mode: written, provider_config_key: provider, expressions } = record(entry);
    const mode = textOf(written) ?? "managed";
    yield {
      address: `${prefix}${mode === "managed" ? "" : `${mode}.`}${String(type)}.${String(name)}`,
      mode,
      type: String(type),
      provider: textOf(provider),
      expressions: record(expressions),
      instances: fewer(outer, instancesOf(record(entry))),
    };
  }
  for (const [name, call] of Object.entries(record(module.module_calls))) {
    const within = fewer(outer, instancesOf(record(call)));
    yield* declaredInModule(`${prefix}module.${name}.`, record(record(call).module), within);
  }
}

function instancesOf({ count_expression: count, for_each_expression: each }: Json): Instances {
  if (count === undefined && each === undefined) return "one";
  const value = record(count ?? each).constant_value;
  const isNone =
    value === 0 || value === "0" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  return isNone ? "none" : "any";
}

function fewer(one: Instances, other: Instances): Instances {
  return [one, other].includes("none") ? "none" : [one, other].includes("any") ? "any" : "one";
}
