import { type Emulated, emulated } from "../support/emulated";
import { Terraform } from "../support/terraform";
import { ours } from "./contender";
import type { Figure } from "./figures";
import { watchChildren } from "./usage";

interface State {
  readonly resources: { readonly instances: { readonly attributes: Readonly<Record<string, unknown>> }[] }[];
}

/** Whether a refresh costs the provider as much for each key, however many there are. */
export async function measureGrowth(numbers: readonly number[] = [500, 4000]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const number of numbers) {
    const cpuMs = await refreshOf(number);
    figures.push({
      work: `provider's CPU per key, refresh of ${number}`,
      unit: "ms",
      values: { ours: cpuMs / number },
    });
  }
  return figures;
}

async function refreshOf(number: number): Promise<number> {
  const emulator = await emulated();
  const env = { TF_VAR_url: emulator.url, TF_VAR_key: emulator.apiKey };
  const terraform = new Terraform({ providers: ours.provider ? [ours.provider] : [], env });
  try {
    terraform.write({ "main.tf": ours.configuration });
    await terraform.init();
    await terraform.apply("-var=number=1");
    terraform.write({ "terraform.tfstate": await grown(JSON.parse(terraform.state), emulator, number) });
    const running = terraform.start("plan", "-input=false", "-detailed-exitcode", `-var=number=${number}`);
    const stop = watchChildren(running.pid);
    const { code, stdout, stderr } = await running.result;
    if (code !== 0) throw new Error(`The plan of ${number} keys was to find nothing to do\n${stdout}\n${stderr}`);
    return stop().cpuMs;
  } finally {
    terraform.remove();
    await emulator.close();
  }
}

/** A state of one key as if there were many, which an apply would take minutes to make; they are made on the service. */
async function grown(state: State, emulator: Emulated, number: number): Promise<State> {
  const [sample] = state.resources[0]?.instances ?? [];
  const instances = [sample];
  for (let index = 1; index < number; index++) {
    const made = { name: `key ${index}`, permission: "read", creator: "owner@example.com" };
    const key = (await emulator.control("POST", "apikey", made)) as Record<string, unknown>;
    const computed = {
      id: key.id,
      name: key.name,
      hint: key.hint,
      created_at: key.createdAt,
      updated_at: key.updatedAt,
    };
    instances.push({
      ...sample,
      index_key: index,
      attributes: { ...sample?.attributes, ...computed },
    } as typeof sample);
  }
  return { ...state, resources: [{ ...state.resources[0], instances }] } as State;
}
