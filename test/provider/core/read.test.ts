import { readDataSource } from "../../../src/provider/core/data-source";
import { importObject } from "../../../src/provider/core/import";
import { read } from "../../../src/provider/core/read";
import { type AnyResource, list, number, set, text } from "../../../src/schema";

const { signal } = new AbortController();
const operation = { signal, ending: signal, log: { debug() {}, info() {}, warn() {} }, warn() {} };

const attributes = {
  id: text().computed(),
  name: text().equivalent((one, other) => one?.toLowerCase() === other?.toLowerCase()),
  tags: set(text())
    .optional()
    .equivalent((one = [], other = []) => one.length === 0 && other.length === 0),
  steps: list(text().equivalent((one, other) => one?.trim() === other?.trim())).optional(),
};

const prior = { id: "1", name: "Box", tags: undefined, steps: [" a", "b "] };

function thing(found: unknown): AnyResource<object> {
  const never = async () => {
    throw new Error("not expected");
  };
  return {
    name: "thing",
    description: "",
    attributes,
    create: never,
    update: never,
    delete: never,
    read: async () => found as never,
  };
}

test("what means the same keeps its spelling, an absent list for an empty one included", async () => {
  const found = { id: "1", name: "BOX", tags: [], steps: ["a", "b"] };
  expect(await read(thing(found), prior, operation)).toEqual({ state: prior, remarks: [] });
});

test("drift shows, and only where it is", async () => {
  const found = { id: "1", name: "BOX", tags: ["x"], steps: ["a", "c"] };
  expect((await read(thing(found), prior, operation)).state).toEqual({ ...prior, tags: ["x"], steps: [" a", "c"] });
});

test("an object that is gone has no state", async () => {
  expect(await read(thing(undefined), prior, operation)).toEqual({ remarks: [] });
});

test("a failure leaves the state as it was", async () => {
  const error = new Error("no");
  const failing = { ...thing(undefined), read: () => Promise.reject(error) };
  expect(await read(failing, prior, operation)).toEqual({ state: prior, remarks: [{ error }] });
});

test("a value of the wrong type is named and stays as it was", async () => {
  const { state, remarks } = await read(thing({ ...prior, id: 5 }), prior, operation);
  expect(state).toEqual(prior);
  expect(remarks).toEqual([{ error: expect.objectContaining({ path: ["id"] }) }]);
});

test("what was absent before, as an attribute that is new in the schema, may stay absent", async () => {
  const older = { ...prior, id: undefined };
  expect(await read(thing(older), older, operation)).toEqual({ state: older, remarks: [] });
});

test("an import takes the object over; one that is not there, or cannot be, is named", async () => {
  const found = { id: "1", name: "Box" };
  const importable = { ...thing(undefined), import: async (id: string) => (id === "1" ? (found as never) : undefined) };
  expect(await importObject(importable, "toys_thing", "1", operation)).toEqual({
    state: { ...found, tags: undefined, steps: undefined },
    remarks: [],
  });
  const missing = await importObject(importable, "toys_thing", "2", operation);
  expect(missing.remarks).toEqual([
    { error: expect.objectContaining({ summary: 'Cannot import toys_thing "2"', kind: "not_found" }) },
  ]);
  const never = await importObject(thing(undefined), "toys_thing", "1", operation);
  expect(never.remarks).toEqual([{ error: expect.objectContaining({ kind: "not_importable" }) }]);
});

test("a data source gets defaults and returns what was configured beside what it found", async () => {
  const dataSource = {
    name: "look",
    description: "",
    attributes: { id: text(), depth: number().default(1), found: text().computed() },
    read: jest.fn(async (input: object) => ({ ...input, found: "yes" }) as never),
  };
  expect(await readDataSource(dataSource, { id: "1" }, operation)).toEqual({
    state: { id: "1", depth: 1, found: "yes" },
    remarks: [],
  });
  expect(dataSource.read).toHaveBeenCalledWith({ id: "1", depth: 1 }, operation);
});
