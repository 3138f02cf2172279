import {
  type AnyAttribute,
  type AnyResource,
  type Attributes,
  type Change,
  isUnknown,
  type Path,
  type Spec,
  unknown,
} from "../../schema";
import { defaultOf } from "./adopt";
import { pair } from "./pair";
import { alike, alikeValues, mapValues, nestedAttributes, plainValues, type Value, type Values } from "./value";

/** What Terraform asks to be planned: no `config` means delete, no `prior` means create. */
export interface PlanRequest {
  readonly config?: Values;
  readonly prior?: Values;
}

/** What will be, and the paths of the changes that cannot be made in place. */
export interface Planned {
  readonly planned?: Values;
  readonly replaces: readonly Path[];
}

/** Gives a computed value that the configuration leaves open, from the one before. */
type Supplier = (spec: Spec, prior: Value, existed: boolean) => Value;

const asBefore: Supplier = (_, prior) => prior;

const afterChange: Supplier = (spec, prior, existed) =>
  (spec.stable || spec.replaces) && (prior !== undefined || (existed && spec.nullable)) ? prior : unknown;

/** Decides what a change will lead to: nothing at all, unless the configuration says something new. */
export function plan({ attributes }: Pick<AnyResource<never>, "attributes">, { config, prior }: PlanRequest): Planned {
  if (!config) return { replaces: [] };
  if (prior && alikeValues(attributes, project(attributes, config, prior, asBefore), prior, "identical")) {
    return { planned: prior, replaces: [] };
  }
  const planned = project(attributes, config, prior, afterChange);
  return { planned, replaces: prior ? replaced(attributes, prior, planned, []) : [] };
}

/** A change as a resource's `plan` takes it: defaults filled in, and what was known before. */
export function changeOf(attributes: Attributes, { config, prior }: PlanRequest): Change<Attributes> {
  return {
    draft: config && plainValues(draftOf(attributes, config)),
    state: prior && (plainValues(prior) as Change<Attributes>["state"]),
  };
}

/** A configuration with defaults filled in, without what only the provider supplies. */
export function draftOf(attributes: Attributes, config: Values): Values {
  const drafted = project(attributes, config, undefined, () => undefined);
  return Object.fromEntries(Object.entries(drafted).filter(([name]) => attributes[name]?.spec.supply !== "computed"));
}

/** What follows from the configuration, spelled as before where that means the same. */
export function project(attributes: Attributes, config: Values, prior: Values | undefined, supply: Supplier): Values {
  const projected = Object.entries(attributes).map(([name, attribute]) => [
    name,
    projectValue(attribute, config[name], prior?.[name], prior !== undefined, supply),
  ]);
  return Object.fromEntries(projected);
}

function projectValue(attribute: AnyAttribute, config: Value, prior: Value, existed: boolean, supply: Supplier): Value {
  const { spec } = attribute;
  if (isUnknown(config)) return config;
  if (config === undefined) {
    if (spec.supply === "computed" || spec.supply === "optionalComputed") return supply(spec, prior, existed);
    if (spec.supply !== "defaulted") return undefined;
    const byDefault = defaultOf(attribute);
    return prior !== undefined && alike(attribute, byDefault, prior, "equivalent") ? prior : byDefault;
  }
  const nested = nestedAttributes(attribute);
  if (!nested || !Object.values(nested).some(mayBeSupplied)) {
    if (prior !== undefined && alike(attribute, config, prior, "equivalent")) return prior;
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
      const partners = pair(parts, before, (part, candidate) => fitsAll(nested, part, candidate));
      return parts.map((part, at) => element(part, partners[at]));
    }
    case "map":
      return mapValues(config as Values, (part, key) => element(part, (prior as Values | undefined)?.[key]));
    default:
      return element(config, prior);
  }
}

/** Whether a set's element may be what an element of the configuration became. */
function fitsAll(attributes: Attributes, config: Value, candidate: Value): boolean {
  if (config === undefined || candidate === undefined || isUnknown(config)) return config === candidate;
  return Object.entries(attributes).every(([name, attribute]) =>
    fits(attribute, (config as Values)[name], (candidate as Values)[name]),
  );
}

function fits(attribute: AnyAttribute, config: Value, candidate: Value): boolean {
  const { supply, shape } = attribute.spec;
  if (config === undefined) {
    if (supply === "computed" || supply === "optionalComputed") return true;
    return alike(attribute, supply === "defaulted" ? defaultOf(attribute) : undefined, candidate, "equivalent");
  }
  if (alike(attribute, config, candidate, "equivalent")) return true;
  const nested = nestedAttributes(attribute);
  if (!nested || isUnknown(config) || candidate === undefined) return false;
  if (shape.kind === "object") return fitsAll(nested, config, candidate);
  const [parts, candidates] = [Object.entries(config), Object.entries(candidate)];
  if (parts.length !== candidates.length) return false;
  return pair(parts, candidates, ([key, part], [otherKey, other]) => {
    return (shape.kind === "set" || key === otherKey) && fitsAll(nested, part, other);
  }).every((partner) => partner !== undefined);
}

/** Whether a value may come from elsewhere than the configuration. */
function mayBeSupplied(attribute: AnyAttribute): boolean {
  const { supply } = attribute.spec;
  if (supply === "computed" || supply === "optionalComputed" || supply === "defaulted") return true;
  return Object.values(nestedAttributes(attribute) ?? {}).some(mayBeSupplied);
}

function replaced(attributes: Attributes, prior: Values, planned: Values, base: Path): Path[] {
  return Object.entries(attributes).flatMap(([name, attribute]): Path[] => {
    const [before, after, path] = [prior[name], planned[name], [...base, name]];
    if (alike(attribute, before, after, "identical")) return [];
    if (attribute.spec.replaces) return [path];
    const nested = nestedAttributes(attribute);
    if (!nested || after === undefined || isUnknown(after)) return [];
    const inside = (was: Value, will: Value, at: Path) =>
      will === undefined || isUnknown(will) ? [] : replaced(nested, (was ?? {}) as Values, will as Values, at);
    switch (attribute.spec.shape.kind) {
      case "list": {
        const were = (before ?? []) as readonly Value[];
        return (after as readonly Value[]).flatMap((part, at) => inside(were[at], part, [...path, at]));
      }
      case "map": {
        const were = (before ?? {}) as Values;
        return Object.entries(after as Values).flatMap(([key, part]) => inside(were[key], part, [...path, key]));
      }
      case "set":
        return Object.values(nested).some(({ spec }) => spec.replaces) ? [path] : [];
      default:
        return inside(before, after, path);
    }
  });
}
