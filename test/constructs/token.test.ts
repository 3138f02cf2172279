import { TerraformOutput, TerraformResource, TerraformStack, Testing } from "cdktf";
import { tokenOf } from "../../src/constructs/token";
import { type AnyAttribute, flag, list, map, number, object, set, text } from "../../src/schema";

function resolved(attribute: AnyAttribute, of: (token: never) => unknown = (token) => token): unknown {
  const stack = new TerraformStack(Testing.app(), "stack");
  const toy = new TerraformResource(stack, "toy", { terraformResourceType: "toy" });
  new TerraformOutput(stack, "value", { value: of(tokenOf(toy, "someThing", attribute) as never) });
  return JSON.parse(Testing.synth(stack)).output.value.value;
}

const thing = "toy.toy.some_thing";

test.each([
  ["a string", text()],
  ["a number", number()],
  ["a boolean", flag()],
  ["a list of strings", list(text())],
  ["a list of numbers", list(number())],
  ["a list of booleans", list(flag()).optional()],
  ["a computed list of booleans", list(flag()).computed()],
  ["a map of strings", map(text())],
  ["a map of numbers", map(number())],
  ["a map of booleans", map(flag())],
  ["a computed map of strings", map(text()).computed()],
  ["an object", object({ x: text() }).computed()],
  ["a list of objects", list(object({ x: text() })).computed()],
  ["a map of objects", map(object({ x: text() })).computed()],
])("%s is a reference", (_, attribute) => {
  expect(resolved(attribute)).toBe(`\${${thing}}`);
});

test("sets become lists, since Terraform indexes no set", () => {
  expect(resolved(set(text()))).toBe(`\${tolist(${thing})}`);
  expect(resolved(set(number()))).toBe(`\${tolist(${thing})}`);
  const objects = set(object({ x: text() })).computed();
  expect(resolved(objects, (token: { get(index: number): { x: string } }) => token.get(0).x)).toBe(
    `\${tolist(${thing}).0.x}`,
  );
});

test("what lies within objects and maps is reached by its name", () => {
  const nested = object({ innerPart: object({ size: number() }), tags: map(text()) }).computed();
  type Nested = { innerPart: { size: number }; tags: { lookup(key: string): string } };
  expect(resolved(nested, (token: Nested) => token.innerPart.size)).toBe(`\${${thing}.inner_part.size}`);
  expect(resolved(nested, (token: Nested) => token.tags.lookup("a"))).toBe(`\${${thing}.tags["a"]}`);
  const byName = map(object({ x: text() })).computed();
  expect(resolved(byName, (token: { get(key: string): { x: string } }) => token.get("a").x)).toBe(
    `\${${thing}["a"].x}`,
  );
});
