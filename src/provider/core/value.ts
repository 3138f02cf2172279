import { type AnyAttribute, type Attributes, isUnknown, isWhollyKnown, type Unknown } from "../../schema";

/** A number that a JavaScript number would change, as its decimal text. */
export class ExactNumber {
  constructor(readonly text: string) {}

  /** The nearest finite JavaScript number. */
  valueOf(): number {
    return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number(this.text)));
  }
}

/** A value as the provider works with it: exact, `undefined` for null, names as in TypeScript, sets as arrays. */
export type Value = undefined | string | boolean | number | ExactNumber | Unknown | readonly Value[] | Values;

/** Values by name. */
export interface Values {
  readonly [name: string]: Value;
}

/** The shortest form of a number's decimal text that changes nothing: a JavaScript number if possible. */
export function exactNumber(text: string): number | ExactNumber {
  const rounded = Number(text);
  return decimalText(rounded) === text ? rounded : new ExactNumber(text);
}

/** A number's decimal text, all digits of an integer written out. */
export function decimalText(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

/** The attributes that a value of this attribute, or each of its elements, consists of, where Terraform tracks them. */
export function nestedAttributes({ spec: { shape } }: AnyAttribute): Attributes | undefined {
  if (shape.kind === "object") return shape.attributes;
  if (shape.kind === "list" || shape.kind === "set" || shape.kind === "map") {
    return shape.element.spec.shape.kind === "object" ? shape.element.spec.shape.attributes : undefined;
  }
  return undefined;
}

/** A value with every number rounded to a JavaScript number, as handlers and checks take it. Unknown parts stay. */
export function plain(value: Value): unknown {
  if (value instanceof ExactNumber) return value.valueOf();
  if (typeof value !== "object" || isUnknown(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  return plainValues(value as Values);
}

/** {@link plain} for values by name. */
export function plainValues(values: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]));
}

/** A value with every unknown part replaced by null. */
export function withoutUnknowns(value: Value): Value {
  if (isUnknown(value)) return undefined;
  if (typeof value !== "object" || value instanceof ExactNumber) return value;
  if (Array.isArray(value)) return value.map(withoutUnknowns);
  return mapValues(value as Values, withoutUnknowns);
}

/** Values by name, each turned into another. */
export function mapValues(values: Values, turn: (value: Value, name: string) => Value): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, turn(value, name)]));
}

/**
 * How alike two values must be. `identical`: in every digit. `equivalent`: the attribute may say that two spellings
 * mean the same. `returned`: as equivalent, and a number that a handler has seen only rounded still counts.
 */
export type Likeness = "identical" | "equivalent" | "returned";

/** Whether two values are alike; what is unknown is like nothing. */
export function equal(attribute: AnyAttribute, one: Value, other: Value, likeness: Likeness): boolean {
  if (isUnknown(one) || isUnknown(other)) return false;
  const { shape, equivalent } = attribute.spec;
  if (likeness !== "identical" && equivalent && isWhollyKnown(one) && isWhollyKnown(other)) {
    if ((equivalent as (one: unknown, other: unknown) => boolean)(plain(one), plain(other))) return true;
  }
  if (one === undefined || other === undefined) return one === other;
  if (shape.kind === "list" || shape.kind === "set") {
    const [ones, others] = [one as readonly Value[], [...(other as readonly Value[])]];
    if (ones.length !== others.length) return false;
    if (shape.kind === "list") return ones.every((part, at) => equal(shape.element, part, others[at], likeness));
    return ones.every((part) => take(others, (candidate) => equal(shape.element, part, candidate, likeness)));
  }
  if (shape.kind === "map" || shape.kind === "object") {
    const [ones, others] = [one as Values, other as Values];
    if (shape.kind === "object") return equalValues(shape.attributes, ones, others, likeness);
    return sameKeys(ones, others) && Object.keys(ones).every((k) => equal(shape.element, ones[k], others[k], likeness));
  }
  if (one instanceof ExactNumber || other instanceof ExactNumber) {
    if (one instanceof ExactNumber && other instanceof ExactNumber) return one.text === other.text;
    return likeness === "returned" && Number(one) === Number(other);
  }
  return one === other;
}

/** {@link equal} for values by name. */
export function equalValues(attributes: Attributes, one: Values, other: Values, likeness: Likeness): boolean {
  return Object.entries(attributes).every(([name, attribute]) => equal(attribute, one[name], other[name], likeness));
}

/** Whether two maps have the same keys. */
export function sameKeys(one: Values, other: Values): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key));
}

/** Removes the first that fits from an array; whether there was one. */
function take<T>(from: T[], fits: (candidate: T) => boolean): boolean {
  const at = from.findIndex(fits);
  if (at >= 0) from.splice(at, 1);
  return at >= 0;
}
