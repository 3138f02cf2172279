import { performance } from "node:perf_hooks";
import { type Emulated, emulated } from "../support/emulated";
import { Terraform } from "../support/terraform";
import type { Contender } from "./contender";
import { type Figure, median } from "./figures";
import { type Usage, watchChildren } from "./usage";

interface Run extends Usage {
  readonly ms: number;
  readonly requests: number;
}

interface Place {
  readonly name: string;
  readonly terraform: Terraform;
  readonly emulator: Emulated;
  readonly runs: Record<"plan" | "apply" | "refresh", Run[]>;
}

/** Plans, applies and refreshes so many objects with every contender in turn, each with a service of its own. */
export async function measureWork(contenders: readonly Contender[], number: number, rounds: number): Promise<Figure[]> {
  const places = await Promise.all(contenders.map((contender) => placeFor(contender, number)));
  try {
    // A round before the first warms the caches of the file system; for a thousand, that makes no difference.
    for (let round = number < 100 ? -1 : 0; round < rounds; round++) {
      for (const what of ["plan", "apply", "refresh"] as const) {
        for (const place of places) {
          const done = await run(place, ...(what === "apply" ? ["apply", "-auto-approve"] : ["plan"]));
          if (round >= 0) place.runs[what].push(done);
        }
      }
      if (round < rounds - 1) for (const place of places) await run(place, "destroy", "-auto-approve");
    }
    return figuresOf(places, number);
  } finally {
    for (const { terraform, emulator } of places) {
      terraform.remove();
      await emulator.close();
    }
  }
}

async function placeFor({ name, provider, configuration }: Contender, number: number): Promise<Place> {
  const emulator = await emulated();
  const terraform = new Terraform({
    providers: provider ? [provider] : [],
    env: { TF_VAR_number: String(number), TF_VAR_url: emulator.url, TF_VAR_key: emulator.apiKey },
  }).write({ "main.tf": configuration });
  await terraform.init();
  return { name, terraform, emulator, runs: { plan: [], apply: [], refresh: [] } };
}

async function run({ terraform, emulator }: Place, ...args: string[]): Promise<Run> {
  const before = emulator.requests.length;
  const started = performance.now();
  const running = terraform.start(...args, "-input=false", "-no-color");
  const stop = watchChildren(running.pid);
  const { code, stdout, stderr } = await running.result;
  const ms = performance.now() - started;
  if (code !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${code}\n${stdout}\n${stderr}`);
  return { ms, requests: emulator.requests.length - before, ...stop() };
}

function figuresOf(places: readonly Place[], number: number): Figure[] {
  const figure = (work: string, unit: string, of: (runs: Place["runs"]) => number): Figure => ({
    work: `${work} of ${number}`,
    unit,
    values: Object.fromEntries(places.map(({ name, runs }) => [name, of(runs)])),
  });
  const of = (runs: readonly Run[], what: keyof Run) => median(runs.map((one) => one[what]));
  return [
    figure("plan, no state,", "ms", ({ plan }) => of(plan, "ms")),
    figure("apply", "ms", ({ apply }) => of(apply, "ms")),
    figure("refresh and plan", "ms", ({ refresh }) => of(refresh, "ms")),
    figure("provider's CPU for a refresh", "ms", ({ refresh }) => of(refresh, "cpuMs")),
    figure("provider's CPU for an apply", "ms", ({ apply }) => of(apply, "cpuMs")),
    figure("peak memory of a provider, apply", "MB", ({ apply }) => of(apply, "peakMb")),
    figure("requests for a refresh", "requests", ({ refresh }) => of(refresh, "requests")),
    figure("requests per created object, apply", "requests", ({ apply }) => of(apply, "requests") / number),
  ];
}
