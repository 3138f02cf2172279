import { changeOf, plan } from "../../../src/provider/core/plan";
import { exactNumber, type Values } from "../../../src/provider/core/value";
import { list, map, number, object, set, text, Unknown, unknown } from "../../../src/schema";

const attributes = {
  id: text().computed().stable(),
  name: text().equivalent((one, other) => one?.toLowerCase() === other?.toLowerCase()),
  level: text().oneOf("low", "high").default("low"),
  kind: text().optional().replaces(),
  size: number().optional().computed(),
  zone: text().optional().computed().replaces(),
  tags: set(text()).optional(),
  updatedAt: text().computed(),
};

const config: Values = { name: "box" };
const prior: Values = {
  id: "1",
  name: "box",
  level: "low",
  kind: undefined,
  size: 7,
  zone: "eu",
  tags: undefined,
  updatedAt: "today",
};

const planned = (change: Values, before: Values | undefined = prior) =>
  plan({ attributes }, { config: { ...config, ...change }, prior: before });

test("a creation has its defaults filled in and leaves open what the provider supplies", () => {
  expect(plan({ attributes }, { config })).toEqual({
    planned: {
      id: unknown,
      name: "box",
      level: "low",
      kind: undefined,
      size: unknown,
      zone: unknown,
      tags: undefined,
      updatedAt: unknown,
    },
    replaces: [],
  });
});

describe("what an update gives anew", () => {
  const due = (renews: () => readonly string[]) => ({ attributes, renews });

  test("is planned though the configuration says nothing new, and everything else stays", () => {
    const { planned, replaces } = plan(
      due(() => ["id"]),
      { config, prior },
    );
    expect(planned).toEqual({ ...prior, id: unknown, size: unknown, updatedAt: unknown });
    expect(replaces).toEqual([]);
  });

  test("is nothing where nothing is due, and at a creation", () => {
    expect(
      plan(
        due(() => []),
        { config, prior },
      ).planned,
    ).toBe(prior);
    const asked = jest.fn(() => []);
    plan(due(asked), { config });
    expect(asked).not.toHaveBeenCalled();
  });

  test("is no value that the configuration gives", () => {
    expect(
      plan(
        due(() => ["size"]),
        { config: { ...config, size: 7 }, prior },
      ).planned,
    ).toMatchObject({ size: 7 });
  });
});

test("a deletion leaves nothing", () => {
  expect(plan({ attributes }, { prior })).toEqual({ replaces: [] });
});

test("without a change the plan is what was before, the same object", () => {
  expect(plan({ attributes }, { config, prior }).planned).toBe(prior);
});

test("a change opens computed values again, except the stable ones", () => {
  expect(planned({ level: "high" })).toEqual({
    planned: { ...prior, level: "high", size: unknown, updatedAt: unknown },
    replaces: [],
  });
});

test("another spelling of the same is no change, and beside a change keeps the spelling of before", () => {
  expect(planned({ name: "BOX" }).planned).toBe(prior);
  expect(planned({ name: "BOX", level: "high" }).planned).toMatchObject({ name: "box", level: "high" });
});

test("a value left out returns to its default", () => {
  expect(planned({}, { ...prior, level: "high" }).planned).toMatchObject({ level: "low" });
});

test("a value left out that the provider may supply stays as it is", () => {
  expect(planned({}, { ...prior, size: 99 }).planned).toMatchObject({ size: 99 });
});

test("a change that cannot be made in place names the attribute", () => {
  expect(planned({ kind: "big" }).replaces).toEqual([["kind"]]);
  expect(planned({ kind: unknown }).replaces).toEqual([["kind"]]);
  expect(planned({ zone: "us" }).replaces).toEqual([["zone"]]);
});

test("a value that only the provider supplied forces no replacement when something else changes", () => {
  expect(planned({ level: "high" })).toMatchObject({ planned: { zone: "eu" }, replaces: [] });
});

test("a creation replaces nothing", () => {
  expect(plan({ attributes }, { config: { ...config, kind: "big" } }).replaces).toEqual([]);
});

