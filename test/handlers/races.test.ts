import { apiKey } from "../../src/handlers";
import { testClock } from "../support/emulated";
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
  beforeEach(async () => {
    world = await openWorld("young");
  });

  test("and one that was taken for dead makes another", async () => {
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

  test("and one that is finished while the other watches it is left alone", async () => {
    const firstHasBegun = event();
    const secondHasLooked = event();
    const first = await heldProcess(async (text) => {
      if (!text.startsWith("PUT")) return;
      firstHasBegun.happen();
      await secondHasLooked.happened;
    });
    const one = create(wanted, first);
    await firstHasBegun.happened;
    const second = await heldProcess(async (text) => {
      if (!text.startsWith("GET /apikey/")) return;
      secondHasLooked.happen();
      await one;
    });
    const other = await create(wanted, second);
    expect(second.warnings).toEqual([]);
    await exactly(await one, other);
  });

  test("and one that is finished at the very moment of its removal is made again", async () => {
    const firstHasBegun = event();
    const secondIsRemoving = event();
    const secondHasRemoved = event();
    let puts = 0;
    let finished = false;
    const first = await heldProcess(async (text) => {
      if (text.startsWith("PUT") && ++puts === 1) {
        firstHasBegun.happen();
        await secondIsRemoving.happened;
        finished = true;
      }
      if (text === "GET /apikey" && finished) await secondHasRemoved.happened;
    });
    const one = create(wanted, first);
    await firstHasBegun.happened;
    const second = await heldProcess(async (text) => {
      if (text.startsWith("DELETE")) {
        secondIsRemoving.happen();
        await eventually("the first key is finished", async () =>
          (await world.ours()).some((key) => !isUnfinished(key)),
        );
      }
      if (text.startsWith("POST")) secondHasRemoved.happen();
    });
    const other = await create(wanted, second);
    await exactly(await one, other);
    expect(puts).toBe(2);
  });

  test("in all orders that chance brings about", async () => {
    const both = await Promise.all([1, 2, 3].map(() => create(wanted, startProcess(world))));
    await exactly(...both);
  });
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

  test("is undone if the key is there at the last look", async () => {
    const finishing = event();
    let posts = 0;
    const process = await heldProcess(async (text) => {
      if (text.startsWith("POST") && ++posts === 1) await finishing.happened;
      if (text.startsWith("PUT")) {
        finishing.happen();
        await eventually("there are two", async () => (await world.ours()).length === 2);
      }
    }, 300);
    await exactly(await create(wanted, process));
    expect(process.warnings).toEqual([]);
  });

  test("is told of by name, and what it makes is removed by the next apply that makes a key of this name", async () => {
    const late = event();
    let posts = 0;
    const process = await heldProcess(async (text) => {
      if (text.startsWith("POST") && ++posts === 1) await late.happened;
    }, 300);
    const one = await create(wanted, process);
    late.happen();
    const appeared = await eventually("the late key is there", async () => (await world.ours()).find(isUnfinished));
    expect(textOf(process.warnings)).toContain(`"${appeared.name}"`);

    const planning = startProcess(world);
    await apiKey.plan?.({ draft: { ...wanted, name: "another" } }, planning.context);
    expect(textOf(planning.warnings)).toContain(appeared.id);

    await exactly(one, await create(wanted, startProcess(world)));
  });
});

describe("what an earlier apply has left behind", () => {
  test.each([
    ["is watched for twenty seconds before it is removed, if it is young", "young", [20_000]],
    ["is removed at once if it is old", "old", []],
  ] as const)("%s", async (_what, age, waits) => {
    world = await openWorld(age);
    const left = await leaveBehind();
    const clock = testClock();
    const { context, ...process } = startProcess(world);
    await exactly(await create(wanted, { ...process, context: { ...context, clock } }));
    expect(textOf(process.warnings)).toContain(left);
    expect(clock.waits).toEqual(waits);
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

  test("ends the watch over what may be somebody else's at once, and removes nothing", async () => {
    await world.close();
    world = await openWorld("young");
    const left = await leaveBehind();
    const { context, stop, ...process } = startProcess(world);
    const clock = {
      ...context.clock,
      sleep: async (_ms: number, signal: AbortSignal) => {
        stop();
        signal.throwIfAborted();
      },
    };
    const outcome = await create(wanted, { ...process, stop, context: { ...context, clock } });
    expect(outcome).toMatchObject({ state: undefined, error: expect.any(Error) });
    expect(await world.ours()).toMatchObject([{ id: left }]);
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
