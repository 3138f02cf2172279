import { type AddressInfo, connect as connectSocket, createServer, type Socket } from "node:net";
import type { Settings } from "../../src/client";
import type { EmulatorOptions } from "../../src/emulator";
import { apiKey } from "../../src/handlers";
import { nonceIn } from "../../src/handlers/provisional-name";
import type { WireApiKey } from "../../src/wire/api-keys";
import { apiFor, contextFor, type Emulated, emulated } from "../support/emulated";
import { VirtualTime } from "../support/virtual-time";

/** What a practitioner declares, and what Terraform remembers. */
export type KeyInput = Parameters<typeof apiKey.create>[0];
export type KeyState = Awaited<ReturnType<typeof apiKey.create>>;

const HOUR_MS = 3_600_000;

const OLIVIA = "olivia@example.com";
const ALICE = "alice@example.com";

/** Keys that were there before us and look much like ours: none may ever be touched. */
const strangers = [
  { name: "CI", creator: OLIVIA },
  { name: "[unfinished] CI", creator: OLIVIA },
  { name: "[unfinished aaaaaaaaaaaa] CI", creator: ALICE },
  { name: "[unfinished bbbbbbbbbbbb] Strange", creator: OLIVIA },
] as const;

/** An account with strangers' keys, and as many processes at work on it as one likes. */
export interface World {
  readonly emulator: Emulated;
  /** The keys of strangers as they were at the beginning. */
  readonly strangers: readonly WireApiKey[];
  /** The keys that came since. */
  ours(): Promise<WireApiKey[]>;
  /** The strangers' keys as they are now. */
  theirs(): Promise<WireApiKey[]>;
  /** Ends all faults. */
  heal(): Promise<void>;
  /** Twelve digits that no other process of this world gets. */
  nonce(): string;
  close(): Promise<void>;
}

/** @param age how old keys are for whoever looks at them: whether an unfinished one may still be somebody's at work. */
export async function openWorld(
  age: "young" | "old",
  emulatorOptions: Pick<EmulatorOptions, "rateLimit"> = {},
): Promise<World> {
  let nonces = 0xc0ffee;
  const time = new VirtualTime();
  const options = {
    ...emulatorOptions,
    now: () => (age === "young" ? time.now() : time.now() - HOUR_MS),
    sleep: time.serve,
    seed: {
      users: [
        { name: "Olivia", email: OLIVIA, role: "owner" as const },
        { name: "Alice", email: ALICE, role: "admin" as const },
      ],
      apiKeys: strangers.map((key) => ({ ...key, permission: "read" as const })),
    },
  };
  const emulator = await emulated(options, time);
  const all = async () => (await emulator.state()).apiKeys.map(({ accessedAt: _, ...key }) => key as WireApiKey);
  const before = await all();
  const known = new Set(before.map(({ id }) => id));
  return {
    emulator,
    strangers: before,
    ours: async () => (await all()).filter(({ id }) => !known.has(id)),
    theirs: async () => (await all()).filter(({ id }) => known.has(id)),
    heal: async () => void (await emulator.control("DELETE", "faults")),
    nonce: () => (nonces++).toString(16).padStart(12, "0"),
    close: () => emulator.close(),
  };
}

/** Whether a key's value lets somebody in. */
export async function works({ emulator }: World, value: string | undefined): Promise<boolean> {
  const response = await fetch(`${emulator.url}/user/me`, { headers: { authorization: `Bearer ${value}` } });
  await response.arrayBuffer();
  return response.status === 200;
}

export const isUnfinished = ({ name }: { readonly name: string }) => nonceIn(name) !== undefined;

/** Whether a text tells of a key: by its id, or by its name if no other key can have that. */
export function tellsOf(said: string, { id, name }: { readonly id: string; readonly name: string }): boolean {
  return said.includes(id) || (isUnfinished({ name }) && said.includes(`"${name}"`));
}

/** A provider process: it remembers nothing of earlier ones. */
export interface Process {
  readonly context: Parameters<typeof apiKey.read>[1];
  readonly warnings: ReturnType<typeof contextFor>["warnings"];
  /** As when Terraform asks to stop. */
  stop(): void;
  /** As when the time is over that was left to finish or take back what was begun. */
  end(): void;
  /** Whether it was killed: what it returns from then on reaches nobody. */
  isDead(): boolean;
}

/** Starts a process. @param url where it reaches the emulator, if by another way */
export function startProcess(world: World, change: Partial<Settings> = {}, url = world.emulator.url): Process {
  const stopping = new AbortController();
  const ending = new AbortController();
  const signals = { signal: stopping.signal, ending: ending.signal };
  const { api } = apiFor({ ...world.emulator, url }, { maxRetries: 1, ...change }, signals.signal, signals.ending);
  const { context, warnings } = contextFor(api, { nonce: world.nonce });
  return {
    context: { ...context, ...signals },
    warnings,
    stop: () => stopping.abort(new Error("stopped")),
    end: () => ending.abort(new Error("ended")),
    isDead: () => false,
  };
}

/** What is about to pass a line: the beginning of a request, such as `PUT /apikey/ID`, or of an answer. */
type Passing = (text: string, piece: number) => void | Promise<void>;

/** A line to the emulator on which every piece of data can be held, and which can be cut. */
export async function line(world: World, passing: Passing) {
  const target = Number(new URL(world.emulator.url).port);
  const sockets = new Set<Socket>();
  let pieces = 0;
  let isCut = false;
  const carry = (from: Socket, to: Socket) => {
    let carried = Promise.resolve();
    sockets.add(from);
    from.on("data", (data: Buffer) => {
      const piece = ++pieces;
      carried = carried.then(async () => {
        await passing(data.toString("latin1").split(" HTTP/")[0] ?? "", piece);
        if (!isCut) to.write(data);
      });
    });
    from.on("error", () => {});
    from.on("close", () => void carried.then(() => to.end()));
  };
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connectSocket(target, "127.0.0.1");
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  /** Lets nothing through any more, in either direction. */
  const cut = () => {
    isCut = true;
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut, isCut: () => isCut };
}

