import { request } from "node:http";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator";

/** An answer with its body as JSON, or as text if it is none. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

/** JSON whose members a test looks up without asking first. */
export interface Json {
  readonly [member: string]: Json;
}

/** What one member of each item of a list holds. */
export function each(list: Json | undefined, member: string): unknown[] {
  return Array.isArray(list) ? list.map((item: Json) => item[member]) : [];
}

/** Starts an emulator that the end of the test closes. */
export async function emulate(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator(options);
  running.push(emulator);
  return emulator;
}

const running: Emulator[] = [];

afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

/** Sends requests with a key, or without one. */
export function caller(emulator: Emulator, key: string | undefined = emulator.apiKey) {
  return async (method: string, path: string, body?: unknown): Promise<Heard> => {
    const headers = { ...(key && { authorization: `Bearer ${key}` }), "content-type": "application/json" };
    const response = await fetch(emulator.url + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: "manual",
    });
    return hear(response);
  };
}

/** Sends requests to the control plane, as a test or a script would. */
export function controller(emulator: Emulator) {
  return async (method: string, path: string, body?: unknown): Promise<Heard> => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return hear(await fetch(`${emulator.url}/_emulator/${path}`, { method, body: text }));
  };
}

/** Sends a request whose target and headers nothing tidies up. */
export function raw(
  emulator: Emulator,
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body = "",
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(emulator.url);
  const framing = body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request({
      hostname: hostname.replace(/[[\]]/g, ""),
      port,
      method,
      path: target,
      headers: { ...framing, ...headers },
      agent: false,
    });
    sent.on("error", reject).on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    sent.end(body);
  });
}

async function hear(response: Response): Promise<Heard> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}
