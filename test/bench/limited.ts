import { performance } from "node:perf_hooks";
import { emulated } from "../support/emulated";
import { Terraform } from "../support/terraform";
import type { Contender } from "./contender";
import type { Figure } from "./figures";

const KEYS = 60;
const LIMIT = { requests: 20, seconds: 10 };

/** To make a key and to name it; and one list, to look for leftovers. */
const FEWEST_REQUESTS = 2 * KEYS + 1;

/** How long creations under the published rate limit take, over what the fewest requests would have to wait. */
export async function measureLimited(contenders: readonly Contender[]): Promise<Figure[]> {
  const idealMs = (Math.ceil(FEWEST_REQUESTS / LIMIT.requests) - 1) * LIMIT.seconds * 1000;
  // They wait most of the time, so they need not take turns.
  const ratios = await Promise.all(contenders.map(async (one) => [one.name, (await applyMs(one)) / idealMs] as const));
  return [{ work: `${KEYS} creates at 20 per 10 s`, unit: "of the ideal time", values: Object.fromEntries(ratios) }];
}

async function applyMs({ provider, configuration }: Contender): Promise<number> {
  const emulator = await emulated({ rateLimit: LIMIT });
  const terraform = new Terraform({
    providers: provider ? [provider] : [],
    env: { TF_VAR_number: String(KEYS), TF_VAR_url: emulator.url, TF_VAR_key: emulator.apiKey },
  }).write({ "main.tf": configuration.replace('"off"', '"20/10s"') });
  try {
    await terraform.init();
    const started = performance.now();
    await terraform.apply();
    return performance.now() - started;
  } finally {
    terraform.remove();
    await emulator.close();
  }
}
