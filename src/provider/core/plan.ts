import {
  type AnyResource,
  type Attributes,
  type Change,
  isUnknown,
  type Path,
  type State,
  unknown,
} from "../../schema";
import { draftOf, project, type Supplier } from "./project";
import { equal, equalValues, nestedAttributes, plainValues, type Value, type Values } from "./value";

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

const asBefore: Supplier = (_, prior) => prior;

const afterChange: Supplier = (spec, prior, existed) =>
  (spec.stable || spec.replaces) && (prior !== undefined || (existed && spec.nullable)) ? prior : unknown;

type Planning = Pick<AnyResource<never>, "attributes" | "renews">;

/** Decides what a change will lead to: nothing at all, unless the configuration or the state says something new. */
export function plan(resource: Planning, { config, prior }: PlanRequest): Planned {
  const { attributes } = resource;
  if (!config) return { replaces: [] };
  const renewed = prior ? renewedBy(resource, config, prior) : [];
  if (
    prior &&
    renewed.length === 0 &&
    equalValues(attributes, project(attributes, config, prior, asBefore), prior, "identical")
  ) {
    return { planned: prior, replaces: [] };
  }
  const opened = renewed.filter((name) => config[name] === undefined).map((name) => [name, unknown]);
  const planned: Values = { ...project(attributes, config, prior, afterChange), ...Object.fromEntries(opened) };
  return { planned, replaces: prior ? replaced(attributes, prior, planned, []) : [] };
}

function renewedBy(resource: Planning, config: Values, prior: Values): readonly string[] {
  if (!resource.renews) return [];
  const draft = plainValues(draftOf(resource.attributes, config));
  return resource.renews(draft, plainValues(prior) as State<Attributes>);
}

/** A change as a resource's `plan` takes it: defaults filled in, and what was known before. */
export function changeOf(attributes: Attributes, { config, prior }: PlanRequest): Change<Attributes> {
  return {
    draft: config && plainValues(draftOf(attributes, config)),
    state: prior && (plainValues(prior) as Change<Attributes>["state"]),
  };
}

function replaced(attributes: Attributes, prior: Values, planned: Values, base: Path): Path[] {
  return Object.entries(attributes).flatMap(([name, attribute]): Path[] => {
    const [before, after, path] = [prior[name], planned[name], [...base, name]];
    if (equal(attribute, before, after, "identical")) return [];
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