test("an unknown value stays the very one that Terraform sent", () => {
  const refined = new Unknown("with an origin");
  expect(planned({ level: refined }).planned?.level).toBe(refined);
});

test("the order of a set is no change; another element is", () => {
  const before = { ...prior, tags: ["a", "b"] };
  expect(planned({ tags: ["b", "a"] }, before).planned).toBe(before);
  expect(planned({ tags: ["b", "c"] }, before).planned).toMatchObject({ tags: ["b", "c"], updatedAt: unknown });
});

test("null and empty are different, unless the attribute says otherwise and both are written down", () => {
  const before = { ...prior, tags: [] };
  expect(planned({}, before).planned).toMatchObject({ tags: undefined });
  expect(planned({ tags: [] }).planned).toMatchObject({ tags: [] });
});

test("numbers that differ beyond a JavaScript number's precision differ", () => {
  const [one, other] = [exactNumber("18446744073709551615"), exactNumber("18446744073709551616")];
  expect(planned({ size: one }, { ...prior, size: other }).planned).toMatchObject({ size: one });
});

describe("within nested attributes", () => {
  const part = object({
    name: text(),
    count: number().default(1),
    shape: text().optional().replaces(),
    serial: text().computed().stable(),
    note: text().computed().nullable(),
  });
  const nested = {
    lid: part.optional(),
    parts: list(part).optional(),
    named: map(part).optional(),
    bag: set(part).optional(),
  };
  const was = { name: "a", count: 1, shape: undefined, serial: "s", note: undefined };
  const is = (config: Values, before: Values) => plan({ attributes: nested }, { config, prior: before });

  test("defaults and stable values go with the element", () => {
    const before = { lid: was, parts: [was], named: { k: was }, bag: [was] };
    const next = { name: "a", count: 2 };
    const after = { ...was, count: 2, note: unknown };
    expect(is({ lid: next, parts: [next], named: { k: next } }, before).planned).toMatchObject({
      lid: after,
      parts: [after],
      named: { k: after },
      bag: undefined,
    });
    expect(
      is({ lid: { name: "a" }, parts: [{ name: "a" }], named: { k: { name: "a" } }, bag: [{ name: "a" }] }, before)
        .planned,
    ).toBe(before);
  });

  test("an element of a set keeps what was computed for it, wherever it stands", () => {
    const other = { ...was, name: "b", serial: "t" };
    const before = { bag: [was, other] };
    expect(is({ bag: [{ name: "b" }, { name: "a" }] }, before).planned).toBe(before);
    expect(is({ bag: [{ name: "b" }, { name: "c" }] }, before).planned).toMatchObject({
      bag: [
        { name: "b", serial: "t" },
        { name: "c", serial: unknown },
      ],
    });
  });

  test("a new element is open where it is computed", () => {
    expect(is({ parts: [{ name: "a" }, { name: "b" }] }, { parts: [was] }).planned).toMatchObject({
      parts: [
        { name: "a", serial: "s" },
        { name: "b", count: 1, serial: unknown },
      ],
    });
  });

  test("the path of a replacement leads into lists and maps and stops at sets", () => {
    const next = { name: "a", shape: "round" };
    const before = { lid: was, parts: [was], named: { k: was }, bag: [was] };
    expect(is({ lid: next, parts: [next], named: { k: next }, bag: [next] }, before).replaces).toEqual([
      ["lid", "shape"],
      ["parts", 0, "shape"],
      ["named", "k", "shape"],
      ["bag"],
    ]);
  });
});

test("what a resource's own planning sees has defaults filled in and nothing computed", () => {
  const big = exactNumber("18446744073709551615");
  expect(changeOf(attributes, { config: { ...config, size: big, kind: unknown }, prior })).toEqual({
    draft: { name: "box", level: "low", kind: unknown, size: 18446744073709552000, zone: undefined, tags: undefined },
    state: prior,
  });
  expect(changeOf(attributes, { prior })).toEqual({ draft: undefined, state: prior });
});
