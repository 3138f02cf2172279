import { equal as alike, nestedAttributes, sameKeys, type Value, type Values } from "../../../src/provider/core/value";
import { type AnyAttribute, type Attributes, isUnknown, isWhollyKnown } from "../../../src/schema";

/** What Terraform itself would object to in a plan, in the words of its own rules; empty if nothing. */
export function brokenByPlan(
  attributes: Attributes,
  prior: Values | undefined,
  config: Values,
  planned: Values,
): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) =>
    planValid(attribute, prior?.[name], config[name], planned[name]).map((why) => `${name}: ${why}`),
  );
}

function planValid(attribute: AnyAttribute, prior: Value, config: Value, planned: Value): string[] {
  const { supply } = attribute.spec;
  const mayBeComputed = supply === "computed" || supply === "optionalComputed" || supply === "defaulted";
  if (equal(attribute, planned, config)) return [];
  if (prior !== undefined && config !== undefined && alike(attribute, planned, prior, "identical")) return [];
  if (config === undefined) return mayBeComputed || planned === undefined ? [] : ["planned although not configured"];
  const nested = nestedAttributes(attribute);
  if (!nested) return ["neither as configured nor as before"];
  if (isUnknown(config)) return ["unknown in the configuration, but not in the plan"];
  if (planned === undefined || isUnknown(planned)) return ["configured, but not planned"];
  const inside = (before: Value, conf: Value, plan: Value): string[] => {
    if (conf === undefined || isUnknown(conf)) return equal(attribute, plan, conf) ? [] : ["element invented"];
    if (plan === undefined || isUnknown(plan)) return ["element lost"];
    return brokenByPlan(nested, before as Values | undefined, conf as Values, plan as Values);
  };
  switch (attribute.spec.shape.kind) {
    case "list": {
      const [befores, confs, plans] = [prior ?? [], config, planned] as (readonly Value[])[];
      if (confs?.length !== plans?.length) return ["another number of elements"];
      return (confs ?? []).flatMap((conf, at) => inside(befores?.[at], conf, plans?.[at]));
    }
    case "map": {
      const [befores, confs, plans] = [(prior ?? {}) as Values, config as Values, planned as Values];
      if (!sameKeys(confs, plans)) return ["other keys"];
      return Object.keys(confs).flatMap((key) => inside(befores[key], confs[key], plans[key]));
    }
    case "set":
      return (config as readonly Value[]).length === (planned as readonly Value[]).length
        ? []
        : ["set of another size"];
    default:
      return inside(prior, config, planned);
  }
}

/** What Terraform itself would object to in the result of an apply; empty if nothing. */
export function brokenByApply(attributes: Attributes, planned: Values, actual: Values): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    if (!isWhollyKnown(actual[name])) return [`${name}: still unknown`];
    return compatible(attribute, planned[name], actual[name]) ? [] : [`${name}: not as planned`];
  });
}

function compatible(attribute: AnyAttribute, planned: Value, actual: Value): boolean {
  const { shape } = attribute.spec;
  if (isUnknown(planned)) return true;
  if (isWhollyKnown(planned)) return alike(attribute, planned, actual, "identical");
  if (actual === undefined) return false;
  switch (shape.kind) {
    case "object":
      return Object.entries(shape.attributes).every(([name, member]) =>
        compatible(member, (planned as Values)[name], (actual as Values)[name]),
      );
    case "map":
      return (
        sameKeys(planned as Values, actual as Values) &&
        Object.keys(planned as Values).every((key) =>
          compatible(shape.element, (planned as Values)[key], (actual as Values)[key]),
        )
      );
    case "list": {
      const [plans, actuals] = [planned as readonly Value[], actual as readonly Value[]];
      return plans.length === actuals.length && plans.every((plan, at) => compatible(shape.element, plan, actuals[at]));
    }
    case "set": {
      const [plans, actuals] = [planned as readonly Value[], actual as readonly Value[]];
      return (
        actuals.length <= plans.length &&
        actuals.every((part) => plans.some((plan) => compatible(shape.element, plan, part)))
      );
    }
    default:
      return false;
  }
}

function equal(attribute: AnyAttribute, one: Value, other: Value): boolean {
  if (isUnknown(one) && isUnknown(other)) return one.origin === other.origin;
  if (isWhollyKnown(one) && isWhollyKnown(other)) return alike(attribute, one, other, "identical");
  return JSON.stringify(one) === JSON.stringify(other);
}
