import { type Api, connect, type Settings } from "../../src/client";
import { type Emulator, type EmulatorOptions, type FaultRule, startEmulator } from "../../src/emulator";
import type { Context } from "../../src/handlers/context";
import { Creations } from "../../src/handlers/creations";
import { Redactor, type Warning } from "../../src/schema";
import { decrypt, fingerprint, sealFor } from "../../src/sealing";
import type { WireApiKey } from "../../src/wire/api-keys";
import type { WireTeam } from "../../src/wire/teams";
import type { WireUser } from "../../src/wire/users";
import { VirtualTime, type WatchedClock } from "./virtual-time";

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
  /** The time that passes for it and for those who speak to it within a test. */
  readonly time: VirtualTime;
  state(): Promise<EmulatorState>;
  /** Breaks what comes next. */
  fault(rule: FaultRule): Promise<void>;
  /** Calls the control plane, for instance `("PATCH", "apikey/ID", {...})`. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Starts an emulator for a test whose time passes only when someone waits. */
export function emulatedInVirtualTime(options: EmulatorOptions = {}): Promise<Emulated> {
  const time = new VirtualTime();
  return emulated({ now: time.now, sleep: time.serve, ...options }, time);
}

/** Starts an emulator for a test. */
export async function emulated(options: EmulatorOptions = {}, time = new VirtualTime()): Promise<Emulated> {
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
    time,
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

const clockOf = new WeakMap<Api, WatchedClock>();

/** An API over a real connection, with time that need not be waited for. */
export function apiFor(
  emulator: Emulator & Partial<Pick<Emulated, "time">>,
  change: Partial<Settings> = {},
  signal = new AbortController().signal,
  ending = signal,
) {
  const clock = (emulator.time ?? new VirtualTime()).clock();
  const lines: string[] = [];
  const log = (message: string, fields?: object) => void lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const api: Api = connect(settingsFor(emulator, change), {
    signal,
    ending,
    log: { debug: log, info: log },
    userAgent: "test",
    clock,
    random: () => 1,
  });
  clockOf.set(api, clock);
  return { api, clock, lines };
}

/** What a handler is given, and what it said. */
export function contextFor(api: Api, change: Partial<Context> = {}) {
  const warnings: Warning[] = [];
  const quiet = () => {};
  let nonces = 0;
  const { signal } = new AbortController();
  return {
    warnings,
    context: {
      api,
      treatInvisibleAsDeleted: false,
      unprotectedKeys: new Set<string>(),
      credential: { is: () => false, beginsWith: () => false },
      clock: clockOf.get(api) ?? new VirtualTime().clock(),
      sealing: { sealFor, fingerprint, decrypt },
      nonce: () => (nonces++).toString(16).padStart(12, "0"),
      creations: new Creations(),
      managed: new Set<string>(),
      reported: new Set<string>(),
      noticeWaits: quiet,
      ...change,
      signal,
      ending: signal,
      log: { debug: quiet, info: quiet, warn: quiet },
      warn: (warning: Warning) => void warnings.push(warning),
      keep: quiet,
    },
  };
}
