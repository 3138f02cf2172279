import { built } from "../support/cloudcraft";
import { emulated } from "../support/emulated";
import { measureRequests } from "./requests";
import { printStartup } from "./startup";

/** More than this many times Node's own start is too slow. */
const HANDSHAKE_LIMIT = 3.2;

async function startup(): Promise<void> {
  const emulator = await emulated();
  try {
    const configuration = `
      provider "cloudcraft" {
        base_url = "${emulator.url}"
        api_key  = "${emulator.apiKey}"
      }
      resource "cloudcraft_api_key" "three" {
        count = 3
        name  = "key \${count.index}"
      }
    `;
    const { handshakeRatio } = await printStartup({ ...built, configuration });
    if (handshakeRatio > HANDSHAKE_LIMIT) process.exitCode = 1;
  } finally {
    await emulator.close();
  }
}

const benchmarks: Readonly<Record<string, () => Promise<void>>> = { startup, requests: measureRequests };

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  process.stderr.write(
    `No benchmark is called ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}.\n`,
  );
  process.exitCode = 2;
} else {
  void run(chosen.length > 0 ? chosen : Object.keys(benchmarks));
}

async function run(names: readonly string[]): Promise<void> {
  for (const name of names) await benchmarks[name]?.();
}
