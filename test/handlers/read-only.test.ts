import { dataSources, resources } from "../../src/handlers";
import { type AnyAttribute, validate } from "../../src/schema";

const readOnly = [...resources, ...dataSources].flatMap((definition) =>
  Object.entries(definition.attributes as Readonly<Record<string, AnyAttribute>>)
    .filter(([, { spec }]) => spec.supply === "computed")
    .map(([name]) => [definition.name, name, definition] as const),
);

test("there is something read-only in every type", () => {
  expect(new Set(readOnly.map(([type]) => type)).size).toBe(resources.length + dataSources.length);
});

test.each(readOnly)("%s: a configuration that sets %s is refused", (_type, name, definition) => {
  const found = validate(definition, { [name]: "invented" });
  expect(found).toContainEqual({ path: [name], why: expect.stringContaining("is read-only") });
});
