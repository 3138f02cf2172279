import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { Resource } from "@cdktf/provider-null/lib/resource";
import { App, TerraformStack } from "cdktf";
import { ApiKey, CloudcraftProvider } from "cdktf-cloudcraft";
import { type Figure, median } from "./figures";

const NUMBER = 1000;

const stacks: Readonly<Record<string, (stack: TerraformStack) => void>> = {
  ours(stack) {
    new CloudcraftProvider(stack, "cloudcraft", { installPlugin: false, lockFile: false });
    for (let index = 0; index < NUMBER; index++) new ApiKey(stack, `key-${index}`, { name: `key ${index}` });
  },
  NullResource(stack) {
    new NullProvider(stack, "null");
    for (let index = 0; index < NUMBER; index++) {
      new Resource(stack, `key-${index}`, { triggers: { name: `key ${index}` } });
    }
  },
};

/** How long a stack of many keys takes to construct and synthesize. */
export async function measureSynth(rounds: number): Promise<Figure[]> {
  const times: Record<string, number[]> = {};
  for (let round = -1; round < rounds; round++) {
    for (const [name, build] of Object.entries(stacks)) {
      const outdir = mkdtempSync(join(tmpdir(), "synth-"));
      const started = performance.now();
      const app = new App({ outdir });
      build(new TerraformStack(app, "keys"));
      app.synth();
      const ms = performance.now() - started;
      rmSync(outdir, { recursive: true });
      times[name] ??= [];
      if (round >= 0) times[name].push(ms);
    }
  }
  const values = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
  return [{ work: `synth of ${NUMBER}`, unit: "ms", values }];
}
