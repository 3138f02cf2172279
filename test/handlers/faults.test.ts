import type { Fault, FaultRule } from "../../src/emulator/fault-rule";
import { apiKey } from "../../src/handlers";
import {
  create,
  isUnfinished,
  type KeyState,
  type Outcome,
  openWorld,
  startProcess,
  tellsOf,
  textOf,
  update,
  Workspace,
  type World,
  works,
} from "./world";

/** Of what a fault lasts longer than a request may. */
const NEVER_MS = 600_000;
const SHORT_MS = 60;

const faults: Readonly<Record<string, Fault>> = {
  "status 500": { fault: "status", status: 500 },
  "status 502": { fault: "status", status: 502 },
  "status 503": { fault: "status", status: 503, headers: { "Retry-After": "1" } },
  "status 504": { fault: "status", status: 504 },
  "status 429": { fault: "status", status: 429, headers: { "Retry-After": "2" } },
  "status 403": { fault: "status", status: 403 },
  "status 404": { fault: "status", status: 404 },
  "no answer": { fault: "delay", delayMs: NEVER_MS },
  "a drop before commit": { fault: "drop", when: "before-commit" },
  "a drop after commit": { fault: "drop", when: "after-commit" },
  "a reset before commit": { fault: "reset", when: "before-commit" },
  "a reset after commit": { fault: "reset", when: "after-commit" },
  "half an answer": { fault: "cut" },
  "malformed JSON": { fault: "malformed" },
  "another content type": { fault: "content-type", contentType: "text/html" },
  "a trickle": { fault: "trickle", intervalMs: NEVER_MS },
  "another answer": { fault: "huge", bytes: 1024 },
  "a redirect": { fault: "redirect", location: "http://127.0.0.1:9/" },
  "a duplicate": { fault: "duplicate" },
};
const often = [1, 2, "always"] as const;
const cases = Object.keys(faults).flatMap((name) => often.map((times) => [name, times] as const));

/** Faults that a request which may be repeated survives if they happen once. */
const REPEATED = new Set([
  "status 502",
  "status 503",
  "status 504",
  "status 429",
  "no answer",
  "a drop before commit",
  "a drop after commit",
  "a reset before commit",
  "a reset after commit",
  "half an answer",
  "another content type",
  "a trickle",
  "a duplicate",
]);

const wanted = { name: "CI", permission: "read", deletionProtection: false } as const;

let world: World;
afterEach(() => world.close());

/** How long a request may take where a fault consists in taking longer. */
function patience(...rules: readonly Fault[]) {
  const slow = rules.some(({ fault }) => fault === "delay" || fault === "trickle");
  return { requestTimeoutMs: slow ? SHORT_MS : 5_000 };
}

function rule(name: string, scope: Pick<FaultRule, "method" | "path" | "times" | "after">): FaultRule {
  const fault = faults[name];
  if (!fault) throw new Error(`There is no fault ${name}`);
  return { ...fault, ...scope };
}

async function breakAll(rules: readonly FaultRule[]): Promise<void> {
  for (const one of rules) await world.emulator.fault(one);
}

/** Every key of ours is in the state, or somebody was told of it; and there never are two. */
async function everyKeyIsKnown(ids: readonly (string | undefined)[], said: string): Promise<void> {
  const ours = await world.ours();
  const unknown = ours.filter((key) => !ids.includes(key.id) && !tellsOf(said, key));
  expect({ unknown, said }).toEqual({ unknown: [], said });
  expect(ours.filter((key) => !isUnfinished(key)).length).toBeLessThanOrEqual(1);
  expect(await world.theirs()).toEqual(world.strangers);
}

/** The next apply, by another process and with nothing in its way, leaves exactly the declared key. */
async function recovers(outcome: Outcome, said = ""): Promise<void> {
  await world.heal();
  const workspace = new Workspace();
  workspace.config.set("a", wanted);
  if (outcome.state) workspace.state.set("a", { values: outcome.state, tainted: outcome.error !== undefined });
  const next = await workspace.apply(() => startProcess(world));
  expect(next).toMatchObject({ failed: false });
  await onlyTheDeclared(workspace.state.get("a")?.values, said + next.said);
  const last = await workspace.apply(() => startProcess(world));
  expect(last).toMatchObject({ failed: false, actions: [] });
}

async function onlyTheDeclared(state: KeyState | undefined, said: string): Promise<void> {
  const ours = await world.ours();
  expect(ours.filter((key) => !isUnfinished(key))).toMatchObject([{ id: state?.id, name: "CI", permission: "read" }]);
  expect(ours.filter((key) => isUnfinished(key) && !tellsOf(said, key))).toEqual([]);
  expect(await works(world, state?.key)).toBe(true);
  expect(await world.theirs()).toEqual(world.strangers);
}

