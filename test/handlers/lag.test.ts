import fc from "fast-check";
import { apiKey } from "../../src/handlers";
import {
  create,
  isUnfinished,
  type KeyInput,
  openWorld,
  startProcess,
  textOf,
  update,
  Workspace,
  type World,
} from "./world";

const wanted = { name: "CI", permission: "read", deletionProtection: false } as const;

let world: World;
beforeEach(async () => {
  world = await openWorld("young");
});
afterEach(async () => {
  expect(await world.theirs()).toEqual(world.strangers);
  await world.close();
});

const reads = { "the list": "/apikey", "reads of one key": "/apikey/*", "all reads": "*" } as const;
const lags = Object.entries(reads).flatMap(([what, path]) =>
  [500, 3_000, 10_000].map((lagMs) => [what, lagMs, path] as const),
);

async function lag(path: string, lagMs: number, jitterMs = 0): Promise<void> {
  await world.emulator.fault({ fault: "stale", method: "GET", path, lagMs, jitterMs, times: "always" });
}

describe.each(lags)("while %s tell how things were %i ms ago", (_what, lagMs, path) => {
  beforeEach(() => lag(path, lagMs));

  test("exactly one key is made, and the state has it", async () => {
    const process = startProcess(world);
    const { state, error } = await create(wanted, process);
    expect([error, process.warnings]).toEqual([undefined, []]);
    expect(await world.ours()).toMatchObject([{ id: state?.id, name: "CI" }]);
  });

  test("a key whose answer was lost is found and removed before another is made", async () => {
    await world.emulator.fault({ fault: "drop", when: "after-commit", method: "POST" });
    const process = startProcess(world);
    const { state, error } = await create(wanted, process);
    expect([error, process.warnings]).toEqual([undefined, []]);
    expect(await world.ours()).toMatchObject([{ id: state?.id, name: "CI" }]);
  });

  test("a key that was just made is not taken for gone by another process", async () => {
    const { state } = await create(wanted, startProcess(world));
    if (!state) throw new Error("there is no key");
    const { context, warnings } = startProcess(world);
    expect(await apiKey.read(state, context)).toEqual(state);
    expect(warnings.filter(({ summary }) => /no longer exists/.test(summary))).toEqual([]);
  });

  test("what was just changed is not read as it was before", async () => {
    const { state } = await create(wanted, startProcess(world));
    if (!state) throw new Error("there is no key");
    world.emulator.time.pass(60_000);
    const changed = await update({ ...wanted, permission: "read-write" }, state, startProcess(world));
    if (!changed.state) throw changed.error;
    expect(await apiKey.read(changed.state, startProcess(world).context)).toEqual(changed.state);
  });

  test("a key that was just deleted by hand is seen to be gone, though later", async () => {
    const { state } = await create(wanted, startProcess(world));
    if (!state) throw new Error("there is no key");
    await world.emulator.control("DELETE", `apikey/${state.id}`);
    world.emulator.time.pass(lagMs);
    expect(await apiKey.read(state, startProcess(world).context)).toBeUndefined();
  });

  test("a key that somebody deletes at the same time is deleted for sure", async () => {
    const { state } = await create(wanted, startProcess(world));
    if (!state) throw new Error("there is no key");
    await world.emulator.control("DELETE", `apikey/${state.id}`);
    await apiKey.delete(state, startProcess(world).context);
    expect(await world.ours()).toEqual([]);
  });
});

test("one list and one look that miss a live key do not make it gone", async () => {
  const { state } = await create(wanted, startProcess(world));
  if (!state) throw new Error("there is no key");
  world.emulator.time.pass(3_600_000);
  await world.emulator.fault({ fault: "status", status: 200, body: { apiKeys: [] }, method: "GET", path: "/apikey" });
  await world.emulator.fault({ fault: "status", status: 404, method: "GET", path: "/apikey/*" });
  const { context, warnings } = startProcess(world);
  expect(await apiKey.read(state, context)).toEqual(state);
  expect(textOf(warnings)).not.toContain("no longer exists");
});

test("an answer about another key is none: the key is looked up, and is there", async () => {
  const other = (await world.theirs())[0];
  await world.emulator.fault({ fault: "status", status: 200, body: other, method: "PUT" });
  const { state, error } = await create(wanted, startProcess(world));
  expect([state, error]).toMatchObject([undefined, { kind: "unreadable" }]);
  expect(await world.ours()).toEqual([]);
});

