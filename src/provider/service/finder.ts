import { type AnyProvider, Problem } from "../../schema";

/** Finds definitions by their full type; throws for a type that the provider does not have. */
export function finder<D extends { readonly name: string }>(
  what: string,
  provider: AnyProvider,
  definitions: readonly D[] = [],
) {
  const all = new Map(definitions.map((definition) => [`${provider.name}_${definition.name}`, definition]));
  const find = (type: string): D => {
    const definition = all.get(type);
    if (definition) return definition;
    throw new Problem({ kind: "unknown_type", summary: `Provider ${provider.name} has no ${what} of type ${type}` });
  };
  return Object.assign(find, { all });
}
