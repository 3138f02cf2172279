import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as constructs from "cdktf-cloudcraft";
import { renderBindings } from "../../scripts/bindings";
import { dataSources, resources } from "../../src/handlers";
import { pascalCase } from "../../src/schema";

const root = join(__dirname, "..", "..");
const bindings = renderBindings();

test.each([...bindings])("%s is as the schema says; if not, run `npm run generate`", (path, text) => {
  expect(readFileSync(join(root, path), "utf8")).toBe(text);
});

test("nothing else lies among the generated files", () => {
  const present = readdirSync(join(root, "src/constructs/generated")).map((file) => `src/constructs/generated/${file}`);
  expect(present.sort()).toEqual([...bindings.keys()].sort());
});

test("every type of the provider has its construct", () => {
  const names = [
    ...resources.map(({ name }) => pascalCase(name)),
    ...dataSources.map(({ name }) => pascalCase(`data_cloudcraft_${name}`)),
    "CloudcraftProvider",
  ];
  for (const name of names) expect(constructs).toHaveProperty([name, "tfResourceType"]);
});
