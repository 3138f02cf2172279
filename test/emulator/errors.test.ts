import { caller, emulate, raw } from "./caller";

const json = { "content-type": "application/json" };

describe("errors are JSON with error, reason and code", () => {
  test.each([
    ["GET", "/"],
    ["GET", "/nowhere"],
    ["GET", "/user"],
    ["GET", "/user/me/more"],
    ["POST", "/team"],
    ["DELETE", "/user/me"],
    ["PATCH", "/apikey/00000000-0000-4000-8000-000000000000"],
    ["PUT", "/apikey"],
    ["GET", "/api"],
    ["GET", "/api/api/team"],
    ["GET", "//team"],
  ])("%s %s is not there", async (method, path) => {
    const emulator = await emulate();
    const { status, text } = await raw(emulator, method, path, { authorization: `Bearer ${emulator.apiKey}` });
    expect(status).toBe(404);
    expect(JSON.parse(text)).toEqual({ error: "Not found", reason: "not_found", code: 404 });
  });

  test.each([
    ["malformed JSON", "{", 400],
    ["a bare value", "7", 400],
    ["null", "null", 400],
    ["bytes that are no text", "\u0000\u0001", 400],
    ["more than 100 kB", JSON.stringify({ name: "x".repeat(110_000) }), 413],
  ])("a create with %s", async (_name, body, code) => {
    const emulator = await emulate();
    const headers = { ...json, authorization: `Bearer ${emulator.apiKey}` };
    const { status, text } = await raw(emulator, "POST", "/apikey", headers, body);
    expect(status).toBe(code);
    expect(JSON.parse(text)).toMatchObject({ error: expect.any(String), reason: expect.any(String), code });
  });

  test("a body in an unknown encoding or character set", async () => {
    const emulator = await emulate();
    const authorization = `Bearer ${emulator.apiKey}`;
    const odd = [
      { ...json, authorization, "content-encoding": "zzz" },
      { "content-type": "application/json; charset=x-none", authorization },
    ];
    for (const headers of odd) {
      const { status, text } = await raw(emulator, "POST", "/apikey", headers, "{}");
      expect(status).toBe(415);
      expect(JSON.parse(text)).toEqual({
        error: "Unsupported media type",
        reason: "unsupported_media_type",
        code: 415,
      });
    }
  });

  test("a path that cannot be decoded", async () => {
    const emulator = await emulate();
    const { status, text } = await raw(emulator, "GET", "/apikey/%E0%A4%A", {
      authorization: `Bearer ${emulator.apiKey}`,
    });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: 400 });
  });

  test("a body that is not called JSON is no body", async () => {
    const emulator = await emulate();
    const headers = { authorization: `Bearer ${emulator.apiKey}`, "content-type": "text/plain" };
    const { status, text } = await raw(emulator, "POST", "/apikey", headers, '{"name":"a","permission":"read"}');
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: expect.stringContaining("name") });
  });

  test("a body on GET and DELETE is ignored, well-formed or not", async () => {
    const emulator = await emulate();
    const { body } = await caller(emulator)("POST", "/apikey", { name: "a", permission: "read" });
    const headers = { ...json, authorization: `Bearer ${emulator.apiKey}` };
    expect(await raw(emulator, "GET", "/team", headers, "{")).toMatchObject({ status: 200 });
    expect(await raw(emulator, "DELETE", `/apikey/${body.id}`, headers, "{")).toMatchObject({ status: 204 });
  });

  test("a member called __proto__ is one more that is ignored", async () => {
    const emulator = await emulate();
    const headers = { ...json, authorization: `Bearer ${emulator.apiKey}` };
    const body = '{"__proto__":{"name":"a","permission":"read"}}';
    expect(await raw(emulator, "POST", "/apikey", headers, body)).toMatchObject({ status: 400 });
  });
});
