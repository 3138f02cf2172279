import fc from "fast-check";
import { cloudcraftTerraform } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import { eventually, processes, type Terraform } from "../support/terraform";

/** How many keys each round declares besides those of earlier rounds. */
const KEYS = 4;
const HOUR_MS = 3_600_000;

/** What happens to an apply in its middle: it is killed, asked to stop by Ctrl-C, or held for a while. */
export type Signal = "SIGKILL" | "SIGINT" | "SIGSTOP";

/** Who gets a signal in the middle of an apply, and when. */
interface Round {
  /** Whoever is to be killed; the other signals come to both, as from a terminal. */
  readonly victim: "both" | "Terraform" | "the provider";
  /** Counted from the moment at which the apply may begin to make keys. */
  readonly afterMs: number;
  /** How long each of the first requests to make or finish a key takes. */
  readonly delaysMs: readonly number[];
}

const rounds = fc.record<Round>({
  victim: fc.constantFrom("both", "both", "Terraform", "the provider"),
  afterMs: fc.integer({ min: 0, max: 1_000 }),
  delaysMs: fc.array(fc.integer({ min: 20, max: 400 }), { minLength: 2 * KEYS, maxLength: 2 * KEYS }),
});

/** What became of the keys over all rounds. */
export interface Tally {
  rounds: number;
  /** Unfinished keys that were found and removed. */
  removed: number;
  /** Keys that were made and used up, but whose state was lost: told of, never deleted. */
  lost: number;
  /** Keys whose state was saved before the kill. */
  saved: number;
}

/** Disturbs one apply after the other; each next one leaves exactly what is declared, and tells what it found. */
export async function survive(numRuns: number, signal: Signal = "SIGKILL", seed = Date.now()): Promise<Tally> {
  const emulator = await emulated({ now: () => Date.now() - HOUR_MS });
  const terraform = cloudcraftTerraform(emulator);
  const strangers = new Set((await emulator.state()).apiKeys.map(({ id }) => id));
  const tally: Tally = { rounds: 0, removed: 0, lost: 0, saved: 0 };
  const lost = new Set<string>();
  try {
    await terraform.write({ "main.tf": declared(0) }).init();
    for (const round of fc.sample(rounds, { numRuns, seed })) {
      const number = ++tally.rounds;
      try {
        await survivesRound(round, number * KEYS, { signal, emulator, terraform, strangers, lost, tally });
      } catch (error) {
        throw new Error(
          `${signal}, seed ${seed}, round ${number}, ${JSON.stringify(round)}: ${(error as Error).message}`,
          {
            cause: error,
          },
        );
      }
    }
    await terraform.destroy("-parallelism=30");
    const left = (await emulator.state()).apiKeys.filter(({ id }) => !strangers.has(id) && !lost.has(id));
    expect(left).toEqual([]);
    return tally;
  } finally {
    terraform.remove();
    await emulator.close();
  }
}

interface Scene {
  readonly signal: Signal;
  readonly emulator: Emulated;
  readonly terraform: Terraform;
  readonly strangers: ReadonlySet<string>;
  readonly lost: Set<string>;
  readonly tally: Tally;
}

async function survivesRound(round: Round, count: number, scene: Scene): Promise<void> {
  const { emulator, terraform, lost, tally } = scene;
  const ours = async () => (await emulator.state()).apiKeys.filter(({ id }) => !scene.strangers.has(id));
  const before = new Set((await ours()).map(({ id }) => id));
  terraform.write({ "main.tf": declared(count) });
  await disturbedApply(round, scene);

  const saved = new Set(await ids(terraform));
  const left = (await ours()).filter(({ id }) => !saved.has(id) && !lost.has(id));
  const unfinished = left.filter(({ name }) => name.startsWith("[unfinished "));
  const completed = left.filter((key) => !unfinished.includes(key));
  // Only a kill leaves something that is in no state.
  if (scene.signal !== "SIGKILL") expect(left).toEqual([]);
  for (const { id } of completed) lost.add(id);
  tally.saved += [...saved].filter((id) => !before.has(id)).length;
  tally.lost += completed.length;
  tally.removed += unfinished.length;

  const planned = unwrapped((await terraform.plan()).said);
  for (const { id, name } of left) {
    expect(planned).toContain(id);
    expect(planned).toContain(`"${name}"`);
  }
  const applied = unwrapped(await terraform.apply());
  for (const { id } of unfinished) expect(applied).toContain(`Removed key ${id}`);

  const values = await ids(terraform);
  expect(values).toHaveLength(count);
  expect((await ours()).map(({ id }) => id).sort()).toEqual([...values, ...lost].sort());
  await terraform.expectSettled();
}

/** Begins an apply, and disturbs it in the middle. Whoever was not killed ends by itself, the provider within six seconds. */
async function disturbedApply(
  { victim, afterMs, delaysMs }: Round,
  { signal, emulator, terraform }: Scene,
): Promise<void> {
  const already = emulator.requests.length;
  for (const [after, delayMs] of delaysMs.entries()) {
    await emulator.fault({ fault: "delay", delayMs, method: after % 2 ? "PUT" : "POST", after: after >> 1 });
  }
  const running = terraform.start("apply", "-auto-approve", "-input=false", "-no-color");
  await eventually("the plan is made", () => emulator.requests.length > already);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  if (signal !== "SIGKILL") {
    kill(-running.pid, signal);
    if (signal === "SIGSTOP") {
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      kill(-running.pid, "SIGCONT");
    }
    await running.result;
    return void (await emulator.control("DELETE", "faults"));
  }
  if (victim === "both") kill(-running.pid);
  if (victim === "Terraform") kill(running.pid);
  if (victim === "the provider") for (const pid of await providers(terraform)) kill(pid);
  if (victim !== "the provider")
    await eventually("the provider has ended", async () => (await providers(terraform)).length === 0, 6_000);
  await running.result;
  await emulator.control("DELETE", "faults");
  // What was under way within the service comes to its end.
  await new Promise((resolve) => setTimeout(resolve, 450));
}

function kill(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

const providers = (terraform: Terraform) => processes(`${terraform.folder}/.terraform/providers`);

async function ids(terraform: Terraform): Promise<string[]> {
  const resources = (await terraform.showJson()).values?.root_module.resources ?? [];
  return resources.map(({ values }) => String(values.id));
}

function declared(count: number): string {
  return `resource "cloudcraft_api_key" "ci" {
  for_each = toset([for n in range(${count}) : tostring(n)])
  name     = "CI \${each.key}"
}
`;
}

/** What Terraform said, without its line breaks and frames. */
function unwrapped(said: string): string {
  return said.replace(/[\s│]+/g, " ");
}
