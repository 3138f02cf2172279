import { caller, emulate, raw } from "./caller";

describe("headers", () => {
  test("a GET has a weak ETag of Express's form, and is not to be stored", async () => {
    const call = caller(await emulate());
    for (const path of ["/user/me", "/team", "/apikey"]) {
      const { headers, text } = await call("GET", path);
      const [, length] = /^W\/"([0-9a-f]+)-[A-Za-z0-9+/]{27}"$/.exec(headers.get("etag") ?? "") ?? [];
      expect(Number.parseInt(length ?? "", 16)).toBe(Buffer.byteLength(text));
      expect(headers.get("cache-control")).toBe("no-cache, no-store");
      expect(headers.get("content-type")).toMatch(/^application\/json/);
    }
  });

  test("an answer to a POST, PUT or DELETE says nothing about storing", async () => {
    const call = caller(await emulate());
    const created = await call("POST", "/apikey", { name: "a", permission: "read" });
    const changed = await call("PUT", `/apikey/${created.body.id}`, { name: "b" });
    const deleted = await call("DELETE", `/apikey/${created.body.id}`);
    for (const { headers } of [created, changed, deleted]) expect(headers.has("cache-control")).toBe(false);
  });

  test("every answer has the security headers, an error too, and does not name its maker", async () => {
    const emulator = await emulate();
    for (const heard of [await caller(emulator)("GET", "/team"), await caller(emulator, "")("GET", "/x")]) {
      expect(Object.fromEntries(heard.headers)).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "deny",
        "x-xss-protection": "1; mode=block",
        "referrer-policy": "strict-origin-when-cross-origin",
        "strict-transport-security": "max-age=15552000; includeSubDomains",
        vary: "Accept-Encoding",
      });
      expect(heard.headers.has("x-powered-by")).toBe(false);
    }
  });
});

describe("paths", () => {
  test.each(["/team", "/TEAM", "/Team/", "/api/team", "/API/Team/", "/team?filter=x", "/user/ME"])(
    "%s is served",
    async (path) => {
      const emulator = await emulate();
      const authorization = `Bearer ${emulator.apiKey}`;
      expect(await raw(emulator, "GET", path, { authorization })).toMatchObject({ status: 200 });
    },
  );
});
