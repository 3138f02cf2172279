import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { type EmulatorOptions, parseSeed, type RateLimit, type Seed, startEmulator } from "../emulator";
import { Problem } from "../schema";

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly apiKey?: string;
  readonly seed?: string;
  readonly rateLimit?: RateLimit;
}

/** `emulator`: Cloudcraft's API on this machine, until it is told to stop. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description(
      "Runs Cloudcraft's API on this machine, in memory. Prints one line of JSON with its URL and a key when it is ready, " +
        "then logs one line per request on standard error. The endpoint for API keys is an assumption.",
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on; 0 for a free one", port, 0)
    .option("--api-key <key>", "value of the first owner's key; made up if left out")
    .option("--seed <file>", "JSON file with the users, teams and keys to begin with")
    .option("--rate-limit <requests/seconds>", "answer 429 beyond it, for instance 20/10", rateLimit)
    .action(async (flags: Flags) => run(await startEmulator(optionsOf(flags))));
}

async function run(emulator: Awaited<ReturnType<typeof startEmulator>>): Promise<void> {
  process.stdout.write(`${JSON.stringify({ url: emulator.url, apiKey: emulator.apiKey })}\n`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  await emulator.close();
}

function optionsOf({ seed, ...flags }: Flags): EmulatorOptions {
  return {
    ...flags,
    seed: seed === undefined ? undefined : readSeed(seed),
    log: (line) => process.stderr.write(`${line}\n`),
  };
}

function readSeed(file: string): Seed {
  try {
    return parseSeed(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new Problem(
      { kind: "bad_usage", summary: `--seed ${file} cannot be used: ${(error as Error).message}` },
      { cause: error },
    );
  }
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535)
    throw new InvalidArgumentError("A port is a whole number from 0 to 65535.");
  return number;
}

function rateLimit(text: string): RateLimit {
  const [, requests, seconds] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!Number(requests) || !Number(seconds)) {
    throw new InvalidArgumentError("Write it as requests/seconds, both above zero, for instance 20/10.");
  }
  return { requests: Number(requests), seconds: Number(seconds) };
}
