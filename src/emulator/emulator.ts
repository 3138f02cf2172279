import { randomBytes as systemRandomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { apiKeys } from "../wire/api-keys";
import { createApi, type World } from "./api";
import { createControlPlane } from "./control-plane";
import { describe } from "./description";
import { type FaultRule, parseFaultRule } from "./fault-rule";
import { Faults } from "./faults";
import { Generate } from "./generate";
import { JsonReader } from "./json-reader";
import { loadSeed } from "./load-seed";
import { pathOf } from "./path";
import { type RateLimit, RateLimiter } from "./rate-limit";
import { resources } from "./resources";
import { control, controlPath } from "./routes/control";
import type { TeamShape } from "./routes/teams";
import { defaultSeed, parseSeed, readKeyValue, type Seed } from "./seed";
import { Store } from "./store";

export interface EmulatorOptions {
  /** The address to listen on; `127.0.0.1` if left out. */
  readonly host?: string;
  /** The port to listen on; a free one if 0 or left out. */
  readonly port?: number;
  /** The value of the first owner's key; if left out, the seed's or a new one. */
  readonly apiKey?: string;
  readonly seed?: Seed;
  /** What goes wrong from the start; `POST /_emulator/faults` adds to it, and a reset clears it. */
  readonly faults?: readonly FaultRule[];
  /** Answers 429 beyond it; without it, there is no limit. */
  readonly rateLimit?: RateLimit;
  /** The form of `GET /team`; `array` if left out. */
  readonly teamShape?: TeamShape;
  /** Whether the answer to the creation of an Azure account holds its client secret; `true` if left out. */
  readonly echoesAzureSecret?: boolean;
  /** Where keys are managed: an assumption, since Cloudcraft documents no such path. `/apikey` if left out. */
  readonly apiKeysPath?: string;
  /** Takes one line per request, `METHOD path status`, with `-` for the status if the answer did not arrive whole. */
  readonly log?: (line: string) => void;
  /** The time in milliseconds since 1970. */
  readonly now?: () => number;
  readonly randomBytes?: (size: number) => Uint8Array;
  /** Waits, unless the signal ends it, which rejects. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Cloudcraft's API, on its feet. */
export interface Emulator {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** A key of the first owner, with all rights. */
  readonly apiKey: string;
  /** Stops listening and ends all connections, whatever they wait for. */
  close(): Promise<void>;
}

/** Starts an emulator; throws an error that names the member of the seed or the option at fault. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    host = "127.0.0.1",
    port = 0,
    now = Date.now,
    log = () => undefined,
    apiKeysPath = apiKeys.path,
    randomBytes = systemRandomBytes,
    sleep = (ms, signal) => setTimeout(ms, undefined, { signal }),
  } = options;
  if (!/^(\/[\w-]+)+$/.test(apiKeysPath) || `${apiKeysPath}/`.startsWith(controlPath)) {
    throw new RangeError(`apiKeysPath must be a path such as ${apiKeys.path}, not ${JSON.stringify(apiKeysPath)}`);
  }
  const random = () => Buffer.from(randomBytes(4)).readUInt32BE() / 2 ** 32;
  const closing = new AbortController();
  const start = new Store(new Generate({ now, randomBytes }));
  const chosenKey = new JsonReader("apiKey", options.apiKey).optional(readKeyValue);
  const apiKey = loadSeed(start, parseSeed(options.seed ?? defaultSeed), chosenKey);
  const served = resources({
    apiKeysPath,
    teamShape: options.teamShape ?? "array",
    echoesAzureSecret: options.echoesAzureSecret ?? true,
  });
  const begin = (): World => ({
    store: start.copy(),
    limiter: new RateLimiter(options.rateLimit, now),
    faults: new Faults(closing.signal, { now, sleep, random }),
    resources: served,
  });

  let world = begin();
  for (const rule of options.faults ?? []) world.faults.add(parseFaultRule(rule));
  let api = createApi(world);
  const reset = () => {
    world = begin();
    api = createApi(world);
  };
  const controlPlane = createControlPlane(
    control({ describe: () => describe(apiKeysPath), world: () => world, resources: served, reset }),
    host,
  );

  const server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    response.on("close", () =>
      log(`${method} ${pathOf(url)} ${response.writableFinished ? response.statusCode : "-"}`),
    );
    // Told apart by the target as it was sent: nothing that the API's router decodes or forgives leads here.
    const app = url.startsWith(controlPath) ? controlPlane : api;
    app(request, response);
  });
  await listen(server, host, port);
  return {
    url: urlOf(server),
    apiKey,
    close: async () => {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
