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
const azureAccount = JSON.stringify({
  name: "a",
  subscriptionId: absent,
  directoryId: absent,
  applicationId: absent,
  clientSecret: "abc~secret",
});
const odd = "application/json; charset=x-none";

/** One way to each response of a collection's operations. @param body what an object may be made of */
function exchangesOf(model: string, body: string, { isListedOnly }: { isListedOnly: boolean }) {
  const long = JSON.stringify({ ...JSON.parse(body), name: "x".repeat(110_000) });
  const id = async () => JSON.parse((await send(`create${model}`, "ada-key", { body })).text).id;
  const one: Record<string, () => Promise<Actual>> = {
    [`get${model} 200`]: async () => send(`get${model}`, "ada-key", { id: await id() }),
    [`get${model} 400`]: () => send(`get${model}`, "ada-key", { id: "1" }),
    [`get${model} 401`]: () => send(`get${model}`, "wrong", { id: absent }),
    [`get${model} 404`]: () => send(`get${model}`, "ada-key", { id: absent }),
  };
  return {
    [`list${model}s 200`]: () => send(`list${model}s`, "owner-key"),
    [`list${model}s 401`]: () => send(`list${model}s`, "wrong"),
    [`create${model} 201`]: () => send(`create${model}`, "ada-key", { body }),
    [`create${model} 400`]: () => send(`create${model}`, "ada-key", { body: "{" }),
    [`create${model} 401`]: () => send(`create${model}`, "wrong", { body }),
    [`create${model} 403`]: () => send(`create${model}`, "ada-read-key", { body }),
    [`create${model} 413`]: () => send(`create${model}`, "ada-key", { body: long }),
    [`create${model} 415`]: () => send(`create${model}`, "ada-key", { body, type: odd }),
    ...(isListedOnly ? {} : one),
    [`update${model} 200`]: async () =>
      send(`update${model}`, "ada-key", { id: await id(), body: '{"readAccess":[]}' }),
    [`update${model} 400`]: async () => send(`update${model}`, "ada-key", { id: await id(), body: '{"name":""}' }),
    [`update${model} 401`]: () => send(`update${model}`, "wrong", { id: absent }),
    [`update${model} 403`]: async () => send(`update${model}`, "ada-read-key", { id: await id(), body }),
    [`update${model} 404`]: async () => send(`update${model}`, "bob-key", { id: await id(), body }),
    [`update${model} 413`]: async () => send(`update${model}`, "ada-key", { id: await id(), body: long }),
    [`update${model} 415`]: async () => send(`update${model}`, "ada-key", { id: await id(), body, type: odd }),
    [`delete${model} 204`]: async () => send(`delete${model}`, "ada-key", { id: await id() }),
    [`delete${model} 400`]: () => send(`delete${model}`, "ada-key", { id: "1" }),
    [`delete${model} 401`]: () => send(`delete${model}`, "wrong", { id: absent }),
    [`delete${model} 403`]: async () => send(`delete${model}`, "ada-read-key", { id: await id() }),
    [`delete${model} 404`]: () => send(`delete${model}`, "ada-key", { id: absent }),
  };
}

/** One way to each response that is described, save 429, which all operations share. */
const exchanges: Record<string, () => Promise<Actual>> = {
  "getMe 200": () => send("getMe", "uma-key"),
  "getMe 401": () => send("getMe", "wrong"),
  "getIamParameters 200": () => send("getIamParameters", "uma-key"),
  "getIamParameters 401": () => send("getIamParameters", "wrong"),
  "listTeams 200": () => send("listTeams", "sam-key"),
  "listTeams 401": () => send("listTeams", "wrong"),
  "listTeams 404": async () => {
    const on = await start({ seed: { ...organisation, teams: [] }, teamShape: "object" });
    return send("listTeams", "ada-key", { on });
  },
  ...exchangesOf("ApiKey", good, { isListedOnly: false }),
  ...exchangesOf("AwsAccount", '{"name":"a","roleArn":"arn:aws:iam::123456789012:role/a"}', { isListedOnly: true }),
  ...exchangesOf("AzureAccount", azureAccount, { isListedOnly: true }),
};

describe("the emulator and its description agree", () => {
  test("on the routes, in both directions", () => {
    const store = new Store(new Generate({ now: Date.now, randomBytes: (size) => new Uint8Array(size) }));
    const served = resources({ apiKeysPath: "/apikey", teamShape: "array", echoesAzureSecret: true })
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
    expect(Object.keys(moved.paths)).toEqual(
      expect.arrayContaining(["/user/me", "/team", "/user/keys", "/user/keys/{apiKeyId}"]),
    );
    expect(Object.keys(moved.paths)).not.toContain("/apikey");
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
