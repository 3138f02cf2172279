import { mutantsOf } from "../../scripts/mutants";

const changes = (text: string) => mutantsOf(text).map(({ before, after }) => `${before} -> ${after}`);

test.each([
  ["a comparison", "const x = a < b;", ["< -> <="]],
  ["a condition", "if (a) b();", ["a -> true", "a -> false", "b(); -> ;"]],
  ["a limit", "const x = Math.max(a, 2);", ["max -> min", "2 -> 2 + 1"]],
  ["a step", "const x = all.reverse().map(f);", [".reverse() -> "]],
  ["a property", 'const x = { a: "b", c };', ['a: "b", -> ']],
  ["a negation", "const x = !a;", ["!a -> a"]],
])("%s is changed in each way that a test ought to notice", (_, text, expected) => {
  expect(changes(text)).toEqual(expected);
});

test("types and imports are left alone, since no test runs them", () => {
  expect(changes('import { a } from "b";\ninterface A { readonly b: 1 }\ntype C = true | false;')).toEqual([]);
});

test("a mutant is the whole program with one change, and knows its line", () => {
  expect(mutantsOf("const a = 1;\nconst b = !a;")[1]).toEqual({
    line: 2,
    before: "!a",
    after: "a",
    text: "const a = 1;\nconst b = a;",
  });
});
