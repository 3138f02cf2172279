import { caller, each, emulate } from "./caller";
import { organisation, teamIds } from "./organisation";

const absent = "00000000-0000-4000-8000-000000000000";
const team = `team/${teamIds.platform}`;

describe("API keys (assumed endpoints)", () => {
  test("a create answers 201 with the key and, this once, its value", async () => {
    const emulator = await emulate({ seed: organisation, now: () => Date.UTC(2030, 0, 1) });
    const call = caller(emulator);
    const created = await call("POST", "/apikey", { name: "ci", permission: "read-write", readAccess: [team] });
    const me = await call("GET", "/user/me");
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      name: "ci",
      permission: "read-write",
      readAccess: [team],
      writeAccess: null,
      hint: String(created.body.key).slice(0, 3),
      createdAt: "2030-01-01T00:00:00.000Z",
      updatedAt: "2030-01-01T00:00:00.000Z",
      accessedAt: null,
      CreatorId: me.body.id,
      CustomerId: null,
      key: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    });
  });

  test("no answer but the create's holds a value", async () => {
    const emulator = await emulate();
    const call = caller(emulator);
    const { body } = await call("POST", "/apikey", { name: "hidden", permission: "read" });
    const later = [
      await call("GET", "/apikey"),
      await call("GET", `/apikey/${body.id}`),
      await call("PUT", `/apikey/${body.id}`, { name: "still hidden" }),
    ];
    for (const { text } of later) {
      expect(text).toContain("hidden");
      expect(text).not.toContain(String(body.key));
      expect(text).not.toContain(emulator.apiKey);
      expect(text).not.toContain('"key"');
    }
  });

  test("the list is wrapped and holds nothing else", async () => {
    const call = caller(await emulate());
    await call("POST", "/apikey", { name: "one", permission: "read" });
    const { body } = await call("GET", "/apikey");
    expect(Object.keys(body)).toEqual(["apiKeys"]);
    expect(each(body.apiKeys, "name")).toEqual(["Key of Olivia Owner", "one"]);
  });

  test("an update changes what is sent, and nothing else", async () => {
    let now = Date.UTC(2030, 0, 1);
    const call = caller(await emulate({ now: () => now }));
    const { body } = await call("POST", "/apikey", { name: "a", permission: "read", readAccess: [team] });
    now += 5;
    const changed = await call("PUT", `/apikey/${body.id}`, { permission: "read-write" });
    const { key: _value, ...rest } = body;
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({ ...rest, permission: "read-write", updatedAt: "2030-01-01T00:00:00.005Z" });
    expect((await call("GET", `/apikey/${body.id}`)).body).toEqual(changed.body);
  });

  test("an update ignores members that cannot be written", async () => {
    const call = caller(await emulate());
    const { body } = await call("POST", "/apikey", { name: "a", permission: "read" });
    const forged = {
      id: absent,
      key: "mine",
      hint: "min",
      CreatorId: absent,
      createdAt: "x",
      CustomerId: absent,
      y: 1,
    };
    const changed = await call("PUT", `/apikey/${body.id}`, { ...forged, name: "b" });
    const { key: _value, updatedAt: _date, ...rest } = body;
    expect(changed.body).toEqual({ ...rest, name: "b", updatedAt: expect.any(String) });
  });

  test("an update of the permission counts for the key's next request", async () => {
    const emulator = await emulate();
    const owner = caller(emulator);
    const { body } = await owner("POST", "/apikey", { name: "a", permission: "read-write" });
    const call = caller(emulator, String(body.key));
    await owner("PUT", `/apikey/${body.id}`, { permission: "read" });
    expect(await call("DELETE", `/apikey/${body.id}`)).toMatchObject({ status: 403 });
  });

  test("an access list is kept as it was sent: null, empty, order, case and repeats", async () => {
    const call = caller(await emulate());
    const upper = `team/${"AbCdEf01-2345-4789-8BcD-ef0123456789"}`;
    for (const list of [null, [], [upper, team, upper], [`customer/${absent}`]]) {
      const input = { name: "a", permission: "read", readAccess: list, writeAccess: list };
      const { body } = await call("POST", "/apikey", input);
      const read = await call("GET", `/apikey/${body.id}`);
      expect(read.body).toMatchObject({ readAccess: list, writeAccess: list });
    }
    const { body } = await call("POST", "/apikey", { name: "a", permission: "read", readAccess: [team] });
    expect((await call("PUT", `/apikey/${body.id}`, { readAccess: [] })).body.readAccess).toEqual([]);
    expect((await call("PUT", `/apikey/${body.id}`, { readAccess: null })).body.readAccess).toBeNull();
  });

  test("two keys may have one name", async () => {
    const call = caller(await emulate());
    const first = await call("POST", "/apikey", { name: "twin", permission: "read" });
    const second = await call("POST", "/apikey", { name: "twin", permission: "read" });
    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
    expect(second.body.key).not.toBe(first.body.key);
  });

  test("a delete answers 204 without a body, and 404 the second time", async () => {
    const call = caller(await emulate());
    const { body } = await call("POST", "/apikey", { name: "a", permission: "read" });
    expect(await call("DELETE", `/apikey/${body.id}`)).toMatchObject({ status: 204, text: "" });
    expect(await call("DELETE", `/apikey/${body.id}`)).toMatchObject({ status: 404 });
    expect(await call("GET", `/apikey/${body.id}`)).toMatchObject({ status: 404 });
  });

  test("an id is matched in either case", async () => {
    const call = caller(await emulate());
    const { body } = await call("POST", "/apikey", { name: "a", permission: "read" });
    expect(await call("GET", `/apikey/${String(body.id).toUpperCase()}`)).toMatchObject({ status: 200 });
    expect(await call("DELETE", `/APIKEY/${String(body.id).toUpperCase()}/`)).toMatchObject({ status: 204 });
  });

  test.each([
    [{ permission: "read" }, "Invalid parameter: name. Must be a non-blank string"],
    [{ name: " \t", permission: "read" }, "Invalid parameter: name. Must be a non-blank string"],
    [{ name: 7, permission: "read" }, "Invalid parameter: name. Must be a non-blank string"],
    [{ name: "a" }, "Invalid parameter: permission. Must be one of: read, read-write"],
    [{ name: "a", permission: "write" }, "Invalid parameter: permission. Must be one of: read, read-write"],
    [{ name: "a", permission: ["read"] }, "Invalid parameter: permission. Must be one of: read, read-write"],
    [{ name: "a", permission: "read", readAccess: team }, "Invalid parameter: readAccess. Must be a list"],
    [
      { name: "a", permission: "read", writeAccess: [team, "team/x"] },
      "Invalid parameter: writeAccess[1]. Must be team/UUID or customer/UUID",
    ],
    [
      { name: "a", permission: "read", readAccess: [`user/${absent}`] },
      "Invalid parameter: readAccess[0]. Must be team/UUID or customer/UUID",
    ],
    [[], "Invalid body. Must be an object"],
  ])("a create with %j is answered 400 and makes no key", async (input, error) => {
    const call = caller(await emulate());
    const refused = await call("POST", "/apikey", input);
    expect(refused).toMatchObject({ status: 400, body: { error, reason: "invalid_parameter", code: 400 } });
    expect((await call("GET", "/apikey")).body.apiKeys).toHaveLength(1);
  });

  test.each([
    { name: "" },
    { name: null },
    { permission: null },
    { permission: "owner" },
    { readAccess: [7] },
    { name: "good", writeAccess: "bad" },
    [],
  ])("an update with %j is answered 400 and changes nothing", async (input) => {
    const call = caller(await emulate());
    const { body } = await call("POST", "/apikey", { name: "a", permission: "read" });
    expect(await call("PUT", `/apikey/${body.id}`, input)).toMatchObject({ status: 400, body: { code: 400 } });
    const { key: _value, ...rest } = body;
    expect((await call("GET", `/apikey/${body.id}`)).body).toEqual(rest);
  });

  test("a malformed id is answered 400 before anything is looked for", async () => {
    const call = caller(await emulate({ seed: organisation }), "ada-read-key");
    const error = { error: "Invalid parameter format: apiKeyId", reason: "invalid_property", code: 400 };
    for (const id of ["1", "us46e9aa-5806-4cd6-8e78-c22d58602d09", `${absent}0`, "a%2Fb", "..%2fteam"]) {
      for (const method of ["GET", "PUT", "DELETE"]) {
        expect(await call(method, `/apikey/${id}`)).toMatchObject({ status: 400, body: error });
      }
    }
  });

  test("an id that does not exist is answered 404 before the body is read", async () => {
    const call = caller(await emulate());
    const error = { error: "ApiKey not found", reason: "not_found", code: 404 };
    expect(await call("GET", `/apikey/${absent}`)).toMatchObject({ status: 404, body: error });
    expect(await call("PUT", `/apikey/${absent}`, { name: "" })).toMatchObject({ status: 404, body: error });
    expect(await call("DELETE", `/apikey/${absent}`)).toMatchObject({ status: 404, body: error });
  });

  test("the path can be moved, and then the usual one is not there", async () => {
    const call = caller(await emulate({ apiKeysPath: "/user/apiKeys" }));
    expect(await call("GET", "/user/apikeys")).toMatchObject({ status: 200 });
    const { body } = await call("POST", "/user/apiKeys", { name: "a", permission: "read" });
    expect(await call("DELETE", `/user/apiKeys/${body.id}`)).toMatchObject({ status: 204 });
    expect(await call("GET", "/apikey")).toMatchObject({ status: 404 });
  });

  test.each(["apikey", "/", "/a b", "/_emulator", "/_emulator/x", "/:id", "/a/"])("no key is managed at %s", (path) =>
    expect(emulate({ apiKeysPath: path })).rejects.toThrow("apiKeysPath must be a path such as /apikey"),
  );
});
