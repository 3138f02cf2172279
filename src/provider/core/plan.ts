import { type AnyResource, type Attributes, type Change, isUnknown, type Path, unknown } from "../../schema";
import { draftOf, project, type Supplier } from "./project";
import { alike, alikeValues, nestedAttributes, plainValues, type Value, type Values } from "./value";

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

/** Decides what a change will lead to: nothing at all, unless the configuration says something new. */
export function plan(
  { attributes, renews }: Pick<AnyResource<never>, "attributes" | "renews">,
  { config, prior }: PlanRequest,
): Planned {
  if (!config) return { replaces: [] };
  const { draft, state } = renews && prior ? changeOf(attributes, { config, prior }) : {};
  const renewed = draft && state ? (renews?.(draft, state) ?? []) : [];
  if (
    prior &&
    renewed.length === 0 &&
    alikeValues(attributes, project(attributes, config, prior, asBefore), prior, "identical")
  ) {
    return { planned: prior, replaces: [] };
  }
  const projected = project(attributes, config, prior, afterChange);
  const planned = { ...projected, ...Object.fromEntries(renewed.map((name) => [name, unknown])) };
  return { planned, replaces: prior ? replaced(attributes, prior, planned, []) : [] };
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
