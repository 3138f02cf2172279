import fc from "fast-check";
import { type Emulator, startEmulator } from "../../src/emulator";
import { Generate } from "../../src/emulator/generate";
import { resources } from "../../src/emulator/resources";
import { Store } from "../../src/emulator/store";
import { organisation } from "../emulator/organisation";
import { type Actual, type Description, judgeBy, operationsOf } from "./description";

const absent = "00000000-0000-4000-8000-000000000000";
const running: Emulator[] = [];
let description: Description;
let judge: ReturnType<typeof judgeBy>;
let main: Emulator;

async function start(options: Parameters<typeof startEmulator>[0]): Promise<Emulator> {
  const emulator = await startEmulator({ seed: organisation, ...options });
  running.push(emulator);
  return emulator;
}

/** Sends one operation; its parameter in the path is `id`. */
async function send(
  operationId: string,
  key: string,
  { id = "", body = "", on = main, type = "application/json" } = {},
) {
  const operation = operationsOf(description).get(operationId);
  if (!operation) throw new Error(`${operationId} is not described`);
  const response = await fetch(on.url + operation.path.replace(/\{\w+\}/, id), {
    method: operation.method.toUpperCase(),
    headers: { authorization: `Bearer ${key}`, "content-type": type },
    body: body === "" ? undefined : body,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Makes a key, and returns its id. */
async function created(key = "ada-key", more: object = {}): Promise<string> {
  const body = JSON.stringify({ name: "a", permission: "read", ...more });
  return JSON.parse((await send("createApiKey", key, { body })).text).id;
}

beforeAll(async () => {
  main = await start({});
  description = (await (await fetch(`${main.url}/_emulator/openapi.json`)).json()) as Description;
  judge = judgeBy(description);
});

afterAll(async () => {
  for (const emulator of running) await emulator.close();
});

const good = '{"name":"a","permission":"read"}';
const long = JSON.stringify({ name: "x".repeat(110_000), permission: "read" });
const odd = "application/json; charset=x-none";

/** One way to each response that is described, save 429, which all operations share. */
const exchanges: Record<string, () => Promise<Actual>> = {
  "getMe 200": () => send("getMe", "uma-key"),
  "getMe 401": () => send("getMe", "wrong"),
  "listTeams 200": () => send("listTeams", "sam-key"),
  "listTeams 401": () => send("listTeams", "wrong"),
  "listTeams 404": async () => {
    const on = await start({ seed: { ...organisation, teams: [] }, teamShape: "object" });
    return send("listTeams", "ada-key", { on });
  },
  "listApiKeys 200": () => send("listApiKeys", "owner-key"),
  "listApiKeys 401": () => send("listApiKeys", "wrong"),
  "createApiKey 201": () => send("createApiKey", "ada-key", { body: good }),
  "createApiKey 400": () => send("createApiKey", "ada-key", { body: "{" }),
  "createApiKey 401": () => send("createApiKey", "wrong", { body: good }),
  "createApiKey 403": () => send("createApiKey", "ada-read-key", { body: good }),
  "createApiKey 413": () => send("createApiKey", "ada-key", { body: long }),
  "createApiKey 415": () => send("createApiKey", "ada-key", { body: good, type: odd }),
  "getApiKey 200": async () => send("getApiKey", "ada-key", { id: await created() }),
  "getApiKey 400": () => send("getApiKey", "ada-key", { id: "1" }),
  "getApiKey 401": () => send("getApiKey", "wrong", { id: absent }),
  "getApiKey 404": () => send("getApiKey", "ada-key", { id: absent }),
  "updateApiKey 200": async () => send("updateApiKey", "ada-key", { id: await created(), body: '{"readAccess":[]}' }),
  "updateApiKey 400": async () => send("updateApiKey", "ada-key", { id: await created(), body: '{"name":""}' }),
  "updateApiKey 401": () => send("updateApiKey", "wrong", { id: absent }),
  "updateApiKey 403": async () => send("updateApiKey", "ada-read-key", { id: await created(), body: good }),
  "updateApiKey 404": async () => send("updateApiKey", "bob-key", { id: await created(), body: good }),
  "updateApiKey 413": async () => send("updateApiKey", "ada-key", { id: await created(), body: long }),
  "updateApiKey 415": async () => send("updateApiKey", "ada-key", { id: await created(), body: good, type: odd }),
  "deleteApiKey 204": async () => send("deleteApiKey", "ada-key", { id: await created() }),
  "deleteApiKey 400": () => send("deleteApiKey", "ada-key", { id: "1" }),
  "deleteApiKey 401": () => send("deleteApiKey", "wrong", { id: absent }),
  "deleteApiKey 403": async () => send("deleteApiKey", "ada-read-key", { id: await created() }),
  "deleteApiKey 404": () => send("deleteApiKey", "ada-key", { id: absent }),
};

describe("the emulator and its description agree", () => {
  test("on the routes, in both directions", () => {
    const store = new Store(new Generate({ now: Date.now, randomBytes: (size) => new Uint8Array(size) }));
    const served = resources({ apiKeysPath: "/apikey", teamShape: "array" })
      .flatMap((resource) => [...resource(store)])
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    const described = [...operationsOf(description).values()].map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(served.sort());
  });

  test("on what the exchanges below are: each response that is described has one", () => {
    const described = [...operationsOf(description).values()].flatMap(({ operationId, responses }) =>
      Object.keys(responses).map((status) => `${operationId} ${status}`),
    );
    const limited = [...operationsOf(description).keys()].map((operationId) => `${operationId} 429`);
    expect([...Object.keys(exchanges), ...limited].sort()).toEqual(described.sort());
  });

  test.each(Object.entries(exchanges))("on %s", async (name, exchange) => {
    const [operationId = "", status] = name.split(" ");
    const actual = await exchange();
    expect(actual.status).toBe(Number(status));
    expect(judge(operationId, actual)).toEqual([]);
  });

  test("on 429, in every operation", async () => {
    for (const operationId of operationsOf(description).keys()) {
      const on = await start({ rateLimit: { requests: 1, seconds: 100 } });
      await send("getMe", "ada-key", { on });
      const actual = await send(operationId, "ada-key", { on, id: absent });
      expect(actual.status).toBe(429);
      expect(judge(operationId, actual)).toEqual([]);
    }
  });

  test("on each form of the list of teams", async () => {
    for (const teamShape of ["array", "wrapped", "object"] as const) {
      const actual = await send("listTeams", "ada-key", { on: await start({ teamShape }) });
      expect(actual.status).toBe(200);
      expect(judge("listTeams", actual)).toEqual([]);
    }
  });

  test("on the answer to whatever JSON is sent to create and to update a key", async () => {
    const choice = fc.oneof(fc.string(), fc.constantFrom("read", "read-write"), fc.jsonValue({ maxDepth: 1 }));
    const list = fc.oneof(
      fc.constant(null),
      fc.array(
        fc.oneof(
          fc.uuid().map((id) => `team/${id}`),
          fc.string(),
        ),
      ),
    );
    const input = fc.record(
      { name: choice, permission: choice, readAccess: list, writeAccess: list, id: choice, extra: fc.jsonValue() },
      { requiredKeys: [] },
    );
    const id = await created();
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: input }, fc.jsonValue()), async (value) => {
        const body = JSON.stringify(value);
        expect(judge("createApiKey", await send("createApiKey", "ada-key", { body }))).toEqual([]);
        expect(judge("updateApiKey", await send("updateApiKey", "ada-key", { id, body }))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("on the path of the keys, when it is moved", async () => {
    const on = await start({ apiKeysPath: "/user/keys" });
    const moved = (await (await fetch(`${on.url}/_emulator/openapi.json`)).json()) as Description;
    expect(Object.keys(moved.paths)).toEqual(["/user/me", "/team", "/user/keys", "/user/keys/{apiKeyId}"]);
  });
});

describe("the description", () => {
  test("says of the operations on keys, and of no others, that they are assumed", () => {
    for (const { path, description: said, "x-assumed": assumed } of operationsOf(description).values()) {
      expect(assumed ?? false).toBe(path.startsWith("/apikey"));
      expect(said?.startsWith("ASSUMED") ?? false).toBe(path.startsWith("/apikey"));
    }
  });

  test.each(Object.keys(exchanges).filter((name) => !name.endsWith("204")))(
    "refuses a member, at any depth, that it does not name: %s",
    async (name) => {
      const [operationId = "", status] = name.split(" ");
      const actual = await exchanges[name]?.();
      if (!actual) throw new Error(`no exchange ${name}`);
      const variants = surprised(JSON.parse(actual.text));
      expect(variants.length).toBeGreaterThan(0);
      for (const body of variants) {
        const faults = judge(operationId, { ...actual, status: Number(status), text: JSON.stringify(body) });
        expect(faults).not.toEqual([]);
      }
    },
  );

  test("refuses a body, header, type or status that it does not describe", async () => {
    const actual = await send("getMe", "ada-key");
    const plain = new Headers({ ...Object.fromEntries(actual.headers), "content-type": "text/html" });
    expect(judge("getMe", { ...actual, headers: plain })).toEqual(["content type text/html is not described"]);
    expect(judge("getMe", { ...actual, status: 500 })).toEqual(["getMe has no response 500"]);
    expect(judge("deleteApiKey", { ...actual, status: 204 })).toEqual([expect.stringContaining("there is a body")]);
    const bare = new Headers({ "content-type": "application/json" });
    expect(judge("getMe", { ...actual, headers: bare })).toEqual([
      "header Cache-Control is missing",
      "header ETag is missing",
    ]);
    expect(judge("getMe", { ...actual, text: "{}" })).toContain("body must have required property 'email'");
  });
});

/** Copies of some JSON with one more member in one of its objects each; only `settings` may hold anything. */
function surprised(json: unknown, within = ""): unknown[] {
  if (typeof json !== "object" || json === null || within === "settings") return [];
  if (Array.isArray(json)) return json.flatMap((item, at) => surprised(item).map((odd) => json.toSpliced(at, 1, odd)));
  const deeper = Object.entries(json).flatMap(([name, value]) =>
    surprised(value, name).map((odd) => ({ ...json, [name]: odd })),
  );
  return [{ ...json, surprise: 1 }, ...deeper];
}
