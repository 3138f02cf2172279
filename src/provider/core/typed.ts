import { type AnyAttribute, type Attributes, isUnknown, type Path, Problem, snakeCase } from "../../schema";
import { decimalText, ExactNumber, exactNumber, mapValues, type Value, type Values } from "./value";

/** One attribute under both of its names. */
interface Column {
  readonly name: string;
  readonly wireName: string;
  readonly attribute: AnyAttribute;
}

const columnsOf = new WeakMap<Attributes, readonly Column[]>();

/** Attributes with their TypeScript and Terraform names, worked out once. */
export function columns(attributes: Attributes): readonly Column[] {
  let known = columnsOf.get(attributes);
  if (!known) {
    known = Object.entries(attributes).map(([name, attribute]) => ({ name, wireName: snakeCase(name), attribute }));
    columnsOf.set(attributes, known);
  }
  return known;
}

/**
 * Values from what a JSON or msgpack reader yields: Terraform's names, null, large numbers as bigint, text or
 * {@link ExactNumber}. A missing attribute is null, a superfluous one is dropped, one of the wrong type throws.
 */
export function typedValues(attributes: Attributes, raw: Readonly<Record<string, unknown>>, path: Path = []): Values {
  return Object.fromEntries(
    columns(attributes).map(({ name, wireName, attribute }) => [
      name,
      typed(attribute, Object.hasOwn(raw, wireName) ? raw[wireName] : undefined, [...path, name]),
    ]),
  );
}

/** {@link typedValues} for a single value. */
export function typed(attribute: AnyAttribute, raw: unknown, path: Path): Value {
  if (raw === null || raw === undefined) return undefined;
  if (isUnknown(raw)) return raw;
  const { shape } = attribute.spec;
  switch (shape.kind) {
    case "string":
      if (typeof raw === "string") return raw;
      break;
    case "bool":
      if (typeof raw === "boolean") return raw;
      break;
    case "number":
      if (typeof raw === "number" || raw instanceof ExactNumber) return raw;
      if (typeof raw === "bigint" || (typeof raw === "string" && raw !== "" && !Number.isNaN(Number(raw)))) {
        return exactNumber(String(raw));
      }
      break;
    case "list":
    case "set":
      if (Array.isArray(raw)) return raw.map((part, index) => typed(shape.element, part, [...path, index]));
      break;
    default:
      if (typeof raw !== "object" || Array.isArray(raw)) break;
      if (shape.kind === "object") return typedValues(shape.attributes, raw as Record<string, unknown>, path);
      return mapValues(raw as Values, (part, key) => typed(shape.element, part, [...path, key]));
  }
  const what = Array.isArray(raw) ? "a list" : typeof raw === "object" ? "an object" : `a ${typeof raw}`;
  throw new Problem({
    kind: "wrong_type",
    summary: "A value does not fit the schema",
    detail: `\`${path.map((step) => (typeof step === "string" ? snakeCase(step) : step)).join(".")}\` is ${what}, where a ${shape.kind} belongs.`,
    path,
  });
}

/** The reverse of {@link typedValues}: every attribute under Terraform's name, null where absent. */
export function untypedValues(attributes: Attributes, values: Values): Record<string, unknown> {
  return Object.fromEntries(
    columns(attributes).map(({ name, wireName, attribute }) => [wireName, untyped(attribute, values[name])]),
  );
}

/** {@link untypedValues} for a single value. */
export function untyped({ spec: { shape } }: AnyAttribute, value: Value): unknown {
  if (value === undefined) return null;
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : decimalText(value);
  if (typeof value !== "object" || isUnknown(value)) return value;
  switch (shape.kind) {
    case "list":
    case "set":
      return (value as readonly Value[]).map((part) => untyped(shape.element, part));
    case "map":
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, untyped(shape.element, part)]));
    case "object":
      return untypedValues(shape.attributes, value as Values);
    default:
      return value;
  }
}