/** How an operation ended: with a state, with an error, or with both. */
export interface Outcome {
  readonly state?: KeyState;
  readonly error?: Error;
}

/** Makes a key as Terraform does: what was kept is the state if it fails. */
export async function create(input: KeyInput, { context }: Process): Promise<Outcome> {
  let kept: KeyState | undefined;
  const keep = (state: KeyState | undefined) => {
    kept = state;
  };
  try {
    return { state: await apiKey.create(input, { ...context, keep }) };
  } catch (error) {
    return { state: kept, error: error as Error };
  }
}

/** Changes a key as Terraform does: what was kept, or what was there before, is the state if it fails. */
export async function update(input: KeyInput, prior: KeyState, { context }: Process): Promise<Outcome> {
  let kept: KeyState | undefined;
  const keep = (state: KeyState | undefined) => {
    kept = state;
  };
  try {
    return { state: await apiKey.update(input, prior, { ...context, keep }) };
  } catch (error) {
    return { state: kept ?? prior, error: error as Error };
  }
}

/** All that was said: what a practitioner can read afterwards. */
export function textOf(warnings: Process["warnings"], ...errors: (Error | undefined)[]): string {
  const parts = warnings.map(({ summary, detail, remedy }) => [summary, detail, remedy].join(" "));
  return [...parts, ...errors.map((error) => (error instanceof Error ? error.message : ""))].join("\n");
}

/** A resource in the state. */
export interface Managed {
  readonly values: KeyState;
  readonly tainted: boolean;
}

/** What a run of Terraform came to. */
export interface Run {
  /** Everything it said. */
  readonly said: string;
  /** Like `a: create`. */
  readonly actions: readonly string[];
  readonly failed: boolean;
}

/** As much of Terraform as a key needs: a state, and runs that refresh, plan and apply. */
export class Workspace {
  readonly state = new Map<string, Managed>();
  readonly config = new Map<string, KeyInput>();

  /** Refreshes and plans with one process, and applies with another, as Terraform does. */
  async apply(start: () => Process | Promise<Process>): Promise<Run> {
    const planning = await start();
    const actions: string[] = [];
    const work: ((process: Process) => Promise<Outcome>)[] = [];
    try {
      await this.#refresh(planning);
      for (const address of new Set([...this.state.keys(), ...this.config.keys()])) {
        const step = await this.#plan(address, planning);
        if (!step) continue;
        actions.push(`${address}: ${step.action}`);
        work.push(step.apply);
      }
    } catch (error) {
      return { said: textOf(planning.warnings, error as Error), actions: [], failed: true };
    }
    if (planning.isDead()) return { said: "", actions: [], failed: true };
    if (work.length === 0) return { said: textOf(planning.warnings), actions, failed: false };
    const applying = await start();
    const outcomes = await Promise.all(work.map((step) => step(applying)));
    if (applying.isDead()) return { said: textOf(planning.warnings), actions, failed: true };
    const errors = outcomes.map(({ error }) => error);
    return {
      said: textOf([...planning.warnings, ...applying.warnings], ...errors),
      actions,
      failed: errors.some((error) => error !== undefined),
    };
  }

  async #refresh(process: Process): Promise<void> {
    await Promise.all(
      [...this.state].map(async ([address, { values, tainted }]) => {
        const seen = await apiKey.read(values, process.context);
        if (process.isDead()) return;
        if (seen) this.state.set(address, { values: seen, tainted });
        else this.state.delete(address);
      }),
    );
  }

  async #plan(address: string, { context }: Process) {
    const managed = this.state.get(address);
    const draft = this.config.get(address);
    if (managed && (managed.tainted || !draft)) await apiKey.plan?.({ state: managed.values }, context);
    if (managed && !draft) {
      return { action: "delete", apply: (process: Process) => this.#delete(address, managed, process) };
    }
    if (!draft) return undefined;
    if (!managed) {
      await apiKey.plan?.({ draft }, context);
      return { action: "create", apply: (process: Process) => this.#create(address, draft, process) };
    }
    if (managed.tainted) {
      await apiKey.plan?.({ draft }, context);
      const apply = async (process: Process) => {
        const deleted = await this.#delete(address, managed, process);
        return deleted.error ? deleted : this.#create(address, draft, process);
      };
      return { action: "replace", apply };
    }
    const { values } = managed;
    if (values.name === draft.name && values.permission === draft.permission) return undefined;
    await apiKey.plan?.({ draft, state: values }, context);
    const apply = async (process: Process) => {
      const outcome = await update(draft, values, process);
      if (outcome.state && !process.isDead()) this.state.set(address, { values: outcome.state, tainted: false });
      return outcome;
    };
    return { action: "update", apply };
  }

  async #create(address: string, input: KeyInput, process: Process): Promise<Outcome> {
    const outcome = await create(input, process);
    const { state, error } = outcome;
    if (state && !process.isDead()) this.state.set(address, { values: state, tainted: error !== undefined });
    return outcome;
  }

  async #delete(address: string, { values }: Managed, process: Process): Promise<Outcome> {
    try {
      await apiKey.delete(values, process.context);
    } catch (error) {
      return { error: error as Error };
    }
    if (!process.isDead()) this.state.delete(address);
    return {};
  }
}
