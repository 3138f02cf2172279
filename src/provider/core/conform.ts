import {
  type AnyAttribute,
  type Attributes,
  isUnknown,
  isWhollyKnown,
  type Path,
  snakeCase,
  type Warning,
} from "../../schema";
import { pair } from "./pair";
import { equal, sameKeys, type Value, type Values, withoutUnknowns } from "./value";

/** A state that keeps every promise of the plan, and where what the handler returned did not. */
export interface Conformed {
  readonly state: Values;
  readonly warnings: readonly Warning[];
}

/**
 * Puts what a handler returned into the plan's unknown places. What was planned and known stays as planned, since
 * Terraform would otherwise refuse the result and condemn the object; the next plan shows the difference.
 */
export function conform(attributes: Attributes, planned: Values, returned: Values): Conformed {
  const warnings: Warning[] = [];
  const differs = (path: Path, planned: Value) => {
    const name = `\`${snakeCase(path.filter((step) => typeof step === "string").join("."))}\``;
    warnings.push({
      summary: `The value of ${name} is not the planned one`,
      detail: `The service answered with another value for ${name} than the one it was given. The state has the planned value; the next plan shows the difference.`,
      path,
    });
    return withoutUnknowns(planned);
  };
  return { state: conformValues(attributes, planned, returned, [], differs), warnings };
}

type Differs = (path: Path, planned: Value) => Value;

function conformValues(
  attributes: Attributes,
  planned: Values,
  returned: Values,
  base: Path,
  differs: Differs,
): Values {
  const conformed = Object.entries(attributes).map(([name, attribute]) => [
    name,
    conformValue(attribute, planned[name], returned[name], [...base, name], differs),
  ]);
  return Object.fromEntries(conformed);
}

function conformValue(attribute: AnyAttribute, planned: Value, returned: Value, path: Path, differs: Differs): Value {
  const { shape } = attribute.spec;
  if (isUnknown(planned)) return returned;
  if (isWhollyKnown(planned)) {
    return equal(attribute, planned, returned, "returned") ? planned : differs(path, planned);
  }
  if (returned === undefined) return differs(path, planned);
  switch (shape.kind) {
    case "object":
      return conformValues(shape.attributes, planned as Values, returned as Values, path, differs);
    case "map": {
      const [plans, returns] = [planned as Values, returned as Values];
      if (!sameKeys(plans, returns)) return differs(path, planned);
      const parts = Object.entries(plans).map(([key, part]) => [
        key,
        conformValue(shape.element, part, returns[key], [...path, key], differs),
      ]);
      return Object.fromEntries(parts);
    }
    case "list": {
      const [plans, returns] = [planned as readonly Value[], returned as readonly Value[]];
      if (plans.length !== returns.length) return differs(path, planned);
      return plans.map((part, at) => conformValue(shape.element, part, returns[at], [...path, at], differs));
    }
    case "set":
      return conformSet(shape.element, planned as readonly Value[], returned as readonly Value[], path, differs);
    default:
      return differs(path, planned);
  }
}

function conformSet(
  element: AnyAttribute,
  planned: readonly Value[],
  returned: readonly Value[],
  path: Path,
  differs: Differs,
): Value[] {
  const agree = (plan: Value, candidate: Value) => {
    let agrees = true;
    conformValue(element, plan, candidate, path, () => {
      agrees = false;
      return undefined;
    });
    return agrees;
  };
  const partners = pair(planned, returned, agree);
  return planned.map((plan, at) => {
    const partner = partners[at];
    return partner === undefined ? differs(path, plan) : conformValue(element, plan, partner, path, differs);
  });
}
