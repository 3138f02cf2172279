import { array, type Json, record, textOf } from "./document";

/** An object of a state, or of a plan's values. */
export interface HeldObject {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  /** The address of the provider that it belongs to. */
  readonly provider?: string;
  readonly values: Json;
  readonly mark: unknown;
}

/** Every object of a plan's prior state, modules included. */
export function priorObjects(root: Json): Generator<HeldObject> {
  return objectsIn(record(record(record(root.prior_state).values).root_module));
}

/** Every object of a plan's planned values, modules included. */
export function plannedObjects(root: Json): Generator<HeldObject> {
  return objectsIn(record(record(root.planned_values).root_module));
}

function* objectsIn({ resources, child_modules: children }: Json): Generator<HeldObject> {
  for (const resource of array(resources)) {
    const { address, mode, type, provider_name: provider, values, sensitive_values: mark } = record(resource);
    yield {
      address: String(address),
      mode: textOf(mode) ?? "managed",
      type: String(type),
      provider: textOf(provider),
      values: record(values),
      mark,
    };
  }
  for (const child of array(children)) yield* objectsIn(record(child));
}
