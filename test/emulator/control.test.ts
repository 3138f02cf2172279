import { caller, controller, each, emulate, raw } from "./caller";
import { organisation, teamIds } from "./organisation";

describe("the control plane", () => {
  test("shows the state, without the value of any key", async () => {
    const emulator = await emulate({ seed: organisation });
    const created = await caller(emulator)("POST", "/apikey", { name: "new", permission: "read" });
    const { body, text } = await controller(emulator)("GET", "state");
    expect(Object.keys(body)).toEqual(["customers", "users", "teams", "apiKeys", "awsAccounts", "azureAccounts"]);
    expect(each(body.customers, "name")).toEqual(["Acme", "Rival"]);
    expect(each(body.users, "name")).toEqual(["Owner", "Ada", "Bob", "Uma", "Sam", "Rita"]);
    expect(each(body.teams, "name")).toEqual(["Platform", "Secret", "Security", "Foreign"]);
    expect(each(body.apiKeys, "name")).toContain("new");
    for (const value of [String(created.body.key), "owner-key", "ada-read-key"]) expect(text).not.toContain(value);
    expect(text).not.toContain("fingerprint");
  });

  test("resets to the start: same ids, same keys, no faults, no used share of a limit", async () => {
    const emulator = await emulate({ rateLimit: { requests: 2, seconds: 1000 } });
    const [call, control] = [caller(emulator), controller(emulator)];
    const before = (await control("GET", "state")).text;
    const created = await call("POST", "/apikey", { name: "new", permission: "read" });
    await control("POST", "faults", { fault: "status", status: 500, times: "always" });
    await call("GET", "/team");
    expect(await control("POST", "reset")).toMatchObject({ status: 204 });
    expect((await control("GET", "state")).text).toBe(before);
    expect((await control("GET", "faults")).body).toEqual({ faults: [] });
    expect(await caller(emulator, String(created.body.key))("GET", "/team")).toMatchObject({ status: 401 });
    expect(await call("GET", "/team")).toMatchObject({ status: 200 });
    expect(await call("GET", "/team")).toMatchObject({ status: 200 });
  });

  test("changes and deletes a key, as its creator may in the web application", async () => {
    const emulator = await emulate();
    const [call, control] = [caller(emulator), controller(emulator)];
    const { body } = await call("POST", "/apikey", { name: "a", permission: "read" });
    const changed = await control("PATCH", `apikey/${body.id}`, { name: "drifted", permission: "read-write" });
    expect(changed).toMatchObject({ status: 200, body: { name: "drifted", permission: "read-write" } });
    expect((await call("GET", `/apikey/${body.id}`)).body).toEqual(changed.body);
    expect(await control("DELETE", `apikey/${body.id}`)).toMatchObject({ status: 204 });
    expect(await caller(emulator, String(body.key))("GET", "/team")).toMatchObject({ status: 401 });
  });

  test("adds a key of any person's", async () => {
    const emulator = await emulate({ seed: organisation });
    const input = { name: "Uma's", permission: "read", creator: "uma@acme.example" };
    const { status, body } = await controller(emulator)("POST", "apikey", input);
    expect(status).toBe(201);
    const me = await caller(emulator, String(body.key))("GET", "/user/me");
    expect(me.body).toMatchObject({ id: body.CreatorId, email: "uma@acme.example" });
  });

  test("adds, changes and deletes a team", async () => {
    const emulator = await emulate({ seed: organisation, now: () => 0 });
    const control = controller(emulator);
    const names = async () => each((await caller(emulator, "bob-key")("GET", "/team")).body, "name");
    const added = await control("POST", "team", {
      name: "New",
      visible: false,
      members: [{ user: "bob@acme.example" }],
    });
    expect(added.status).toBe(201);
    expect(await names()).toEqual(["Platform", "New"]);
    const changed = await control("PATCH", `team/${added.body.id}`, { name: "Renamed" });
    expect(changed).toMatchObject({ status: 200, body: { ...added.body, name: "Renamed" } });
    expect(await names()).toEqual(["Platform", "Renamed"]);
    await control("PATCH", `team/${added.body.id}`, { members: [] });
    expect(await names()).toEqual(["Platform"]);
    expect(await control("DELETE", `team/${teamIds.platform}`)).toMatchObject({ status: 204 });
    expect(await names()).toEqual([]);
    expect(await control("DELETE", `team/${teamIds.platform}`)).toMatchObject({ status: 404 });
    await control("PATCH", `team/${teamIds.foreign}`, { name: "Still foreign" });
    expect(each((await caller(emulator, "rita-key")("GET", "/team")).body, "name")).toEqual(["Still foreign"]);
  });

  test.each([
    ["POST", "apikey", { name: "a", permission: "read" }, "Invalid parameter: creator. Must be a non-blank string"],
    [
      "POST",
      "apikey",
      { name: "a", permission: "read", creator: "x" },
      "Invalid parameter: creator. Must be a user's email",
    ],
    ["POST", "apikey", undefined, "Invalid body. Must be an object"],
    ["POST", "team", { nam: "a" }, expect.stringContaining("Invalid parameter: nam. Must not be there")],
    ["PATCH", `team/${teamIds.platform}`, { visible: 0 }, "Invalid parameter: visible. Must be true or false"],
    ["PATCH", `team/${teamIds.platform}`, [], "Invalid body. Must be an object"],
    ["PATCH", "apikey/1", { name: "a" }, "Invalid parameter format: apiKeyId"],
  ])("refuses %s %s with %j", async (method, path, body, error) => {
    const refused = await controller(await emulate({ seed: organisation }))(method, path, body);
    expect(refused).toMatchObject({ status: 400, body: { error, code: 400 } });
  });

  test("answers 404 in JSON to what it does not know", async () => {
    const control = controller(await emulate());
    expect(await control("GET", "states")).toMatchObject({ status: 404, body: { code: 404 } });
    expect(await control("PUT", "state")).toMatchObject({ status: 404, body: { code: 404 } });
  });
});