/** Makes a key while something goes wrong; then the next apply. */
async function createUnder(...rules: readonly FaultRule[]): Promise<Outcome & { said: string }> {
  await breakAll(rules);
  const process = startProcess(world, patience(...rules));
  const outcome = await create(wanted, process);
  const said = textOf(process.warnings, outcome.error);
  await everyKeyIsKnown([outcome.state?.id], said);
  if (!outcome.error) expect(await liveIds()).toContain(outcome.state?.id);
  await recovers(outcome, said);
  return { ...outcome, said };
}

async function liveIds(): Promise<string[]> {
  return (await world.ours()).map(({ id }) => id);
}

describe("exactly one key is made", () => {
  beforeEach(async () => {
    world = await openWorld("old");
  });

  test.each(cases)("if the request that makes it meets %s (%s)", async (name, times) => {
    const { error } = await createUnder(rule(name, { method: "POST", path: "/apikey", times }));
    if (times === 1) expect(error !== undefined).toBe(["status 403", "status 404"].includes(name));
  });

  test.each(cases)("if the request that finishes it meets %s (%s)", async (name, times) => {
    const { error } = await createUnder(rule(name, { method: "PUT", path: "/apikey/*", times }));
    if (times === 1) expect(error !== undefined).toBe(["status 500", "status 403", "a redirect"].includes(name));
  });

  test.each(cases)("if the look at what earlier ones left behind meets %s (%s)", async (name, times) => {
    const { error, state } = await createUnder(rule(name, { method: "GET", path: "/apikey", times }));
    if (error) expect(state).toBeUndefined();
  });

  test.each(cases)("if the look for a second one meets %s (%s)", async (name, times) => {
    const { error } = await createUnder(rule(name, { method: "GET", path: "/apikey", times, after: 1 }));
    expect(error).toBeUndefined();
  });
});

describe("exactly one key is made, by this apply or the next, if nothing goes well any more", () => {
  const lost = [
    "no answer",
    "a drop before commit",
    "a drop after commit",
    "half an answer",
    "status 504",
    "a duplicate",
  ];
  const failing = ["status 500", "status 404", "a drop before commit", "a drop after commit", "no answer"];
  /** What is left behind is old every other time; otherwise the next apply has to watch it first. */
  const pairs = (first: readonly string[], second: readonly string[]) =>
    first
      .flatMap((one) => second.map((other) => [one, other] as const))
      .map(([one, other], index) => [one, other, index % 2 === 0 ? "old" : "young"] as const);

  test.each(pairs(lost, failing))("making it meets %s, looking for it %s (%s)", async (one, other, age) => {
    world = await openWorld(age);
    await createUnder(
      rule(one, { method: "POST", times: "always" }),
      rule(other, { method: "GET", path: "/apikey", after: 1, times: "always" }),
    );
  });

  test.each(pairs(lost, failing))("making it meets %s, removing it %s (%s)", async (one, other, age) => {
    world = await openWorld(age);
    await createUnder(
      rule(one, { method: "POST", times: "always" }),
      rule(other, { method: "DELETE", times: "always" }),
    );
  });

  test.each(pairs(failing, failing))("finishing it meets %s, removing it %s (%s)", async (one, other, age) => {
    world = await openWorld(age);
    await createUnder(
      rule(one, { method: "PUT", times: "always" }),
      rule(other, { method: "DELETE", times: "always" }),
    );
  });

  test.each(["status 403", "status 429"])("making it happens twice, the second time with %s", async (name) => {
    world = await openWorld("old");
    await createUnder(
      rule("a duplicate", { method: "POST", times: "always" }),
      rule(name, { method: "POST", after: 1, times: "always" }),
    );
    expect((await world.ours()).length).toBe(1);
  });

  test.each(failing)("making it happens twice, and finishing it meets %s", async (name) => {
    world = await openWorld("old");
    await createUnder(
      rule("a duplicate", { method: "POST", times: "always" }),
      rule(name, { method: "PUT", times: "always" }),
    );
  });

  const silent = failing.filter((name) => name !== "status 404");
  test.each(pairs(failing, silent))("finishing it meets %s, everything after it %s (%s)", async (one, other, age) => {
    world = await openWorld(age);
    await createUnder(
      rule(one, { method: "PUT", times: "always" }),
      rule(other, { method: "DELETE", times: "always" }),
      rule(other, { method: "GET", path: "/apikey/*", times: "always" }),
      rule(other, { method: "GET", path: "/apikey", after: 1, times: "always" }),
    );
  });

  test("an answer larger than the memory should hold", async () => {
    world = await openWorld("old");
    const huge = { fault: "huge", bytes: 33 * 1024 * 1024 } as const;
    const { error, said } = await createUnder({ ...huge, method: "POST", path: "/apikey" });
    expect([error, said]).toEqual([undefined, ""]);
  });
});

