import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { GRPCControllerDefinition } from "../../src/provider/protocol/generated/go-plugin";
import { ProviderDefinition } from "../../src/provider/protocol/generated/tfplugin6";
import { cookie, PluginClient, pemOf, start } from "../support/toys-plugin";
import type { Contender } from "./contender";
import { type Figure, median } from "./figures";

const own = pemOf();

/** How long a provider of ours takes until Terraform knows where to connect, and until it has the schema. */
export async function measureStartup(contenders: readonly Contender[], rounds: number): Promise<Figure[]> {
  const times: Record<"handshake" | "schema", Record<string, number[]>> = { handshake: {}, schema: {} };
  const note = (what: "handshake" | "schema", name: string, ms: number) => {
    times[what][name] ??= [];
    times[what][name].push(ms);
  };
  for (let round = -1; round < rounds; round++) {
    const started = performance.now();
    spawnSync(process.execPath, ["-e", "0"], { env: { PATH: process.env.PATH } });
    const node = performance.now() - started;
    for (const what of ["handshake", "schema"] as const) if (round >= 0) note(what, "node -e 0", node);
    for (const { name, provider } of contenders) {
      const [handshake, schema] = await once(provider?.executable ?? "");
      if (round < 0) continue; // The first round warms the caches of the file system.
      note("handshake", name, handshake);
      note("schema", name, schema);
    }
  }
  const medians = (of: Record<string, number[]>) =>
    Object.fromEntries(Object.entries(of).map(([name, values]) => [name, median(values)]));
  return [
    { work: "start to handshake", unit: "ms", values: medians(times.handshake) },
    { work: "start to answered GetProviderSchema", unit: "ms", values: medians(times.schema) },
  ];
}

async function once(executable: string): Promise<[handshake: number, schema: number]> {
  const started = performance.now();
  const plugin = start(executable, { ...cookie, PLUGIN_CLIENT_CERT: own.cert });
  const address = await plugin.handshake;
  const handshake = performance.now() - started;
  const client = new PluginClient(address, own);
  await client.call(ProviderDefinition, "getProviderSchema");
  const schema = performance.now() - started;
  await client.call(GRPCControllerDefinition, "shutdown");
  client.close();
  await plugin.ended;
  return [handshake, schema];
}