describe("the control plane is out of the API's reach", () => {
  test.each([
    "/api/_emulator/reset",
    "/_EMULATOR/reset",
    "/_emulator/../_emulator/reset",
    "/_emulator/./reset",
    "/_emulator/RESET",
    "/_emulator/reset/",
    "/%5Femulator/reset",
    "/_emulator%2Freset",
    "/_emulator%2freset",
    "//_emulator/reset",
    "/./_emulator/reset",
    "/apikey/../_emulator/reset",
    "/api/../_emulator/reset",
    "/apikey/..%2f_emulator%2freset",
    "/apikey/..;/_emulator/reset",
    "/_emulator//reset",
    "\\_emulator\\reset",
    "http://127.0.0.1/_emulator/reset",
    "/?/_emulator/reset",
  ])("POST %s resets nothing", async (target) => {
    const emulator = await emulate();
    await caller(emulator)("POST", "/apikey", { name: "stays", permission: "read" });
    const withKey: Record<string, string> = { authorization: `Bearer ${emulator.apiKey}` };
    for (const headers of [{}, withKey]) {
      expect([400, 403, 404]).toContain((await raw(emulator, "POST", target, headers)).status);
    }
    expect(each((await caller(emulator)("GET", "/apikey")).body.apiKeys, "name")).toContain("stays");
  });

  test("an API client whose path went astray is refused, with its key", async () => {
    const emulator = await emulate();
    await caller(emulator)("POST", "/apikey", { name: "stays", permission: "read" });
    expect(await caller(emulator)("POST", "/apikey/../_emulator/reset")).toMatchObject({ status: 403 });
    expect(each((await caller(emulator)("GET", "/apikey")).body.apiKeys, "name")).toContain("stays");
  });
});

describe("the control plane takes nothing from a page of another origin", () => {
  test.each([
    ["a foreign origin", { origin: "https://evil.example" }],
    ["an opaque origin", { origin: "null" }],
    ["another port of this host", { origin: "http://127.0.0.1:1" }],
    ["a foreign name that was rebound", { host: "evil.example" }],
    ["a name that looks like an address", { host: "127.0.0.1.evil.example" }],
    ["a foreign site", { "sec-fetch-site": "cross-site" }],
    ["a sibling site", { "sec-fetch-site": "same-site" }],
  ])("from %s", async (_name, headers: Record<string, string>) => {
    const emulator = await emulate();
    for (const [method, path] of [
      ["GET", "state"],
      ["POST", "reset"],
    ] as const) {
      const { status, text } = await raw(emulator, method, `/_emulator/${path}`, headers);
      expect(status).toBe(403);
      expect(JSON.parse(text)).toMatchObject({ code: 403 });
      expect(text).not.toContain("owner@example.com");
    }
  });

  test("and serves its own origin, under each of its names", async () => {
    const emulator = await emulate();
    const { host, port } = new URL(emulator.url);
    const own: Record<string, string>[] = [
      { host, origin: `http://${host}`, "sec-fetch-site": "same-origin" },
      { host: `localhost:${port}` },
      { host: `[::1]:${port}` },
      { host: "127.0.0.1" },
    ];
    for (const headers of own) {
      expect(await raw(emulator, "GET", "/_emulator/state", headers)).toMatchObject({ status: 200 });
    }
  });
});
