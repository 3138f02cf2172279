import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { type Emulator, parseSeed, type RateLimit, type Seed, startEmulator } from "../emulator";
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
      "Runs Cloudcraft's API on this machine, in memory, until it is interrupted. Prints one line of JSON when it is ready: " +
        "its URL and a key, for CLOUDCRAFT_BASE_URL and CLOUDCRAFT_API_KEY. " +
        "Then logs one line per request on standard error. The endpoint for API keys is an assumption.",
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on; 0 for a free one", port, 0)
    .option("--api-key <key>", "value of the first owner's key; made up if left out")
    .option("--seed <file>", "JSON file with the users, teams and keys to begin with")
    .option("--rate-limit <requests/seconds>", "answer 429 beyond it, for instance 20/10", rateLimit)
    .action(async (flags: Flags) => run(await start(flags)));
}

async function run(emulator: Emulator): Promise<void> {
  process.stdout.write(`${JSON.stringify({ url: emulator.url, apiKey: emulator.apiKey })}\n`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  await emulator.close();
}

async function start({ seed: file, ...flags }: Flags): Promise<Emulator> {
  // Not left to the parser of the flags, whose messages show the value.
  if (flags.apiKey !== undefined && !/^[\x21-\x7e]+$/.test(flags.apiKey)) {
    throw new Problem({ kind: "bad_usage", summary: "--api-key must be printable ASCII without blanks" });
  }
  const seed = file === undefined ? undefined : readSeed(file);
  try {
    return await startEmulator({ ...flags, seed, log: (line) => process.stderr.write(`${line}\n`) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined && file !== undefined ? badSeed(file, error) : cannotListen(flags, error);
  }
}

function readSeed(file: string): Seed {
  try {
    return parseSeed(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw badSeed(file, error);
  }
}

function badSeed(file: string, cause: unknown): Problem {
  // What follows the comma quotes the file, which may hold keys.
  const why =
    cause instanceof SyntaxError
      ? `it is no JSON: ${cause.message.replace(/, (\.\.\.)?".*/s, "")}`
      : (cause as Error).message;
  return new Problem({ kind: "bad_usage", summary: `--seed ${file} cannot be used: ${why}` }, { cause });
}

function cannotListen({ host, port }: Flags, cause: unknown): Problem {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === "EADDRINUSE"
    ? new Problem(
        {
          kind: "port_in_use",
          summary: `Port ${port} on ${host} is in use`,
          remedy: "Name another with --port, or leave it out for a free one.",
        },
        { cause },
      )
    : new Problem({ kind: "cannot_listen", summary: `Cannot listen on ${host}: ${message}` }, { cause });
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
