import {
  type AnyAttribute,
  type Attributes,
  isConfigurable,
  isDefaulted,
  isSupplied,
  isUnknown,
  isWriteOnly,
  type Spec,
} from "../../schema";
import { defaultOf } from "./adopt";
import { pair } from "./pair";
import { equal, type Likeness, mapValues, nestedAttributes, type Value, type Values } from "./value";

/** Gives a computed value that the configuration leaves open, from the one before. */
export type Supplier = (spec: Spec, prior: Value, existed: boolean) => Value;

/** A configuration with defaults filled in, without what only the provider supplies. */
export function draftOf(attributes: Attributes, config: Values): Values {
  const drafted = project(attributes, config, undefined, () => undefined);
  const configurable = Object.entries(attributes).filter(([, attribute]) => isConfigurable(attribute));
  return Object.fromEntries(
    configurable.map(([name, attribute]) => [name, (isWriteOnly(attribute) ? config : drafted)[name]]),
  );
}

/** What follows from the configuration, spelled as before where that means the same, without what is write-only. */
export function project(attributes: Attributes, config: Values, prior: Values | undefined, supply: Supplier): Values {
  const projected = Object.entries(attributes).map(([name, attribute]) => [
    name,
    projectValue(attribute, config[name], prior?.[name], prior !== undefined, supply),
  ]);
  return Object.fromEntries(projected);
}

function projectValue(attribute: AnyAttribute, config: Value, prior: Value, existed: boolean, supply: Supplier): Value {
  if (isWriteOnly(attribute)) return undefined;
  if (isUnknown(config)) return config;
  if (config === undefined) {
    if (isSupplied(attribute)) return supply(attribute.spec, prior, existed);
    if (!isDefaulted(attribute)) return undefined;
    const byDefault = defaultOf(attribute);
    return prior !== undefined && equal(attribute, byDefault, prior, "equivalent") ? prior : byDefault;
  }
  const nested = nestedAttributes(attribute);
  if (!nested || !Object.values(nested).some(mayBeSupplied)) {
    if (prior !== undefined && equal(attribute, config, prior, "equivalent")) return prior;
    // Terraform takes a collection of plain values only as configured or as before, never a mixture.
    if (!nested) return config;
  }
  return projectElements(attribute, nested, config, prior, supply);
}

function projectElements(
  { spec: { shape } }: AnyAttribute,
  nested: Attributes,
  config: Value,
  prior: Value,
  supply: Supplier,
): Value {
  const element = (part: Value, before: Value) =>
    part === undefined || isUnknown(part)
      ? part
      : project(nested, part as Values, before as Values | undefined, supply);
  switch (shape.kind) {
    case "list":
      return (config as readonly Value[]).map((part, at) =>
        element(part, (prior as readonly Value[] | undefined)?.[at]),
      );
    case "set": {
      const [parts, before] = [config as readonly Value[], (prior ?? []) as readonly Value[]];
      const fitting = (likeness: Likeness) => (part: Value, candidate: Value) =>
        fitsAll(nested, part, candidate, likeness);
      const partners = pair(parts, before, fitting("identical"), fitting("equivalent"));
      return parts.map((part, at) => element(part, partners[at]));
    }
    case "map":
      return mapValues(config as Values, (part, key) => element(part, (prior as Values | undefined)?.[key]));
    default:
      return element(config, prior);
  }
}

/** Whether a set's element may be what an element of the configuration became. */
function fitsAll(attributes: Attributes, config: Value, candidate: Value, likeness: Likeness): boolean {
  if (config === undefined || candidate === undefined || isUnknown(config)) return config === candidate;
  return Object.entries(attributes).every(([name, attribute]) =>
    fits(attribute, (config as Values)[name], (candidate as Values)[name], likeness),
  );
}

function fits(attribute: AnyAttribute, config: Value, candidate: Value, likeness: Likeness): boolean {
  const { shape } = attribute.spec;
  if (config === undefined) {
    if (isSupplied(attribute)) return true;
    return equal(attribute, isDefaulted(attribute) ? defaultOf(attribute) : undefined, candidate, likeness);
  }
  if (equal(attribute, config, candidate, likeness)) return true;
  const nested = nestedAttributes(attribute);
  if (!nested || isUnknown(config) || candidate === undefined) return false;
  if (shape.kind === "object") return fitsAll(nested, config, candidate, likeness);
  const [parts, candidates] = [Object.entries(config), Object.entries(candidate)];
  if (parts.length !== candidates.length) return false;
  return pair(parts, candidates, ([key, part], [otherKey, other]) => {
    return (shape.kind === "set" || key === otherKey) && fitsAll(nested, part, other, likeness);
  }).every((partner) => partner !== undefined);
}

/** Whether a value may come from elsewhere than the configuration. */
function mayBeSupplied(attribute: AnyAttribute): boolean {
  if (isSupplied(attribute) || isDefaulted(attribute)) return true;
  return Object.values(nestedAttributes(attribute) ?? {}).some(mayBeSupplied);
}
