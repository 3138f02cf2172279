import {
  type AnyAttribute,
  type Attributes,
  isWriteOnly,
  mayBeAbsent,
  type Path,
  Problem,
  type Shape,
  snakeCase,
} from "../../schema";
import { equal, exactNumber, type Value, type Values } from "./value";

/** What a handler returned, as far as it is of the right types, and what is not. */
export interface Adopted {
  readonly values: Values;
  readonly problems: readonly Problem[];
}

/**
 * Takes over what a handler returned: types checked, strings in Terraform's Unicode form, sets without repetition.
 * @param prior the state of before: what it lacks may still be missing, as an attribute that is new in the schema.
 * @param fallback what stands in for an attribute that is missing or of the wrong type.
 */
export function adopt(
  attributes: Attributes,
  returned: unknown,
  prior?: Values,
  fallback: Values = prior ?? {},
): Adopted {
  const problems: Problem[] = [];
  if (!isRecord(returned)) {
    problems.push(wrong([], `The handler returned ${kindOf(returned)} where the object's state belongs.`));
    return { values: fallback, problems };
  }
  const values = Object.entries(attributes).map(([name, attribute]) => {
    if (prior && prior[name] === undefined && isAbsent(returned[name])) return [name, undefined] as const;
    const before = problems.length;
    const value = adoptMember(attribute, returned[name], [name], problems);
    return [name, problems.length > before && value === undefined ? fallback[name] : value] as const;
  });
  return { values: Object.fromEntries(values), problems };
}

/** The value that an attribute has where the configuration leaves it out. */
export function defaultOf(attribute: AnyAttribute): Value {
  return adoptValue(attribute, attribute.spec.defaultValue, [], []);
}

function adoptMember(attribute: AnyAttribute, value: unknown, path: Path, problems: Problem[]): Value {
  // A handler may give back all of its input.
  if (isWriteOnly(attribute)) return undefined;
  if (isAbsent(value) && !mayBeAbsent(attribute)) {
    problems.push(wrong(path, `The handler returned no value for \`${nameOf(path)}\`.`));
    return undefined;
  }
  return adoptValue(attribute, value, path, problems);
}

function adoptValue(attribute: AnyAttribute, value: unknown, path: Path, problems: Problem[]): Value {
  const { shape } = attribute.spec;
  if (isAbsent(value)) return undefined;
  switch (shape.kind) {
    case "string":
      if (typeof value === "string") return wellFormed(value);
      break;
    case "bool":
      if (typeof value === "boolean") return value;
      break;
    case "number":
      if (typeof value === "number" && Number.isFinite(value)) return value;
      if (typeof value === "bigint") return exactNumber(value.toString());
      break;
    case "list":
    case "set": {
      if (!Array.isArray(value)) break;
      const parts = value.map((part, index) => adoptValue(shape.element, part, [...path, index], problems));
      return shape.kind === "list" ? parts : distinct(shape.element, parts);
    }
    case "map": {
      if (!isRecord(value)) break;
      const parts = Object.entries(value).map(([key, part]) => [
        wellFormed(key),
        adoptValue(shape.element, part, [...path, key], problems),
      ]);
      return Object.fromEntries(parts);
    }
    case "object": {
      if (!isRecord(value)) break;
      const parts = Object.entries(shape.attributes).map(([name, attribute]) => [
        name,
        adoptMember(attribute, value[name], [...path, name], problems),
      ]);
      return Object.fromEntries(parts);
    }
  }
  problems.push(
    wrong(path, `The handler returned ${kindOf(value)} for \`${nameOf(path)}\`, where ${article(shape)} belongs.`),
  );
  return undefined;
}

/** As Terraform stores a string: composed characters, no halves of a surrogate pair. */
function wellFormed(value: string): string {
  return value.replace(/\p{Surrogate}/gu, "\uFFFD").normalize();
}

function distinct(element: AnyAttribute, parts: readonly Value[]): Value[] {
  if (typeof parts[0] !== "object") return [...new Set(parts)];
  return parts.filter((part, at) => parts.findIndex((other) => equal(element, part, other, "identical")) === at);
}

function wrong(path: Path, detail: string): Problem {
  return new Problem({
    kind: "wrong_state",
    summary: "The provider returned a value that does not fit its schema",
    detail,
    remedy: "This is a defect of the provider: please report it to its authors.",
    path,
  });
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (isAbsent(value)) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function article(shape: Shape): string {
  return shape.kind === "object" ? "an object" : `a ${shape.kind}`;
}

function nameOf(path: Path): string {
  return path.map((step) => (typeof step === "string" ? snakeCase(step) : step)).join(".");
}
