import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import type { FaultRule } from "../../src/emulator/fault-rule";
import { apiKey } from "../../src/handlers";
import {
  isUnfinished,
  type KeyInput,
  line,
  openWorld,
  type Process,
  type Run,
  startProcess,
  tellsOf,
  textOf,
  Workspace,
  type World,
  works,
} from "./world";

/** What happens before an apply, and while it runs. */
interface Step {
  /** Which of two pipelines that share an account. */
  readonly pipeline: number;
  /** What its configuration becomes. */
  readonly changes: readonly { readonly address: string; readonly key: KeyInput | undefined }[];
  /** What somebody does in the web application, to one of the keys that are there. */
  readonly byHand: readonly { readonly which: number; readonly deed: "delete" | "rename" | "promote" }[];
  readonly faults: readonly FaultRule[];
  /** How the apply is interrupted, and at which piece of data on its line. */
  readonly interruption: { readonly how: "kill" | "stop"; readonly piece: number } | undefined;
}

const key = fc.record({
  name: fc.constantFrom("CI", "CI", "CI", "Deploy"),
  permission: fc.constantFrom("read", "read-write"),
  deletionProtection: fc.constant(false),
}) satisfies fc.Arbitrary<KeyInput>;

const status = fc.constantFrom(500, 502, 503, 504, 429, 403);
const when = fc.constantFrom("before-commit", "after-commit");
const fault = fc.oneof(
  { weight: 6, arbitrary: fc.record({ fault: fc.constant("status"), status }) },
  { weight: 6, arbitrary: fc.record({ fault: fc.constantFrom("drop", "reset"), when }) },
  { weight: 6, arbitrary: fc.record({ fault: fc.constantFrom("cut", "malformed", "duplicate") }) },
  { weight: 1, arbitrary: fc.constant({ fault: "delay", delayMs: 600_000 } as const) },
  { weight: 3, arbitrary: fc.record({ fault: fc.constant("stale"), lagMs: fc.integer({ min: 100, max: 1_500 }) }) },
  { weight: 1, arbitrary: fc.constant({ fault: "linger", lingerMs: 3_000 } as const) },
);
const scope = fc.record({
  method: fc.constantFrom("POST", "POST", "PUT", "PUT", "DELETE", "GET", undefined),
  after: fc.nat(3),
  times: fc.constantFrom(1, 2, "always"),
});
const faultRule = fc.tuple(fault, scope).map(([what, where]) => ({ ...what, ...where }) as FaultRule);

const step: fc.Arbitrary<Step> = fc.record({
  pipeline: fc.constantFrom(0, 0, 0, 1),
  changes: fc.array(
    fc.record({ address: fc.constantFrom("a", "b", "c"), key: fc.option(key, { nil: undefined, freq: 5 }) }),
    {
      maxLength: 3,
    },
  ),
  byHand: fc.array(fc.record({ which: fc.nat(5), deed: fc.constantFrom("delete", "rename", "promote") }), {
    maxLength: 1,
  }),
  faults: fc.array(faultRule, { maxLength: 2 }),
  interruption: fc.option(
    fc.record({ how: fc.constantFrom("kill", "kill", "stop"), piece: fc.integer({ min: 1, max: 30 }) }),
    {
      nil: undefined,
    },
  ),
});

/**
 * Whatever is declared, edited by hand, broken, stopped and killed, in whatever order: every key that comes to be is in
 * a state, was told of, or was lost to a kill and is found again; no key disappears that nobody asked to delete; and the
 * first applies that nothing disturbs leave exactly what is declared.
 */
export const exactlyWhatIsDeclared = fc.asyncProperty(
  fc.constantFrom("young", "old"),
  fc.array(step, { minLength: 1, maxLength: 5 }),
  async (age, steps) => {
    const world = await openWorld(age);
    try {
      const account = new Account(world);
      for (const next of steps) await account.live(next);
      await account.converge();
    } finally {
      await world.close();
    }
  },
);

