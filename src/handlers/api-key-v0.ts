import { snakeCase } from "../schema";
import { newborn } from "./lifetime";

/** A state of before keys had a lifetime. */
export function upgrade(old: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...Object.fromEntries(Object.entries(newborn).map(([name, value]) => [snakeCase(name), value])), ...old };
}
