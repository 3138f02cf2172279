import { diagnosticOf, pathOf } from "../../src/provider/diagnostic";
import { list, map, object, Problem, set, text } from "../../src/schema";

const item = object({ firstName: text() });
const attributes = { fullName: text(), parts: list(item), named: map(item), bag: set(item), lid: item };

const calm = {
  attributes,
  stopping: false,
  redact: (text: string) => text.replaceAll("hunter2", "***"),
  toldBefore: () => false,
};

test("a path has Terraform's names, leads through lists and maps, and ends at a set", () => {
  const names = (...path: (string | number)[]) => pathOf(attributes, path)?.steps;
  expect(names("fullName")).toEqual([{ attributeName: "full_name" }]);
  expect(names("lid", "firstName")).toEqual([{ attributeName: "lid" }, { attributeName: "first_name" }]);
  expect(names("parts", 0, "firstName")).toEqual([
    { attributeName: "parts" },
    { elementKeyInt: 0 },
    { attributeName: "first_name" },
  ]);
  expect(names("named", "aKey", "firstName")).toEqual([
    { attributeName: "named" },
    { elementKeyString: "aKey" },
    { attributeName: "first_name" },
  ]);
  expect(names("bag", 0, "firstName")).toEqual([{ attributeName: "bag" }]);
  expect(names("lid", "nothing")).toEqual([{ attributeName: "lid" }]);
  expect(names("nothing")).toBeUndefined();
  expect(names()).toBeUndefined();
});

test("a problem says what happened, why, and the way out", () => {
  const error = new Problem({
    kind: "conflict",
    summary: "It broke.",
    detail: "Glue.",
    remedy: "Pull.",
    path: ["fullName"],
  });
  expect(diagnosticOf({ error }, calm)).toEqual({
    severity: 1,
    summary: "It broke",
    detail: "Glue.\n\nPull.",
    attribute: { steps: [{ attributeName: "full_name" }] },
  });
});

test("an error of another class counts as a problem if it says its kind", () => {
  const error = Object.assign(new Error("x"), { kind: "not_found", summary: "Not there" });
  expect(diagnosticOf({ error }, calm)).toMatchObject({ severity: 1, summary: "Not there" });
});

test("any other error is unexpected, with its causes", () => {
  const error = new Error("fetch failed", { cause: new Error("connect ECONNREFUSED") });
  expect(diagnosticOf({ error }, calm)).toMatchObject({
    severity: 1,
    summary: "Unexpected error",
    detail: expect.stringContaining("fetch failed (cause: connect ECONNREFUSED)"),
    attribute: undefined,
  });
  expect(diagnosticOf({ error: "just text" }, calm).detail).toContain("just text");
  expect(diagnosticOf({ error: { code: 5 } }, calm).detail).toContain("{ code: 5 }");
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(diagnosticOf({ error: loop }, calm).severity).toBe(1);
});

test("while stopping, an error is a cancellation", () => {
  expect(diagnosticOf({ error: new Error("aborted") }, { ...calm, stopping: true })).toMatchObject({
    summary: "Cancelled",
  });
});

test("a warning is a warning", () => {
  expect(diagnosticOf({ warning: { summary: "Mind the gap" } }, calm)).toMatchObject({
    severity: 2,
    summary: "Mind the gap",
    detail: "",
  });
});

test("secrets are in neither summary nor detail", () => {
  const error = new Problem({
    kind: "conflict",
    summary: "Not hunter2",
    detail: "Was hunter2",
    remedy: "Not hunter2 again",
  });
  expect(JSON.stringify(diagnosticOf({ error }, calm))).not.toContain("hunter2");
});

test("what the service names can neither break out of its line nor command a CI", () => {
  const error = new Problem({
    kind: "conflict",
    summary: 'Not "a\u001b[2K"',
    detail: "Was ::error::x",
    remedy: "Not a\nApply complete!",
  });
  expect(diagnosticOf({ error }, calm)).toMatchObject({
    summary: 'Not "a\\u001b[2K"',
    detail: "Was :\\u003aerror::x\n\nNot a\\nApply complete!",
  });
});

test("no path leads to what is sensitive, or to what holds it: Terraform would print the line", () => {
  const secretive = {
    key: text().sensitive(),
    parts: list(object({ name: text(), key: text().sensitive() })),
    named: map(text().sensitive()),
    name: text(),
  };
  const pathed = (...path: (string | number)[]) =>
    diagnosticOf({ error: new Problem({ kind: "conflict", summary: "No", path }) }, { ...calm, attributes: secretive })
      .attribute;
  expect(pathed("key")).toBeUndefined();
  expect(pathed("parts", 0, "key")).toBeUndefined();
  expect(pathed("parts", 0, "name")).toBeUndefined();
  expect(pathed("named", "k")).toBeUndefined();
  expect(pathed("name")).toEqual({ steps: [{ attributeName: "name" }] });
});
