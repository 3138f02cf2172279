import { flag, list, map, object, set, text, unknown, validate } from "../../src/schema";

const part = object({ name: text(), serial: text().computed(), count: text().optional() });

const attributes = {
  name: text().optional(),
  code: text().oneOf("one", "two").optional().sensitive(),
  id: text().computed(),
  size: text().optional().computed(),
  lid: part.optional(),
  parts: list(part).optional(),
  bag: set(part).optional(),
  named: map(part).optional(),
  deep: list(object({ parts: list(part) })).optional(),
  seen: list(object({ open: flag() })).computed(),
  tags: set(text()).optional(),
};

const findings = (draft: Record<string, unknown>) => validate({ attributes }, draft);

test.each([
  [{ id: "x" }, ["id"]],
  [{ id: unknown }, ["id"]],
  [{ seen: [] }, ["seen"]],
  [{ lid: { name: "a", serial: "x" } }, ["lid", "serial"]],
  [{ lid: { name: unknown, serial: unknown } }, ["lid", "serial"]],
  [{ parts: [{ name: "a" }, { name: "a", serial: "x" }] }, ["parts", 1, "serial"]],
  [{ bag: [{ name: "a", serial: "x" }] }, ["bag", 0, "serial"]],
  [{ named: { k: { name: "a", serial: "x" } } }, ["named", "k", "serial"]],
  [{ deep: [{ parts: [{ name: "a", serial: "x" }] }] }, ["deep", 0, "parts", 0, "serial"]],
])("a configuration that gives what only the provider supplies is refused: %j", (draft, path) => {
  expect(findings(draft)).toEqual([{ path, why: expect.stringMatching(/^`(id|seen|serial)` is read-only: /) }]);
});

test("what the provider supplies where the configuration does not may be given", () => {
  expect(findings({ size: "large", lid: { name: "a", count: "1" } })).toEqual([]);
});

test("a list that holds null is told so, and at which place", () => {
  expect(findings({ tags: ["a", undefined] })).toEqual([
    { path: ["tags", 1], why: expect.stringContaining("`tags` holds null, as element 1") },
  ]);
  expect(findings({ lid: {} })).toEqual([{ path: ["lid", "name"], why: "A value for `name` is required." }]);
});

test("a wrong value is quoted, unless it is sensitive", () => {
  const [finding] = findings({ code: "hunter2" });
  expect(finding?.why).toBe('`code` must be one of "one", "two".');
});
