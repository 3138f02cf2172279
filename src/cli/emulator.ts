import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { type Emulator, type FaultRule, parseFaultRule, parseSeed, type RateLimit, startEmulator } from "../emulator";
import { Problem } from "../schema";

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly apiKey?: string;
  readonly seed?: string;
  readonly faults?: string;
  readonly rateLimit?: RateLimit;
  readonly apiKeysPath?: string;
}

/** `emulator`: Cloudcraft's API on this machine, until it is told to stop. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description(
      "Runs Cloudcraft's API on this machine, in memory, until it is interrupted. When it is ready, it prints its URL " +
        "and a key, for CLOUDCRAFT_BASE_URL and CLOUDCRAFT_API_KEY: to a terminal as lines to run in another one, otherwise as JSON. " +
        "Then logs one line per request on standard error. The endpoint for API keys is an assumption.",
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on; 0 for a free one", port, 0)
    .option("--api-key <key>", "value of the first owner's key; made up if left out")
    .option("--seed <file>", "JSON file with the users, teams and keys to begin with")
    .option("--rate-limit <requests/seconds>", "answer 429 beyond it, for instance 20/10", rateLimit)
    .option("--faults <file>", "JSON file with a list of faults, as POST /_emulator/faults takes them")
    .option("--api-keys-path <path>", "path of the endpoint for API keys, as the provider's api_keys_path", path)
    .action(async (flags: Flags) => run(await start(flags)));
}

/** How to reach an emulator: for a person, lines to run in another shell; for a program, a line of JSON. */
export function announcement({ url, apiKey }: Pick<Emulator, "url" | "apiKey">, isTerminal: boolean): string {
  if (!isTerminal) return `${JSON.stringify({ url, apiKey })}\n`;
  return `export CLOUDCRAFT_BASE_URL='${url}'\nexport CLOUDCRAFT_API_KEY='${apiKey.replaceAll("'", "'\\''")}'\n`;
}

async function run(emulator: Emulator): Promise<void> {
  const told = new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  // Whoever reads this may end the process at once.
  process.stdout.write(announcement(emulator, process.stdout.isTTY));
  await told;
  await emulator.close();
}

async function start({ seed: seedFile, faults: faultsFile, ...flags }: Flags): Promise<Emulator> {
  // Not left to the parser of the flags, whose messages show the value.
  if (flags.apiKey !== undefined && !/^[\x21-\x7e]+$/.test(flags.apiKey)) {
    throw new Problem({ kind: "bad_usage", summary: "--api-key must be printable ASCII without blanks" });
  }
  const seed = seedFile === undefined ? undefined : readFlag("--seed", seedFile, parseSeed);
  const faults = faultsFile === undefined ? undefined : readFlag("--faults", faultsFile, parseFaults);
  try {
    return await startEmulator({ ...flags, seed, faults, log: (line) => process.stderr.write(`${line}\n`) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined && seedFile !== undefined
      ? badFile("--seed", seedFile, error)
      : cannotListen(flags, error);
  }
}

function parseFaults(json: unknown): FaultRule[] {
  if (!Array.isArray(json)) throw new TypeError("it must hold a list of faults");
  return json.map(parseFaultRule);
}

function readFlag<T>(flag: string, file: string, parse: (json: unknown) => T): T {
  try {
    return parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw badFile(flag, file, error);
  }
}

function badFile(flag: string, file: string, cause: unknown): Problem {
  // What follows the comma quotes the file, which may hold keys.
  const why =
    cause instanceof SyntaxError
      ? `it is no JSON: ${cause.message.replace(/, (\.\.\.)?".*/s, "")}`
      : (cause as Error).message;
  return new Problem({ kind: "bad_usage", summary: `${flag} ${file} cannot be used: ${why}` }, { cause });
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

function path(text: string): string {
  if (/^(\/[\w-]+)+$/.test(text) && !/^\/_emulator(\/|$)/.test(text)) return text;
  throw new InvalidArgumentError("Write it as a plain path such as /apikey.");
}

function rateLimit(text: string): RateLimit {
  const [, requests, seconds] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!Number(requests) || !Number(seconds)) {
    throw new InvalidArgumentError("Write it as requests/seconds, both above zero, for instance 20/10.");
  }
  return { requests: Number(requests), seconds: Number(seconds) };
}
