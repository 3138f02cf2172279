import { apply } from "../../../src/provider/core/apply";
import { plan } from "../../../src/provider/core/plan";
import { exactNumber, type Values } from "../../../src/provider/core/value";
import { type AnyResource, number, Problem, set, text } from "../../../src/schema";

const attributes = {
  id: text().computed().stable(),
  name: text(),
  level: text().default("low"),
  size: number().optional().computed(),
  note: text().optional(),
  tags: set(text())
    .optional()
    .equivalent((one = [], other = []) => one.length === 0 && other.length === 0),
};

interface Context {
  readonly kept: unknown[];
}

type Handlers = Partial<Pick<AnyResource<Context>, "create" | "update" | "delete">>;

const state = { id: "1", name: "box", level: "low", size: 7, note: undefined, tags: undefined };

async function applied(handlers: Handlers, config: Values | undefined, prior?: Values) {
  const refuse = async () => {
    throw new Error("not expected");
  };
  const resource: AnyResource<Context> = {
    name: "thing",
    description: "",
    attributes,
    create: refuse,
    read: refuse,
    update: refuse,
    delete: refuse,
    ...handlers,
  };
  const { planned } = plan(resource, { config, prior });
  const kept: unknown[] = [];
  const { signal } = new AbortController();
  const operation = { signal, ending: signal, log: { debug() {}, info() {}, warn() {} }, warn() {} };
  const result = await apply(
    resource,
    { config, prior, planned },
    { ...operation, kept, keep: (one) => kept.push(one) },
  );
  return { ...result, kept };
}

test("a handler is given what was configured, defaults filled in, nothing computed", async () => {
  const create = jest.fn(async () => state);
  await applied({ create }, { name: "box" });
  expect(create).toHaveBeenCalledWith(
    { name: "box", level: "low", note: undefined, tags: undefined },
    expect.anything(),
  );
  const update = jest.fn(async () => state);
  await applied({ update }, { name: "new", size: 8 }, state);
  expect(update).toHaveBeenCalledWith(
    { name: "new", level: "low", size: 8, note: undefined, tags: undefined },
    state,
    expect.anything(),
  );
});

test("what was planned comes back as planned; what was open is what the handler returned", async () => {
  expect(
    await applied({ create: async () => ({ ...state, tags: ["a", "b", "a"] }) }, { name: "box", tags: ["b", "a"] }),
  ).toMatchObject({
    state: { ...state, tags: ["b", "a"] },
    remarks: [],
  });
});

test("a handler that returns something else than planned costs a warning, never the object", async () => {
  const { state: stored, remarks } = await applied(
    { create: async () => ({ ...state, name: "BOX" }) },
    { name: "box" },
  );
  expect(stored).toEqual(state);
  expect(remarks).toEqual([
    { warning: expect.objectContaining({ path: ["name"], summary: "The value of `name` is not the planned one" }) },
  ]);
});

test("an empty list where nothing was planned is no difference if the attribute says so", async () => {
  expect(await applied({ create: async () => ({ ...state, tags: [] }) }, { name: "box" })).toMatchObject({
    state,
    remarks: [],
  });
});

test("a number that the handler saw rounded is stored in full", async () => {
  const size = exactNumber("9007199254740993");
  const create = async (input: object) => ({ ...state, ...input });
  expect(await applied({ create }, { name: "box", size })).toMatchObject({ state: { ...state, size }, remarks: [] });
});

test("a creation that fails saves nothing unless something was kept", async () => {
  const error = new Error("no");
  expect(await applied({ create: () => Promise.reject(error) }, { name: "box" })).toMatchObject({
    state: undefined,
    remarks: [{ error }],
  });
  const create: Handlers["create"] = async (_, { keep }) => {
    keep({ ...state, id: "early" });
    keep({ ...state, id: "late" });
    throw error;
  };
  expect(await applied({ create }, { name: "box" })).toMatchObject({
    state: { ...state, id: "late" },
    remarks: [{ error }],
    kept: [{ id: "early" }, { id: "late" }],
  });
});

test("a handler that throws at once is no different from one that rejects", async () => {
  const create = () => {
    throw new Error("at once");
  };
  expect((await applied({ create }, { name: "box" })).remarks).toEqual([{ error: new Error("at once") }]);
});

test("an update that fails leaves what was before, or what was kept", async () => {
  const fail = async () => {
    throw new Error("no");
  };
  expect((await applied({ update: fail }, { name: "new" }, state)).state).toEqual(state);
  const half: Handlers["update"] = async (_, before, { keep }) => {
    keep({ ...before, name: "new" });
    return fail();
  };
  expect((await applied({ update: half }, { name: "new", level: "high" }, state)).state).toEqual({
    ...state,
    name: "new",
  });
});

test("a deletion that fails keeps the object", async () => {
  const error = new Problem({ kind: "conflict", summary: "Stuck" });
  expect(await applied({ delete: () => Promise.reject(error) }, undefined, state)).toMatchObject({
    state,
    remarks: [{ error }],
  });
  expect(await applied({ delete: async () => {} }, undefined, state)).toEqual({ remarks: [], kept: [] });
});

test("a value of the wrong type is named, and all the others are saved", async () => {
  const { state: stored, remarks } = await applied(
    { create: async () => ({ ...state, size: "big" as never }) },
    { name: "box" },
  );
  expect(stored).toEqual({ ...state, size: undefined });
  expect(remarks).toEqual([
    {
      error: expect.objectContaining({
        path: ["size"],
        detail: "The handler returned a string for `size`, where a number belongs.",
      }),
    },
  ]);
});

test("a missing computed value is named; in an update the one from before stands in for it", async () => {
  const { id: _, ...rest } = state;
  const { state: stored, remarks } = await applied({ update: async () => rest as never }, { name: "new" }, state);
  expect(stored).toEqual({ ...state, name: "new" });
  expect(remarks).toEqual([{ error: expect.objectContaining({ path: ["id"] }) }]);
});

test("a handler that returns nothing at all loses nothing that was kept", async () => {
  const create: Handlers["create"] = async (_, { keep }) => {
    keep(state);
    return undefined as never;
  };
  const { state: stored, remarks } = await applied({ create }, { name: "box" });
  expect(stored).toEqual(state);
  expect(remarks).toHaveLength(1);
});

test("strings are stored as Terraform would write them", async () => {
  const create = async () => ({ ...state, id: "e\u0301 \ud800" });
  expect((await applied({ create }, { name: "box" })).state).toMatchObject({ id: "\u00e9 \ufffd" });
});
