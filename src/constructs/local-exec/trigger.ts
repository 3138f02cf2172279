import { type AnyAttribute, type Attributes, snakeCase } from "../../schema";
import { Fn, Token } from "../cdktf";
import { isExpression } from "../literal";
import { triggerText } from "../triggers";

/** Values as a null resource's triggers, in which those that only Terraform knows are written as expressions. */
export function triggersOf(attributes: Attributes, values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, attribute]) => {
      const value = values[name] ?? attribute.spec.defaultValue;
      return value === undefined ? [] : [[snakeCase(name), trigger(attribute, value)]];
    }),
  );
}

function trigger(attribute: AnyAttribute, value: unknown): string {
  const { kind } = attribute.spec.shape;
  const isWhole = isExpression(value);
  if (!isWhole && !(Array.isArray(value) && value.some(isExpression))) return triggerText(attribute, value);
  if (kind === "set") return Fn.join(",", Fn.sort(Fn.distinct(value as string[])));
  return kind === "list" ? Token.asString(Fn.jsonencode(value)) : Token.asString(value);
}
