import {
  type AnyAttribute,
  type AnyResource,
  type Attributes,
  isUnknown,
  type Operation,
  type State,
} from "../../schema";
import { adopt } from "./adopt";
import type { Outcome } from "./apply";
import { equal, mapValues, plainValues, type Value, type Values } from "./value";

/** Looks at the remote object. No state: it is gone. A failure leaves the state as it was. */
export async function read<C>(resource: AnyResource<C>, prior: Values, context: C & Operation): Promise<Outcome> {
  try {
    const returned = await resource.read(plainValues(prior) as State<Attributes>, context);
    if (returned === undefined) return { remarks: [] };
    const { values, problems } = adopt(resource.attributes, returned, prior);
    return { state: keepSpelling(resource.attributes, values, prior), remarks: problems.map((error) => ({ error })) };
  } catch (error) {
    return { state: prior, remarks: [{ error }] };
  }
}

/** Values in the spelling of earlier ones wherever they mean the same, so that only real drift shows. */
export function keepSpelling(attributes: Attributes, values: Values, prior: Values): Values {
  const respelt = Object.entries(attributes).map(([name, attribute]) => [
    name,
    keepSpellingOf(attribute, values[name], prior[name]),
  ]);
  return Object.fromEntries(respelt);
}

function keepSpellingOf(attribute: AnyAttribute, value: Value, prior: Value): Value {
  if (equal(attribute, value, prior, "returned")) return prior;
  if (value === undefined || prior === undefined || isUnknown(prior)) return value;
  const { shape } = attribute.spec;
  switch (shape.kind) {
    case "object":
      return keepSpelling(shape.attributes, value as Values, prior as Values);
    case "map":
      return mapValues(value as Values, (part, key) => keepSpellingOf(shape.element, part, (prior as Values)[key]));
    case "list":
      return (value as readonly Value[]).map((part, at) =>
        keepSpellingOf(shape.element, part, (prior as readonly Value[])[at]),
      );
    case "set": {
      const before = prior as readonly Value[];
      return (value as readonly Value[]).map(
        (part) => before.find((candidate) => equal(shape.element, part, candidate, "returned")) ?? part,
      );
    }
    default:
      return value;
  }
}