/** Two pipelines on one account, and what is known of every key. */
class Account {
  private readonly pipelines = [new Workspace(), new Workspace()] as const;
  /** Keys that a kill made nobody's. */
  private readonly lost = new Set<string>();
  private readonly told: string[] = [];
  /** Keys that somebody deleted in the web application, or that an apply may have deleted without noting it. */
  private readonly gone = new Set<string>();

  constructor(private readonly world: World) {}

  async live({ pipeline, changes, byHand, faults, interruption }: Step): Promise<void> {
    const workspace = this.pipelines[pipeline] ?? this.pipelines[0];
    for (const { address, key } of changes) {
      if (key) workspace.config.set(address, key);
      else workspace.config.delete(address);
    }
    for (const { which, deed } of byHand) await this.#editByHand(which, deed);
    for (const rule of faults) await this.world.emulator.fault(rule);
    const requestTimeoutMs = faults.some(({ fault }) => fault === "delay") ? 60 : 5_000;
    let processes = 0;
    let isDead = false;
    let hangUp = () => {};
    const start = async (): Promise<Process> => {
      if (++processes === 1 || !interruption) return startProcess(this.world, { requestTimeoutMs });
      let process: Process | undefined;
      const watched = await line(this.world, (_text, piece) => {
        if (piece !== interruption.piece) return;
        if (interruption.how === "stop") process?.stop();
        else {
          isDead = true;
          watched.cut();
        }
      });
      hangUp = watched.cut;
      process = { ...startProcess(this.world, { requestTimeoutMs }, watched.url), isDead: watched.isCut };
      return process;
    };
    try {
      const lags = faults.some(({ fault }) => fault === "stale");
      await this.#run(workspace, start, () => isDead, lags);
    } finally {
      hangUp();
    }
    await this.world.heal();
  }

