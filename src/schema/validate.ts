import { type AnyAttribute, type Attributes, type Check, isConfigurable, isRequired } from "./attribute";
import { snakeCase } from "./name";
import type { Path } from "./problem";
import { isUnknown } from "./unknown";

/** One thing that is wrong with a configuration. */
export interface Finding {
  readonly path: Path;
  /** What is wrong and what would be right, in whole sentences. */
  readonly why: string;
}

interface Validated {
  readonly attributes: Attributes;
  validate?(draft: never, reject: (attribute: string, why: string, ...deeper: Path) => void): void;
}

/** Everything that is wrong with what a practitioner wrote. Unknown values are passed over: they are checked later. */
export function validate(definition: Validated, draft: Readonly<Record<string, unknown>>): Finding[] {
  const findings = Object.entries(definition.attributes).flatMap(([name, attribute]) =>
    check(attribute, draft[name], [name]),
  );
  if (findings.length === 0) {
    definition.validate?.(draft as never, (attribute, why, ...deeper) =>
      findings.push({ path: [attribute, ...deeper], why }),
    );
  }
  return findings;
}

function check(attribute: AnyAttribute, value: unknown, path: Path): Finding[] {
  const { spec } = attribute;
  if (!isConfigurable(attribute)) return value === undefined ? [] : [{ path, why: readOnly(path) }];
  if (isUnknown(value)) return [];
  if (value === undefined) return isRequired(attribute) ? [{ path, why: missing(path) }] : [];
  if (spec.allowed && !spec.allowed.includes(value)) {
    const given = spec.sensitive ? "" : `, not ${JSON.stringify(value)}`;
    return [{ path, why: `${nameOf(path)} must be one of ${quoted(spec.allowed)}${given}.` }];
  }
  const inner = elements(attribute, value).flatMap(([element, key, part]) => check(element, part, [...path, key]));
  if (inner.length > 0) return inner;
  return spec.checks.flatMap((condition) => {
    const why = (condition as Check<unknown>)(value);
    return why === undefined ? [] : [{ path, why }];
  });
}

function elements({ spec: { shape } }: AnyAttribute, value: unknown): [AnyAttribute, string | number, unknown][] {
  if (shape.kind === "object") {
    const values = value as Readonly<Record<string, unknown>>;
    return Object.entries(shape.attributes).map(([name, attribute]) => [attribute, name, values[name]]);
  }
  if (shape.kind === "map") {
    return Object.entries(value as Readonly<Record<string, unknown>>).map(([key, part]) => [shape.element, key, part]);
  }
  if (shape.kind === "list" || shape.kind === "set") {
    return (value as readonly unknown[]).map((part, index) => [shape.element, index, part]);
  }
  return [];
}

/** Terraform itself takes and stores such a value, in place of the real one. */
function readOnly(path: Path): string {
  return `${nameOf(path)} is read-only: the provider supplies its value. Remove it from the configuration.`;
}

function missing(path: Path): string {
  const last = path.at(-1);
  if (typeof last !== "number") return `A value for ${nameOf(path)} is required.`;
  return `${nameOf(path)} holds null, as element ${last}: leave the element out, for instance with \`compact()\`.`;
}

function nameOf(path: Path): string {
  const name = path.findLast((step): step is string => typeof step === "string") ?? "value";
  return `\`${snakeCase(name)}\``;
}

function quoted(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}
