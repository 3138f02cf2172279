import { type AnyAttribute, type Attributes, type Finding, type Path, unknown } from "../schema";
import { Token } from "./cdktf";

/** What a configuration says literally, as `validate` takes it; tokens and Terraform's own expressions become unknown. */
export function literals(attributes: Attributes, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, literal(attribute, values[name])]),
  );
}

/** A value of another type than the attribute's becomes unknown as well: Terraform converts some, and refuses the others. */
function literal({ spec: { shape } }: AnyAttribute, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (isExpression(value)) return unknown;
  switch (shape.kind) {
    case "list":
    case "set":
      return Array.isArray(value) ? value.map((part) => literal(shape.element, part) ?? unknown) : unknown;
    case "map":
      return isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, literal(shape.element, part) ?? unknown]))
        : unknown;
    case "object":
      return isRecord(value) ? literals(shape.attributes, value) : unknown;
    default:
      return typeof value === (shape.kind === "bool" ? "boolean" : shape.kind) ? value : unknown;
  }
}

/** Texts with the token of a number in them, which has become mere digits there. */
export function brokenTexts(value: unknown, path: Path = []): Finding[] {
  if (Array.isArray(value)) return value.flatMap((part, at) => brokenTexts(part, [...path, at]));
  if (typeof value !== "string") return [];
  const digits = value.match(/-\d(\.\d+)?e\+\d+/g) ?? [];
  if (!digits.some((number) => Token.isUnresolved(Number(number)))) return [];
  const why = `\`${path[0]}\` has a number in its text that only Terraform knows. Make a text of it first: \`Token.asString(number)\`.`;
  return [{ path, why }];
}

/** Whether only Terraform knows a value: one of the framework's tokens, or an expression written out. */
export function isExpression(value: unknown): boolean {
  return Token.isUnresolved(value) || (typeof value === "string" && /[$%]\{/.test(value));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
