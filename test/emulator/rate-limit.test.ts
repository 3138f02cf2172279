import { caller, emulate } from "./caller";
import { organisation } from "./organisation";

describe("the rate limit", () => {
  test("does not exist unless it is asked for", async () => {
    const call = caller(await emulate());
    for (let count = 0; count < 40; count++) expect((await call("GET", "/user/me")).status).toBe(200);
  });

  test("refuses with Retry-After in seconds until the oldest request has left the window", async () => {
    let now = 1_000_000;
    const call = caller(await emulate({ now: () => now, rateLimit: { requests: 2, seconds: 10 } }));
    expect((await call("GET", "/user/me")).status).toBe(200);
    now += 4000;
    expect((await call("GET", "/user/me")).status).toBe(200);
    now += 100;
    const refused = await call("GET", "/user/me");
    expect(refused).toMatchObject({ status: 429, body: { error: "Too many requests", code: 429 } });
    expect(refused.headers.get("retry-after")).toBe("6");
    now += 5899;
    expect((await call("GET", "/user/me")).headers.get("retry-after")).toBe("1");
    now += 1;
    expect((await call("GET", "/user/me")).status).toBe(200);
    expect((await call("GET", "/user/me")).headers.get("retry-after")).toBe("4");
  });

  test("counts each key for itself, and no request without a key", async () => {
    const emulator = await emulate({ seed: organisation, rateLimit: { requests: 1, seconds: 60 } });
    expect((await caller(emulator, "ada-key")("GET", "/team")).status).toBe(200);
    expect((await caller(emulator, "ada-key")("GET", "/team")).status).toBe(429);
    expect((await caller(emulator, "ada-read-key")("GET", "/team")).status).toBe(200);
    for (let count = 0; count < 3; count++) {
      expect((await caller(emulator, "wrong")("GET", "/team")).status).toBe(401);
    }
  });

  test("a refused request changes nothing", async () => {
    let now = 0;
    const emulator = await emulate({ now: () => now, rateLimit: { requests: 1, seconds: 1 } });
    const call = caller(emulator);
    expect((await call("GET", "/team")).status).toBe(200);
    expect((await call("POST", "/apikey", { name: "a", permission: "read" })).status).toBe(429);
    now += 1000;
    expect((await call("GET", "/apikey")).body.apiKeys).toHaveLength(1);
  });

  test.each([
    { requests: 0, seconds: 1 },
    { requests: 1.5, seconds: 1 },
    { requests: 1, seconds: 0 },
    { requests: Number.NaN, seconds: 1 },
  ])("of %j is refused at the start", (rateLimit) =>
    expect(emulate({ rateLimit })).rejects.toThrow("rateLimit must be"),
  );
});
