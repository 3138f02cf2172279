import { apiKey } from "../../src/handlers";
import { eventually } from "../support/terraform";
import {
  create,
  isUnfinished,
  line,
  type Outcome,
  openWorld,
  type Process,
  startProcess,
  textOf,
  Workspace,
  type World,
  works,
} from "./world";

const wanted = { name: "CI", permission: "read", deletionProtection: false } as const;

jest.setTimeout(20_000);

let world: World;
const open: (() => void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) close();
  const theirs = await world.theirs();
  await world.close();
  expect(theirs).toEqual(world.strangers);
});

/** Something that has not happened yet, to be waited for. */
function event() {
  let happen = () => {};
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happen, happened };
}

/** A process whose every piece of data, in both directions, can be held. */
async function heldProcess(passing: Parameters<typeof line>[1], requestTimeoutMs = 5_000): Promise<Process> {
  const held = await line(world, passing);
  open.push(held.cut);
  return startProcess(world, { requestTimeoutMs }, held.url);
}

/** All that is there are the given keys, finished and usable. */
async function exactly(...outcomes: readonly Outcome[]): Promise<void> {
  expect(outcomes.map(({ error }) => error)).toEqual(outcomes.map(() => undefined));
  const ids = outcomes.map(({ state }) => state?.id);
  expect((await world.ours()).map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect((await world.ours()).filter(isUnfinished)).toEqual([]);
  for (const { state } of outcomes) expect(await works(world, state?.key)).toBe(true);
}

/** Makes the key that an apply was stopped or killed at, as the next apply does. */
async function nextApply(outcome: Outcome) {
  const workspace = new Workspace();
  workspace.config.set("a", wanted);
  if (outcome.state) workspace.state.set("a", { values: outcome.state, tainted: outcome.error !== undefined });
  const run = await workspace.apply(() => startProcess(world));
  expect(run.failed).toBe(false);
  return { ...run, state: workspace.state.get("a")?.values };
}

describe("two processes make keys of the same name at the same time", () => {
  test("and neither takes the other's for a leftover while it may be alive", async () => {
    world = await openWorld("young");
    const secondIsDone = event();
    const firstHasBegun = event();
    const first = await heldProcess(async (text) => {
      if (!text.startsWith("PUT")) return;
      firstHasBegun.happen();
      await secondIsDone.happened;
    });
    const one = create(wanted, first);
    await firstHasBegun.happened;
    const second = startProcess(world);
    const other = await create(wanted, second);
    secondIsDone.happen();
    expect(second.warnings).toEqual([]);
    await exactly(await one, other);
  });

  test("and one that was taken for dead, since it took so long, makes another", async () => {
    world = await openWorld("old");
    const secondIsDone = event();
    const firstHasBegun = event();
    const first = await heldProcess(async (text) => {
      if (!text.startsWith("PUT")) return;
      firstHasBegun.happen();
      await secondIsDone.happened;
    });
    const one = create(wanted, first);
    await firstHasBegun.happened;
    const second = startProcess(world);
    const other = await create(wanted, second);
    secondIsDone.happen();
    expect(second.warnings).toMatchObject([{ summary: expect.stringMatching("^Removed key .* left behind") }]);
    await exactly(await one, other);
  });

  test("and one that notices that it took too long takes its key back, since others may have removed it", async () => {
    world = await openWorld("young");
    const process = await heldProcess((text) => {
      if (text.startsWith("POST")) world.emulator.time.pass(541_000);
    }, 600_000);
    const { state, error } = await create(wanted, process);
    expect([state, error]).toMatchObject([undefined, { kind: "too_slow" }]);
    expect(await world.ours()).toEqual([]);
  });

  test("in all orders that chance brings about", async () => {
    world = await openWorld("young");
    const both = await Promise.all([1, 2, 3].map(() => create(wanted, startProcess(world))));
    await exactly(...both);
  });
});

test.each([
  [2, 12],
  [4, 8],
])("%i pipelines that make %i keys each with one credential all finish under its rate limit", async (count, each) => {
  world = await openWorld("young", { rateLimit: { requests: 20, seconds: 10 } });
  const change = { rateLimit: { requests: 20, windowMs: 10_000 }, requestTimeoutMs: 3_600_000, maxRetries: 4 };
  const pipelines = Array.from({ length: count }, () => startProcess(world, change));
  const outcomes = await Promise.all(
    pipelines.flatMap((process) => Array.from({ length: each }, () => create(wanted, process))),
  );
  expect(outcomes.map(({ error }) => error)).toEqual(outcomes.map(() => undefined));
  expect((await world.ours()).map(({ id }) => id).sort()).toEqual(outcomes.map(({ state }) => state?.id).sort());
});

describe("one process makes two keys of the same name at the same time", () => {
  beforeEach(async () => {
    world = await openWorld("young");
  });

  test.each([
    { fault: "drop", when: "after-commit" },
    { fault: "duplicate" },
    { fault: "cut" },
    { fault: "status", status: 504 },
  ] as const)("and takes neither for a leftover when the answers meet $fault", async (fault) => {
    await world.emulator.fault({ ...fault, method: "POST", times: 2 });
    const process = startProcess(world);
    await exactly(...(await Promise.all([create(wanted, process), create(wanted, process)])));
  });

  test("and takes neither for a leftover when one begins while the other is not finished", async () => {
    const begun = event();
    const otherIsDone = event();
    let puts = 0;
    const process = await heldProcess(async (text) => {
      if (!text.startsWith("PUT") || ++puts > 1) return;
      begun.happen();
      await otherIsDone.happened;
    });
    const one = create(wanted, process);
    await begun.happened;
    const other = await create(wanted, process);
    otherIsDone.happen();
    await exactly(await one, other);
    expect([puts, process.warnings]).toEqual([2, []]);
  });

  test("and removes what an earlier one has left behind", async () => {
    await world.close();
    world = await openWorld("old");
    await leaveBehind();
    const process = startProcess(world);
    await exactly(...(await Promise.all([create(wanted, process), create(wanted, process)])));
    expect(textOf(process.warnings)).toMatch(/Removed key .* left behind/);
  });
});

/** An unfinished key of ours, as an apply that was killed leaves it. */
async function leaveBehind(): Promise<string> {
  const killed = await heldProcess((text) => {
    if (text.startsWith("PUT")) for (const close of open.splice(0)) close();
  });
  await create(wanted, killed);
  const [only, ...others] = await world.ours();
  expect([only && isUnfinished(only), others]).toEqual([true, []]);
  return only?.id ?? "";
}

describe("a request to make a key that is processed late", () => {
  beforeEach(async () => {
    world = await openWorld("young");
  });

  /** Holds the first request to make a key until something happens, for longer than it is waited for. */
  const holdingFirst = (until: Promise<void>, onSecond: () => void | Promise<void> = () => {}) => {
    let posts = 0;
    return heldProcess(async (text) => {
      if (text.startsWith("POST") && ++posts === 1) {
        world.emulator.time.pass(60_000);
        await until;
      } else if (text.startsWith("POST")) await onSecond();
    }, 30_000);
  };

  test("is undone if the key is there at the last look", async () => {
    const lookingAgain = event();
    const process = await holdingFirst(lookingAgain.happened, async () => {
      lookingAgain.happen();
      await eventually("the late one is there", async () => (await world.ours()).length === 1);
    });
    await exactly(await create(wanted, process));
    expect(process.warnings).toEqual([]);
  });

  test("is told of by name; a quarter of an hour later, the next apply that makes a key of this name removes what it made", async () => {
    const late = event();
    const process = await holdingFirst(late.happened);
    const one = await create(wanted, process);
    late.happen();
    const appeared = await eventually("the late key is there", async () => (await world.ours()).find(isUnfinished));
    expect(textOf(process.warnings)).toContain(`"${appeared.name}"`);

    const planning = startProcess(world);
    await apiKey.plan?.({ draft: { ...wanted, name: "another" } }, planning.context);
    expect(textOf(planning.warnings)).toMatch(new RegExp(`being created by another apply.*${appeared.id}`, "s"));

    world.emulator.time.pass(901_000);
    await exactly(one, await create(wanted, startProcess(world)));
  });
});

describe("what an earlier apply has left behind", () => {
  test("is left alone while its creator may be alive, which every plan tells in other words", async () => {
    world = await openWorld("young");
    const left = await leaveBehind();
    const process = startProcess(world);
    const made = await create(wanted, process);
    expect((await world.ours()).map(({ id }) => id).sort()).toEqual([left, made.state?.id].sort());
    expect(process.warnings).toEqual([]);
    const planning = startProcess(world);
    await apiKey.plan?.({ state: made.state }, planning.context);
    expect(textOf(planning.warnings)).toMatch(/being created by another apply/);
    expect(textOf(planning.warnings)).not.toMatch(/delete them/);
    expect(textOf(planning.warnings)).toContain(left);
  });

  test("is removed if it is old, and its name may have been cut", async () => {
    world = await openWorld("old");
    await world.emulator.fault({ fault: "name-limit", characters: 34, excess: "cut", times: "always" });
    const long = { ...wanted, name: "Nightly export of all diagrams" };
    const killed = await heldProcess((text) => {
      if (text.startsWith("PUT")) for (const close of open.splice(0)) close();
    });
    await create(long, killed);
    const [left] = await world.ours();
    expect(left?.name).toMatch(/^\[unfinished [0-9a-f]{12}\] Nightly /);
    expect(left?.name).toHaveLength(34);
    const process = startProcess(world);
    await exactly(await create(long, process));
    expect(textOf(process.warnings)).toContain(left?.id);
  });
});

/** In these, a piece is a request or an answer on its way; there are some ten of them in a creation. */
const moments = Array.from({ length: 14 }, (_, index) => index + 1);

describe("a stop", () => {
  beforeEach(async () => {
    world = await openWorld("old");
  });

  test.each(moments)(
    "at moment %i leaves a key that is in the state or told of, and the next apply one key",
    async (moment) => {
      let process: Process | undefined;
      process = await heldProcess((_text, piece) => {
        if (piece === moment) process?.stop();
      });
      const outcome = await create(wanted, process);
      const said = textOf(process.warnings, outcome.error);
      for (const { id, name } of await world.ours()) {
        if (id !== outcome.state?.id) expect(said).toContain(name);
      }
      await exactly({ state: (await nextApply(outcome)).state });
    },
  );

  test("keeps a creation from beginning", async () => {
    const process = startProcess(world);
    process.stop();
    const { state, error } = await create(wanted, process);
    expect([state, error]).toEqual([undefined, expect.any(Error)]);
    expect(world.emulator.requests.filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  test.each(moments.filter((moment) => moment >= 5))(
    "at moment %i lets a creation that has begun come to its end, and its key is in the state",
    async (moment) => {
      let process: Process | undefined;
      process = await heldProcess((_text, piece) => {
        if (piece === moment) process?.stop();
      });
      await exactly(await create(wanted, process));
    },
  );

  test("that is over before the answer has come says what there may be, and nothing more is asked", async () => {
    let process: Process | undefined;
    process = await heldProcess((text) => {
      if (!text.startsWith("POST")) return;
      process?.stop();
      process?.end();
    });
    const { state, error } = await create(wanted, process);
    expect([state, error]).toMatchObject([undefined, { kind: "left_behind" }]);
    expect(textOf(process.warnings, error)).toMatch(/"\[unfinished [0-9a-f]{12}\] CI"/);
  });
});

describe("a kill", () => {
  beforeEach(async () => {
    world = await openWorld("old");
  });

  test.each(moments)("at moment %i leaves nothing that the next apply does not remove or tell of", async (moment) => {
    const killed = await line(world, (_text, piece) => {
      if (piece === moment) killed.cut();
    });
    open.push(killed.cut);
    const { state, error } = await create(wanted, startProcess(world, {}, killed.url));
    const [left, ...others] = await world.ours();
    expect(others).toEqual([]);
    if (!killed.isCut()) {
      await exactly({ state, error });
      return;
    }
    const next = await nextApply({});
    if (left) expect(next.said).toContain(left.id);
    const completed = left && !isUnfinished(left) ? [left.id] : [];
    expect((await world.ours()).map(({ id }) => id).sort()).toEqual([...completed, next.state?.id].sort());
    expect(await works(world, next.state?.key)).toBe(true);
  });
});
