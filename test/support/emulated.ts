import { type Api, connect, type Settings } from "../../src/client";
import type { Clock } from "../../src/client/clock";
import type { WireApiKey, WireTeam, WireUser } from "../../src/client/wire";
import { type Emulator, type EmulatorOptions, type FaultRule, startEmulator } from "../../src/emulator";
import type { Context } from "../../src/handlers/context";
import { Redactor, type Warning } from "../../src/schema";

/** Everything the emulator holds, but for the keys' values. */
export interface EmulatorState {
  readonly users: readonly WireUser[];
  readonly teams: readonly WireTeam[];
  readonly apiKeys: readonly WireApiKey[];
}

/** An emulator that a test may look into, change behind Terraform's back, and break. */
export interface Emulated extends Emulator {
  /** The requests so far, as `METHOD path status`. */
  readonly requests: readonly string[];
  state(): Promise<EmulatorState>;
  /** Breaks what comes next. */
  fault(rule: FaultRule): Promise<void>;
  /** Calls the control plane, for instance `("PATCH", "apikey/ID", {...})`. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Starts an emulator for a test. */
export async function emulated(options: EmulatorOptions = {}): Promise<Emulated> {
  const requests: string[] = [];
  const emulator = await startEmulator({
    ...options,
    log: (line) => {
      if (!line.includes("/_emulator/")) requests.push(line);
    },
  });
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${emulator.url}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  return {
    ...emulator,
    requests,
    control,
    state: async () => (await control("GET", "state")) as EmulatorState,
    fault: async (rule) => void (await control("POST", "faults", rule)),
  };
}

/** Settings that reach an emulator. */
export function settingsFor({ url, apiKey }: Emulator, change: Partial<Settings> = {}): Settings {
  const redactor = new Redactor();
  redactor.learn(change.apiKey ?? apiKey);
  return {
    apiKey,
    redact: (text) => redactor.redact(text),
    apiKeySource: "the test",
    baseUrl: url,
    loopback: true,
    rateLimit: undefined,
    apiKeysPath: "/apikey",
    requestTimeoutMs: 5_000,
    maxRetries: 2,
    ...change,
  };
}

/** Time that passes only when someone waits for it. */
export function testClock(): Clock & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  let now = Date.parse("2026-01-02T03:04:05.000Z");
  return {
    waits,
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
      now += ms;
    },
  };
}

/** An API over a real connection, with time that need not be waited for. */
export function apiFor(emulator: Emulator, change: Partial<Settings> = {}, signal = new AbortController().signal) {
  const clock = testClock();
  const lines: string[] = [];
  const log = (message: string, fields?: object) => void lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const api: Api = connect(settingsFor(emulator, change), {
    signal,
    log: { debug: log, info: log },
    userAgent: "test",
    clock,
    random: () => 1,
  });
  return { api, clock, lines };
}

/** What a handler is given, and what it said. */
export function contextFor(api: Api, change: Partial<Context> = {}) {
  const warnings: Warning[] = [];
  const quiet = () => {};
  let nonces = 0;
  return {
    warnings,
    context: {
      api,
      parting: api,
      treatInvisibleAsDeleted: false,
      credential: { is: () => false, beginsWith: () => false },
      clock: testClock(),
      nonce: () => (nonces++).toString(16).padStart(12, "0"),
      creations: new Set<string>(),
      reported: new Set<string>(),
      noticeWaits: quiet,
      ...change,
      signal: new AbortController().signal,
      log: { debug: quiet, info: quiet, warn: quiet },
      warn: (warning: Warning) => void warnings.push(warning),
      keep: quiet,
    },
  };
}
