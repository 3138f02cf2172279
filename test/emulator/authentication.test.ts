import { caller, controller, each, emulate, raw } from "./caller";
import { organisation } from "./organisation";

const unauthorized = { error: "Unauthorized", reason: "unauthorized", code: 401 };

describe("authentication", () => {
  test("a request without a key is answered 401", async () => {
    const call = caller(await emulate(), "");
    for (const path of ["/user/me", "/team", "/apikey", "/apikey/not-a-uuid"]) {
      expect(await call("GET", path)).toMatchObject({ status: 401, body: unauthorized });
    }
  });

  test("a key that is not known is answered 401", async () => {
    const call = caller(await emulate(), "eOulZ3vFUUkgfzoBK+UKyPmZw1NsdfrFzdvZoyFJwe8=");
    expect(await call("GET", "/user/me")).toMatchObject({ status: 401, body: unauthorized });
  });

  test.each([
    ["Basic", (key: string) => ({ authorization: `Basic ${key}` })],
    ["a bare value", (key: string) => ({ authorization: key })],
    ["two values", (key: string) => ({ authorization: `Bearer ${key} ${key}` })],
    ["another header", (key: string) => ({ "x-api-key": key })],
  ])("a key that comes as %s is answered 401", async (_name, headers) => {
    const emulator = await emulate();
    expect(await raw(emulator, "GET", "/user/me", headers(emulator.apiKey))).toMatchObject({ status: 401 });
  });

  test("a key in the query is answered 401", async () => {
    const emulator = await emulate();
    const key = encodeURIComponent(emulator.apiKey);
    expect(await raw(emulator, "GET", `/user/me?access_token=${key}&key=${key}`)).toMatchObject({ status: 401 });
  });

  test("the owner's key can be chosen, and is made up otherwise", async () => {
    expect((await emulate({ apiKey: "chosen" })).apiKey).toBe("chosen");
    expect(Buffer.from((await emulate()).apiKey, "base64")).toHaveLength(32);
    expect((await emulate({ seed: organisation })).apiKey).toBe("owner-key");
  });

  test.each(["", " ", "two words", "line\nbreak"])("the owner's key cannot be %j", (apiKey) =>
    expect(emulate({ apiKey })).rejects.toThrow("apiKey must be printable ASCII without spaces"),
  );

  test("a seeded key acts as its user", async () => {
    const emulator = await emulate({ seed: organisation });
    const emails: unknown[] = [];
    for (const key of ["uma-key", "ada-read-key", "rita-key"]) {
      emails.push((await caller(emulator, key)("GET", "/user/me")).body.email);
    }
    expect(emails).toEqual(["uma@acme.example", "ada@acme.example", "rita@rival.example"]);
  });

  test("a key that the API made works at once, as its creator and with its own permission", async () => {
    const emulator = await emulate({ seed: organisation });
    const created = await caller(emulator, "ada-key")("POST", "/apikey", { name: "reader", permission: "read" });
    const reader = caller(emulator, String(created.body.key));
    expect((await reader("GET", "/user/me")).body.email).toBe("ada@acme.example");
    expect(await reader("POST", "/apikey", { name: "x", permission: "read" })).toMatchObject({ status: 403 });
  });

  test("a key that was deleted is answered 401, also when it deletes itself", async () => {
    const emulator = await emulate();
    const created = await caller(emulator)("POST", "/apikey", { name: "own end", permission: "read-write" });
    const call = caller(emulator, String(created.body.key));
    expect(await call("DELETE", `/apikey/${created.body.id}`)).toMatchObject({ status: 204 });
    expect(await call("GET", "/user/me")).toMatchObject({ status: 401 });
  });

  test("using a key dates it and its user", async () => {
    let now = Date.UTC(2030, 0, 1);
    const emulator = await emulate({ now: () => now });
    const owner = caller(emulator);
    const { body } = await owner("POST", "/apikey", { name: "dated", permission: "read" });
    expect(body.accessedAt).toBeNull();
    expect((await owner("GET", `/apikey/${body.id}`)).body.accessedAt).toBeNull();
    now += 1234;
    const me = await caller(emulator, String(body.key))("GET", "/user/me");
    expect(me.body.accessedAt).toBe("2030-01-01T00:00:01.234Z");
    const { users } = (await controller(emulator)("GET", "state")).body;
    expect(each(users, "accessedAt")).toEqual(["2030-01-01T00:00:01.234Z"]);
    now += 1000;
    expect((await owner("GET", `/apikey/${body.id}`)).body.accessedAt).toBe("2030-01-01T00:00:01.234Z");
  });
});
