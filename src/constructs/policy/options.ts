import { suggestion, unknownNames } from "../names";

/** A value that is one of those that exist. @throws TypeError with the one that was meant */
export function oneOf<T extends string>(known: readonly T[], value: string, what: string): T {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw new TypeError(`${what}: ${JSON.stringify(value)} does not exist.${suggestion(String(value), known)}`);
}

/** Options of which each exists. @throws TypeError with the one that was meant */
export function checked<T extends object>(given: T, known: readonly (keyof T & string)[], what: string): T {
  const [wrong] = unknownNames(given, known);
  if (wrong) throw new TypeError(`${what}: ${wrong.why}`);
  return given;
}