describe("a key in the state stays what it is", () => {
  let state: KeyState;
  beforeEach(async () => {
    world = await openWorld("old");
    const made = await create(wanted, startProcess(world));
    if (!made.state) throw made.error;
    state = made.state;
  });

  test.each(cases)("if the request that changes it meets %s (%s)", async (name, times) => {
    const broken = rule(name, { method: "PUT", times });
    await breakAll([broken]);
    const changed = { ...wanted, name: "CI 2", permission: "read-write" } as const;
    const outcome = await update(changed, state, startProcess(world, patience(broken)));
    if (times === 1) expect(outcome.error !== undefined).toBe(!REPEATED.has(name));
    const [only, ...others] = await world.ours();
    expect(others).toEqual([]);
    expect(outcome.state).toMatchObject({
      id: only?.id,
      name: only?.name,
      permission: only?.permission,
      key: state.key,
    });

    await world.heal();
    const workspace = new Workspace();
    workspace.config.set("a", changed);
    workspace.state.set("a", { values: outcome.state ?? state, tainted: false });
    expect(await workspace.apply(() => startProcess(world))).toMatchObject({ failed: false });
    expect(await world.ours()).toMatchObject([{ id: state.id, name: "CI 2", permission: "read-write" }]);
    expect(await works(world, workspace.state.get("a")?.values.key)).toBe(true);
  });

  test.each(cases)("if the request that reads it meets %s (%s)", async (name, times) => {
    const broken = rule(name, { method: "GET", times });
    await breakAll([broken]);
    const { context, warnings } = startProcess(world, patience(broken));
    const seen = await apiKey.read(state, context).catch((error: Error) => error);
    if (!(seen instanceof Error)) expect(seen).toEqual(state);
    // The strangers' unfinished key, and the one of the same name, are told of, and nothing else.
    for (const { summary } of warnings) expect(summary).toMatch(/^Interrupted applies have left|and was never used$/);
    if (times === 1) expect(seen instanceof Error).toBe(!REPEATED.has(name));
    await world.heal();
    expect(await apiKey.read(state, startProcess(world).context)).toEqual(state);
  });

  test.each(cases)("if the request that imports it meets %s (%s)", async (name, times) => {
    const broken = rule(name, { method: "GET", times });
    await breakAll([broken]);
    const { context } = startProcess(world, patience(broken));
    const imported = { ...state, key: undefined, justification: undefined, fingerprint: undefined };
    const seen = await apiKey.import?.(state.id, context).catch((error: Error) => error);
    if (!(seen instanceof Error)) expect(seen).toEqual(imported);
    await world.heal();
    expect(await apiKey.import?.(state.id, startProcess(world).context)).toEqual(imported);
    expect(await world.ours()).toMatchObject([{ id: state.id, name: "CI" }]);
  });
});

describe("a key that is gone", () => {
  let state: KeyState;
  beforeEach(async () => {
    world = await openWorld("old");
    const made = await create(wanted, startProcess(world));
    if (!made.state) throw made.error;
    state = made.state;
  });

  test.each(cases)("is deleted for sure, or stays in the state, if the request meets %s (%s)", async (name, times) => {
    const broken = rule(name, { method: "DELETE", times });
    await breakAll([broken]);
    const workspace = new Workspace();
    workspace.state.set("a", { values: state, tainted: false });
    const run = await workspace.apply(() => startProcess(world, patience(broken)));
    expect((await world.ours()).filter(({ id }) => id !== workspace.state.get("a")?.values.id)).toEqual([]);
    if (!run.failed) expect(await works(world, state.key)).toBe(false);
    await world.heal();
    expect(await workspace.apply(() => startProcess(world))).toMatchObject({ failed: false });
    expect(workspace.state.size).toBe(0);
    expect(await world.ours()).toEqual([]);
    expect(await world.theirs()).toEqual(world.strangers);
  });

  test.each(cases)(
    "is not taken for one that is there, nor another way round, if a look meets %s (%s)",
    async (name, times) => {
      await world.emulator.control("DELETE", `apikey/${state.id}`);
      const broken = rule(name, { method: "GET", times });
      await breakAll([broken]);
      const seen = await apiKey
        .read(state, startProcess(world, patience(broken)).context)
        .catch((error: Error) => error);
      if (seen !== undefined) expect(seen).toBeInstanceOf(Error);
      await world.heal();
      expect(await apiKey.read(state, startProcess(world).context)).toBeUndefined();
    },
  );
});
