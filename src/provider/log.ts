import { type Log, visible } from "../schema";

const levels = ["trace", "debug", "info", "warn", "error", "off"] as const;

type Level = Exclude<(typeof levels)[number], "off">;

type Fields = Readonly<Record<string, unknown>>;

const maxLineBytes = 16_384;

/** A log of every level, as the provider itself uses it. */
export interface FullLog extends Log {
  trace(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** A log that adds fields to every line and passes each line through a filter. */
  with(fields: Fields, filter?: (line: string) => string): FullLog;
}

/** The least level that Terraform's environment asks of a provider's log. */
export function levelFrom(env: Readonly<Record<string, string | undefined>>, name: string): number {
  const own = `TF_LOG_PROVIDER_${name.toUpperCase().replaceAll("-", "_")}`;
  const wanted = env[own] || env.TF_LOG_PROVIDER || env.TF_LOG;
  if (!wanted) return levels.indexOf("off");
  // Terraform takes JSON, and every word it does not know, for trace.
  return Math.max(0, levels.indexOf(wanted.toLowerCase() as Level));
}

/** Lines of JSON as Terraform reads them from a provider's standard error. */
export function createLog(least: number, write: (line: string) => void, now: () => Date): FullLog {
  const make = (base: Fields, filter: (line: string) => string): FullLog => {
    const at =
      (level: Level) =>
      (message: string, fields: Fields = {}) => {
        if (levels.indexOf(level) >= least) write(filter(render(level, message, { ...base, ...fields }, now())));
      };
    return {
      trace: at("trace"),
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      with: (more, next = filter) => make({ ...base, ...more }, next),
    };
  };
  return make({}, (line) => line);
}

function render(level: Level, message: string, fields: Fields, at: Date): string {
  const head = {
    "@level": level,
    "@message": visible(String(message)),
    "@module": "provider",
    // Six digits: with three, Terraform does not recognise the line.
    "@timestamp": at.toISOString().replace("Z", "000Z"),
  };
  const own = Object.entries(fields).filter(([name]) => !name.startsWith("@"));
  const line = JSON.stringify({ ...head, ...Object.fromEntries(own.map(([name, value]) => [name, printable(value)])) });
  if (Buffer.byteLength(line) <= maxLineBytes) return line;
  return JSON.stringify({ ...head, "@message": `${head["@message"].slice(0, maxLineBytes / 8)} (shortened)` });
}

function printable(value: unknown): unknown {
  if (value instanceof Error) return visible(value.message);
  if (typeof value === "string") return visible(value);
  if (typeof value !== "object" && typeof value !== "bigint") return value;
  try {
    return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === "string" ? visible(part) : part)));
  } catch {
    return String(value);
  }
}