test.each([
  ["of an unknown permission", { permission: "admin" }],
  ["without a hint", { hint: undefined }],
  ["with a number for an id", { id: 7 }],
  ["that is null", null],
])("an entry of a list %s costs itself only", async (_what, change) => {
  const { state } = await create(wanted, startProcess(world));
  if (!state) throw new Error("there is no key");
  const keys = (await world.emulator.state()).apiKeys;
  const odd = change && { ...keys[0], ...change };
  const body = { apiKeys: [odd, ...keys.slice(1)] };
  await world.emulator.fault({ fault: "status", status: 200, body, method: "GET", path: "/apikey", times: "always" });
  const { context } = startProcess(world);
  expect(await apiKey.read(state, context)).toEqual(state);
  await apiKey.plan?.({ draft: { ...wanted, name: "other" } }, context);
});

test("a deletion that lingers is believed, and the key is not deleted twice", async () => {
  const { state } = await create(wanted, startProcess(world));
  if (!state) throw new Error("there is no key");
  await world.emulator.fault({ fault: "linger", method: "DELETE", lingerMs: 5_000 });
  await apiKey.delete(state, startProcess(world).context);
  expect(world.emulator.requests.filter((line) => line.startsWith("DELETE"))).toHaveLength(1);
  world.emulator.time.pass(5_000);
  await startProcess(world).context.api.users.me();
  expect(await world.ours()).toEqual([]);
});

test.each([
  ["refuses", "refuse"],
  ["cuts", "cut"],
] as const)("a service that %s names at 64 characters takes one of 64", async (_what, excess) => {
  await world.emulator.fault({ fault: "name-limit", characters: 64, excess, times: "always" });
  const name = "Nightly export of all diagrams to the documentation of platforms";
  const { state, error } = await create({ ...wanted, name }, startProcess(world));
  expect([name.length, error]).toEqual([64, undefined]);
  expect(await world.ours()).toMatchObject([{ id: state?.id, name }]);
});

/** What a pipeline does next. */
const deed = fc.record({
  pipeline: fc.nat(1),
  address: fc.constantFrom("a", "b"),
  key: fc.option(
    fc.record({ name: fc.constantFrom("CI", "Deploy"), permission: fc.constantFrom("read", "read-write") }),
    { nil: undefined, freq: 3 },
  ),
  replace: fc.boolean(),
  lose: fc.constantFrom(undefined, undefined, "POST", "PUT", "DELETE"),
  restMs: fc.constantFrom(0, 1_000, 20_000),
});

test("whatever lags, live keys are those in the states, and every difference is told with its name", async () => {
  const schedule = fc.record({
    path: fc.constantFrom(...Object.values(reads)),
    lagMs: fc.integer({ min: 100, max: 5_000 }),
    jitterMs: fc.integer({ min: 0, max: 5_000 }),
    deeds: fc.array(deed, { minLength: 1, maxLength: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(schedule, async ({ path, lagMs, jitterMs, deeds }) => {
      await world.close();
      world = await openWorld("young");
      await lag(path, lagMs, jitterMs);
      const pipelines = [new Workspace(), new Workspace()] as const;
      let said = "";
      for (const { pipeline, address, key, replace, lose, restMs } of deeds) {
        const workspace = pipelines[pipeline] ?? pipelines[0];
        const input: KeyInput | undefined = key && { ...key, deletionProtection: false };
        if (input) workspace.config.set(address, input);
        else workspace.config.delete(address);
        const managed = workspace.state.get(address);
        if (replace && managed) workspace.state.set(address, { ...managed, tainted: true });
        if (lose) await world.emulator.fault({ fault: "drop", when: "after-commit", method: lose });
        const run = await workspace.apply(() => startProcess(world));
        said += run.said;
        world.emulator.time.pass(restMs);
        const known = pipelines.flatMap(({ state }) => [...state.values()].map(({ values }) => values.id));
        const live = await world.ours();
        const untold = live.filter(({ id, name }) => !known.includes(id) && !said.includes(id) && !said.includes(name));
        expect({ run, untold }).toEqual({ run, untold: [] });
        const finished = live.filter((one) => !isUnfinished(one)).map(({ id }) => id);
        expect(finished.filter((id) => !known.includes(id))).toEqual([]);
        expect(known.filter((id) => !finished.includes(id))).toEqual([]);
        await world.emulator.control("DELETE", "faults");
        await lag(path, lagMs, jitterMs);
      }
    }),
    { numRuns: 60, seed: 1 },
  );
}, 120_000);
