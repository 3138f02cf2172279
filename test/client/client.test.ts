import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiError } from "../../src/client";
import { Delay } from "../../src/client/delay";
import { pathOf } from "../../src/client/path";
import { throttled } from "../../src/client/throttle";
import { apiFor, type Emulated, emulatedInVirtualTime } from "../support/emulated";
import { VirtualTime } from "../support/virtual-time";

const wanted = { name: "CI", permission: "read", readAccess: [], writeAccess: [] } as const;

let emulator: Emulated;
beforeEach(async () => {
  emulator = await emulatedInVirtualTime();
});
afterEach(() => emulator.close());

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, not ${String(error)}`);
  return error;
}

describe("keys", () => {
  test("a created key comes with its value, and the list does not", async () => {
    const { api } = apiFor(emulator);
    const created = await api.apiKeys.create(wanted);
    expect(created.key).toHaveLength(44);
    expect((await api.apiKeys.list()).find(({ id }) => id === created.id)).toEqual({ ...created, key: undefined });
  });

  test("however many ask, and however often, the list is one request", async () => {
    const { api } = apiFor(emulator);
    await Promise.all([api.apiKeys.list(), api.apiKeys.list()]);
    await api.apiKeys.list();
    expect(emulator.requests).toEqual(["GET /apikey 200"]);
  });

  test("the list stays true to our own writes without being fetched again", async () => {
    const { api } = apiFor(emulator);
    await api.apiKeys.list();
    const { id } = await api.apiKeys.create(wanted);
    await api.apiKeys.update(id, { ...wanted, name: "renamed" });
    expect((await api.apiKeys.list()).find((key) => key.id === id)?.name).toBe("renamed");
    await api.apiKeys.delete(id);
    expect((await api.apiKeys.list()).some((key) => key.id === id)).toBe(false);
    expect(emulator.requests.filter((line) => line.startsWith("GET"))).toHaveLength(1);
  });

  test("after a write that failed the list is fetched again", async () => {
    const { api } = apiFor(emulator);
    await api.apiKeys.list();
    await emulator.fault({ fault: "drop", when: "after-commit", method: "POST" });
    await failure(api.apiKeys.create(wanted));
    expect((await api.apiKeys.list()).map(({ name }) => name)).toContain("CI");
  });

  test("a key that is not there is found to be undefined, and deleting it says so", async () => {
    const { api } = apiFor(emulator);
    const absent = "00000000-0000-4000-8000-000000000000";
    expect(await api.apiKeys.find(absent)).toBeUndefined();
    expect(await api.apiKeys.delete(absent)).toBe(false);
  });

  test("a service without the assumed endpoint is said to be one, with the setting that corrects it", async () => {
    const { api } = apiFor(emulator, { apiKeysPath: "/nowhere" });
    const error = await failure(api.apiKeys.list());
    expect(error.summary).toBe("This service has no endpoint for API keys");
    expect(error.remedy).toContain("api_keys_path");
  });

  test("an answer without the promised list is an error, not an empty list", async () => {
    await emulator.fault({ fault: "status", status: 200, body: { keys: [] } });
    expect(await failure(apiFor(emulator).api.apiKeys.list())).toMatchObject({ kind: "unreadable" });
  });
});

test("a host that is not Cloudcraft's API is said to be none, with the setting that corrects it", async () => {
  const error = await failure(apiFor({ ...emulator, url: `${emulator.url}/elsewhere` }).api.users.me());
  expect(error).toMatchObject({ kind: "not_found", remedy: expect.stringContaining("base_url") });
});

describe("teams", () => {
  test.each(["array", "wrapped", "object"] as const)("are understood as %s", async (teamShape) => {
    const other = await emulatedInVirtualTime({ teamShape });
    try {
      const names = (await apiFor(other).api.teams.listFresh()).map(({ name }) => name);
      expect(names).toContain("Platform");
    } finally {
      await other.close();
    }
  });
});

describe("failures", () => {
  test.each([502, 503, 504, 429])("status %i is tried again on calls that are safe to repeat", async (status) => {
    await emulator.fault({ fault: "status", status, times: 2 });
    const { api, clock } = apiFor(emulator);
    expect((await api.users.me()).email).toBe("owner@example.com");
    expect(clock.waits).toEqual([500, 1000]);
  });

  test.each([
    ["in seconds", "7", 7700],
    ["as a date", "Fri, 02 Jan 2026 03:04:15 GMT", 11_000],
  ])(
    "a Retry-After %s is waited for, and up to a tenth longer, since others were told the same",
    async (_form, header, waited) => {
      await emulator.fault({ fault: "status", status: 429, headers: { "Retry-After": header } });
      const { api, clock } = apiFor(emulator);
      await api.users.me();
      expect(clock.waits).toEqual([waited]);
    },
  );

  test("a status just above those of success is none", async () => {
    await emulator.fault({ fault: "status", status: 300 });
    expect(await failure(apiFor(emulator).api.users.me())).toMatchObject({ kind: "redirect", status: 300 });
  });

  test("retries end, and the last error is told", async () => {
    await emulator.fault({ fault: "status", status: 503, times: "always" });
    expect(await failure(apiFor(emulator).api.users.me())).toMatchObject({ kind: "server", status: 503 });
    expect(emulator.requests).toHaveLength(3);
  });

  test.each(["drop", "reset", "cut"] as const)("a connection lost by %s is tried again for a read", async (fault) => {
    await emulator.fault({ fault });
    expect((await apiFor(emulator).api.users.me()).email).toBe("owner@example.com");
  });

  test.each([
    [{ fault: "drop", when: "after-commit" }, 1],
    [{ fault: "status", status: 503 }, 0],
    [{ fault: "cut" }, 1],
  ] as const)("a create is not repeated after %p, since that could make a second key", async (fault, made) => {
    await emulator.fault({ ...fault, method: "POST" });
    await failure(apiFor(emulator).api.apiKeys.create(wanted));
    expect((await emulator.state()).apiKeys.filter(({ name }) => name === "CI")).toHaveLength(made);
  });

  test("a create that met the rate limit is repeated, since it was not processed", async () => {
    await emulator.fault({ fault: "status", status: 429, method: "POST" });
    await apiFor(emulator).api.apiKeys.create(wanted);
    expect((await emulator.state()).apiKeys.filter(({ name }) => name === "CI")).toHaveLength(1);
  });

  test("an answer that trickles ends with the timeout", async () => {
    await emulator.fault({ fault: "trickle", times: "always" });
    const error = await failure(apiFor(emulator, { requestTimeoutMs: 300, maxRetries: 0 }).api.users.me());
    expect(error).toMatchObject({ kind: "timeout", remedy: expect.stringContaining("request_timeout") });
  });

  test("an answer larger than any list of keys is refused", async () => {
    await emulator.fault({ fault: "huge", bytes: 40 * 1024 * 1024 });
    expect(await failure(apiFor(emulator).api.users.me())).toMatchObject({ kind: "unreadable" });
  });

  test.each(["gzip", "br", "nonsense"])(
    "an answer compressed as %s, which was not asked for, is refused",
    async (encoding) => {
      const headers = { "content-encoding": encoding };
      await emulator.fault({ fault: "status", status: 200, headers, body: { padding: "x".repeat(100_000) } });
      expect(await failure(apiFor(emulator).api.users.me())).toMatchObject({ kind: "unreadable" });
    },
  );

  test("an answer that is not JSON is refused", async () => {
    await emulator.fault({ fault: "malformed" });
    expect(await failure(apiFor(emulator).api.users.me())).toMatchObject({ kind: "unreadable" });
  });

  test("a stop ends a call that is under way", async () => {
    await emulator.fault({ fault: "delay", delayMs: 60_000 });
    const stop = new AbortController();
    const call = failure(apiFor(emulator, { requestTimeoutMs: 120_000 }, stop.signal).api.users.me());
    stop.abort();
    expect(await call).toMatchObject({ kind: "cancelled" });
  });

  test("a wrong key is said to be wrong, and where it came from, without naming it", async () => {
    const apiKey = "d3JvbmctYnV0LXNlY3JldC1lbm91Z2gtdG8taGlkZSE=";
    const { api, lines } = apiFor(emulator, { apiKey, apiKeySource: "the environment variable CLOUDCRAFT_API_KEY" });
    const error = await failure(api.users.me());
    expect(error.kind).toBe("unauthorized");
    expect(error.remedy).toContain("CLOUDCRAFT_API_KEY");
    expect(JSON.stringify([error, error.message, error.stack, lines])).not.toContain(apiKey);
  });

  test("a key that an error's text quotes is taken out before the text is cut off", async () => {
    const body = { error: `${"x".repeat(480)}${emulator.apiKey}` };
    await emulator.fault({ fault: "status", status: 400, body });
    const error = await failure(apiFor(emulator).api.users.me());
    expect(error.message).not.toContain(emulator.apiKey.slice(0, 5));
  });

  test("a key that an error's text quotes is taken out", async () => {
    await emulator.fault({ fault: "status", status: 400, body: { error: `no such key ${emulator.apiKey}` } });
    const error = await failure(apiFor(emulator).api.users.me());
    expect(error.message).toContain("no such key (sensitive value)");
  });
});

test("a request asks for JSON that is not compressed, and says who asks", async () => {
  let asked: IncomingHttpHeaders = {};
  const service = createServer(({ headers }, response) => {
    asked = headers;
    response.end("{}");
  });
  await new Promise<void>((listening) => service.listen(0, "127.0.0.1", listening));
  try {
    const baseUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const error = await failure(apiFor(emulator, { baseUrl }).api.users.me());
    expect(error.kind).not.toBe("network");
    expect(asked).toMatchObject({
      accept: "application/json",
      "accept-encoding": "identity",
      authorization: `Bearer ${emulator.apiKey}`,
      "user-agent": expect.stringMatching(/\S/),
    });
  } finally {
    service.close();
  }
});

test("a redirect is not followed, so the key is sent nowhere else", async () => {
  const seen: string[] = [];
  const elsewhere = createServer((request, response) => {
    seen.push(String(request.headers.authorization));
    response.end("{}");
  });
  await new Promise<void>((listening) => elsewhere.listen(0, "127.0.0.1", listening));
  try {
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    await emulator.fault({ fault: "redirect", location });
    expect(await failure(apiFor(emulator).api.users.me())).toMatchObject({ kind: "redirect" });
    expect(seen).toEqual([]);
  } finally {
    elsewhere.close();
  }
});

test.each(["", ".", "..", "../user/me", "a/b", "a\\b", "a?b", "a#b", "a%2fb", "a b", "å", "a\n"])(
  "the id %p is refused before any request, so it reaches no other path",
  (id) => expect(() => pathOf("/apikey", id)).toThrow(ApiError),
);

test("a UUID is taken for an id", () => {
  expect(pathOf("/apikey", "5b0e2c9a-3f4d-4f43-9a55-2f6f3c1d7a10")).toBe(
    "/apikey/5b0e2c9a-3f4d-4f43-9a55-2f6f3c1d7a10",
  );
});

describe("the rate limit", () => {
  const quiet = { debug() {}, info() {} };
  const never = new AbortController().signal;

  test("is kept in every window of its length", async () => {
    const clock = new VirtualTime().clock();
    const at: number[] = [];
    const send = throttled(
      async () => {
        at.push(clock.now());
        return { status: 200, body: undefined };
      },
      {
        limit: { requests: 3, windowMs: 10_000 },
        delay: new Delay(clock, { signal: never, ending: never }, quiet),
        random: () => 0,
      },
    );
    await Promise.all(Array.from({ length: 10 }, () => send({ method: "GET", path: "/" })));
    const start = at[0] ?? 0;
    expect(at.map((time) => time - start)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3].map((window) => window * 10_000));
  });

  test("stops every call, not only the one that met it, for as long as the service asks", async () => {
    await emulator.fault({ fault: "status", status: 429, headers: { "Retry-After": "60" } });
    const { api, clock } = apiFor(emulator, { requestTimeoutMs: 600_000 });
    await Promise.all([api.users.me(), api.teams.listFresh(), api.apiKeys.list()]);
    expect(api.waitedMs()).toBeGreaterThanOrEqual(60_000);
    expect(Math.max(...clock.waits)).toBe(66_000);
    expect(emulator.requests).toHaveLength(4);
  });

  test.each([
    ["0", [500]],
    ["-5", [500]],
    ["nonsense", [500]],
    ["1", [1100]],
  ])("a Retry-After of %s is never a reason to ask again at once", async (header, waits) => {
    await emulator.fault({ fault: "status", status: 429, headers: { "Retry-After": header } });
    const { api, clock } = apiFor(emulator);
    await api.users.me();
    expect(clock.waits).toEqual(waits);
  });

  test.each(["301", "3600", "1000000000", "9".repeat(400)])(
    "a Retry-After of %s fails the call and those after it, with the time, and without another request",
    async (header) => {
      const headers = { "Retry-After": header };
      await emulator.fault({ fault: "status", status: 429, headers, method: "GET" });
      const { api, clock } = apiFor(emulator);
      for (const call of [() => api.users.me(), () => api.apiKeys.list()]) {
        expect(await failure(call())).toMatchObject({
          kind: "rate_limited",
          detail: expect.stringMatching(/asks to wait for \S+ s.* longer than the 300 s/),
        });
      }
      expect([clock.waits, emulator.requests]).toEqual([[], ["GET /user/me 429"]]);
    },
  );

  test("a call that the limit refuses again and again is repeated by time, not by count", async () => {
    const headers = { "Retry-After": "10" };
    await emulator.fault({ fault: "status", status: 429, headers, method: "GET", times: 20 });
    const { api, clock } = apiFor(emulator, { maxRetries: 1 });
    await api.users.me();
    expect(clock.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(300_000);
    expect(emulator.requests).toHaveLength(21);
  });

  test("a service that asks to wait for too long is not waited for", async () => {
    await emulator.fault({ fault: "status", status: 429, headers: { "Retry-After": "3600" } });
    const { api, clock } = apiFor(emulator);
    expect(await failure(api.users.me())).toMatchObject({ kind: "rate_limited", retryAfterMs: 3_600_000 });
    expect(clock.waits).toEqual([]);
  });
});

test("a list asked for anew begins after the question, and those who wait share it", async () => {
  const { api } = apiFor(emulator);
  const [stale] = [
    api.apiKeys.list(),
    await emulator.control("POST", "apikey", { ...wanted, creator: "owner@example.com" }),
  ];
  await stale;
  const anew = await Promise.all([api.apiKeys.listFresh(), api.apiKeys.listFresh(), api.apiKeys.listFresh()]);
  for (const keys of anew) expect(keys.map(({ name }) => name)).toContain("CI");
  expect(emulator.requests).toHaveLength(2);
});