  /** Applies, and checks what has become of every key. */
  async #run(workspace: Workspace, start: () => Promise<Process>, isDead = () => false, lags = false): Promise<Run> {
    const before = await this.world.ours();
    const managedBefore = new Map(this.#managed());
    const deletable = new Set(
      [...workspace.state]
        .filter(([address, { tainted }]) => tainted || !workspace.config.has(address))
        .map(([, { values }]) => values.id),
    );
    const run = await workspace.apply(start);
    this.told.push(run.said);
    if (isDead()) await sleep(10);
    // What is deleted, but lingers, is gone by then.
    this.world.emulator.time.pass(3_000);
    const after = await this.world.ours();
    const managed = new Map(this.#managed());
    const there = new Set(after.map(({ id }) => id));

    same("no stranger's key is touched", await this.world.theirs(), this.world.strangers);
    for (const { id, name } of before) {
      if (there.has(id) || deletable.has(id) || isUnfinished({ name })) continue;
      throw new Error(`Key ${id}, "${name}", was deleted, though nobody asked for it`);
    }
    for (const id of deletable) if (run.failed || !there.has(id)) this.gone.add(id);
    for (const { id, name } of after) {
      if (managed.has(id) || this.lost.has(id) || this.#isTold({ id, name })) continue;
      // What was delivered twice may not be seen yet where reads lag: the next plan has to tell.
      const mayBeUnseen = lags && isUnfinished({ name });
      if (!(isDead() || mayBeUnseen) || managedBefore.has(id))
        throw new Error(`Nobody knows of key ${id}, "${name}"\n${run.said}`);
      this.lost.add(id);
    }
    for (const [id, { tainted, key }] of managed) {
      if (tainted || this.gone.has(id)) continue;
      if (!there.has(id)) throw new Error(`Key ${id} is in the state, but not there\n${run.said}`);
      if (key === undefined) throw new Error(`The value of key ${id} is lost`);
    }
    const finished = after.filter((one) => !isUnfinished(one) && !before.some(({ id }) => id === one.id)).length;
    const creations = run.actions.filter((action) => /create|replace/.test(action)).length;
    if (finished > creations) throw new Error(`${creations} creations made ${finished} keys`);
    return run;
  }

  /** With nothing in the way, every pipeline gets what it declares. */
  async converge(): Promise<void> {
    const start = async () => startProcess(this.world);
    for (const workspace of this.pipelines) {
      const run = await this.#run(workspace, start);
      same("an apply that nothing disturbs succeeds", [run.failed, run.said], [false, run.said]);
    }
    for (const workspace of this.pipelines) {
      same("the next plan is empty", (await this.#run(workspace, start)).actions, []);
      same("what is declared is in the state", [...workspace.state.keys()].sort(), [...workspace.config.keys()].sort());
    }
    const ours = await this.world.ours();
    for (const workspace of this.pipelines) {
      for (const [address, { values }] of workspace.state) {
        const { name, permission } = workspace.config.get(address) ?? {};
        const found = ours.find(({ id }) => id === values.id);
        same(`${address} is as declared`, [found?.name, found?.permission], [name, permission]);
        same(`the value of ${address} works`, await works(this.world, values.key), true);
      }
    }
    await this.#findLost();
    await this.#destroy(start);
  }

  /** Whoever plans a key of the same name is told of those that are nobody's; an apply removes the unfinished ones. */
  async #findLost(): Promise<void> {
    // What is young may be somebody's who is at it.
    this.world.emulator.time.pass(901_000);
    const managed = new Map(this.#managed());
    const nobodys = (await this.world.ours()).filter(({ id }) => !managed.has(id));
    const names = new Set(nobodys.map(({ name }) => name.replace(/^\[unfinished \w+\] /, "")));
    for (const name of names) {
      const still = new Set((await this.world.ours()).map(({ id }) => id));
      const draft = { name, permission: "read", deletionProtection: false } as const;
      const { context, warnings } = startProcess(this.world);
      await apiKey.plan?.({ draft }, context);
      for (const one of nobodys) {
        if (!still.has(one.id) || (one.name !== name && !isUnfinished(one))) continue;
        if (!textOf(warnings).includes(one.id))
          throw new Error(`The plan does not tell of key ${one.id}, "${one.name}"`);
      }
      const workspace = new Workspace();
      workspace.config.set("probe", draft);
      const start = async () => startProcess(this.world);
      same("a key of the name can be made", (await workspace.apply(start)).failed, false);
      workspace.config.clear();
      same("and be destroyed again", (await workspace.apply(start)).failed, false);
    }
    same("nothing unfinished is left", (await this.world.ours()).filter(isUnfinished), []);
  }

  async #destroy(start: () => Promise<Process>): Promise<void> {
    for (const workspace of this.pipelines) {
      workspace.config.clear();
      await this.#run(workspace, start);
      same("nothing is left in the state", workspace.state.size, 0);
    }
    for (const { id, name } of await this.world.ours()) {
      if (!this.lost.has(id)) throw new Error(`Key ${id}, "${name}", is left`);
    }
  }

  async #editByHand(which: number, deed: Step["byHand"][number]["deed"]): Promise<void> {
    const finished = (await this.world.ours()).filter((one) => !isUnfinished(one));
    const chosen = finished[which % Math.max(1, finished.length)];
    if (!chosen) return;
    const path = `apikey/${chosen.id}`;
    if (deed === "delete") {
      this.gone.add(chosen.id);
      await this.world.emulator.control("DELETE", path);
    } else {
      const change = deed === "rename" ? { name: "Edited" } : { permission: "read-write" };
      await this.world.emulator.control("PATCH", path, change);
    }
  }

  /** All that is in a state, by id. */
  *#managed(): Iterable<[string, { tainted: boolean; key: string | undefined }]> {
    for (const { state } of this.pipelines) {
      for (const { values, tainted } of state.values()) yield [values.id, { tainted, key: values.key }];
    }
  }

  #isTold(one: { readonly id: string; readonly name: string }): boolean {
    return this.told.some((said) => tellsOf(said, one));
  }
}

function same(what: string, actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new Error(`It is not so that ${what}:\n${JSON.stringify(actual)}\ninstead of\n${JSON.stringify(expected)}`);
}
