import { once } from "node:events";
import { connect } from "node:net";
import { startEmulator } from "../../src/emulator";
import { caller, controller, emulate, raw } from "./caller";

describe("the emulator", () => {
  test("reports each request as one line, without query, headers or bodies", async () => {
    const lines: string[] = [];
    const emulator = await emulate({ log: (line) => lines.push(line) });
    const call = caller(emulator);
    const { body } = await call("POST", "/apikey?token=secret", { name: "quiet", permission: "read" });
    await call("GET", "/api/Team/?token=secret#x");
    await call("GET", "/nowhere");
    await caller(emulator, "wrong")("DELETE", `/apikey/${body.id}`);
    await controller(emulator)("POST", "reset");
    await raw(emulator, "GET", "http://user:secret@127.0.0.1/team?token=secret");
    expect(lines).toEqual([
      "POST /apikey 201",
      "GET /api/Team/ 200",
      "GET /nowhere 404",
      `DELETE /apikey/${body.id} 401`,
      "POST /_emulator/reset 204",
      "GET /team 401",
    ]);
  });

  test("gives a dash for the status of an answer that did not arrive", async () => {
    const lines: string[] = [];
    const emulator = await emulate({ log: (line) => lines.push(line) });
    await controller(emulator)("POST", "faults", { fault: "drop" });
    await expect(caller(emulator)("GET", "/team")).rejects.toThrow();
    expect(lines).toEqual(["POST /_emulator/faults 201", "GET /team -"]);
  });

  test("several run beside each other and share nothing", async () => {
    const [one, other] = [await emulate(), await emulate()];
    expect(one.url).not.toBe(other.url);
    await caller(one)("POST", "/apikey", { name: "a", permission: "read" });
    expect((await caller(other)("GET", "/apikey")).body.apiKeys).toHaveLength(1);
    expect(await caller(other, one.apiKey)("GET", "/apikey")).toMatchObject({ status: 401 });
  });

  test("the same time and chance give the same answers", async () => {
    const sources = () => {
      let count = 0;
      return { now: () => 0, randomBytes: (size: number) => new Uint8Array(size).fill(++count) };
    };
    const answers: string[] = [];
    for (const options of [sources(), sources()]) {
      const { text } = await caller(await emulate(options))("POST", "/apikey", { name: "a", permission: "read" });
      answers.push(text);
    }
    expect(answers[0]).toBe(answers[1]);
  });

  test("listens where it is told, and says so if it cannot", async () => {
    const emulator = await emulate({ host: "localhost" });
    const { hostname, port } = new URL(emulator.url);
    expect((await caller(emulator)("GET", "/team")).status).toBe(200);
    expect((await controller(emulator)("GET", "state")).status).toBe(200);
    await expect(startEmulator({ host: hostname.replace(/[[\]]/g, ""), port: Number(port) })).rejects.toThrow(
      "EADDRINUSE",
    );
  });

  test("closes at once, with connections idle, half-sent, delayed and trickling, and closes twice", async () => {
    const emulator = await startEmulator();
    const { hostname, port } = new URL(emulator.url);
    await caller(emulator)("GET", "/team");
    const idle = connect(Number(port), hostname).on("error", () => undefined);
    const half = connect(Number(port), hostname).on("error", () => undefined);
    half.write("POST /apikey HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
    await Promise.all([once(idle, "connect"), once(half, "connect")]);
    const control = controller(emulator);
    await control("POST", "faults", { fault: "delay", delayMs: 1_000_000, path: "/user/me" });
    await control("POST", "faults", { fault: "trickle", intervalMs: 1_000_000, path: "/team" });
    const pending = ["/user/me", "/team"].map((path) =>
      caller(emulator)("GET", path).then(
        () => "answered",
        () => "ended",
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));

    const start = performance.now();
    await emulator.close();
    expect(performance.now() - start).toBeLessThan(1000);
    expect(await Promise.all(pending)).toEqual(["ended", "ended"]);
    await emulator.close();
    await expect(caller(emulator)("GET", "/team")).rejects.toThrow();
  });

  test("closed, does no more of what was delayed", async () => {
    let drawn = 0;
    const randomBytes = (size: number) => new Uint8Array(size).fill(++drawn);
    const emulator = await startEmulator({ randomBytes });
    await controller(emulator)("POST", "faults", { fault: "delay", delayMs: 300 });
    const pending = caller(emulator)("POST", "/apikey", { name: "late", permission: "read" }).catch(() => "ended");
    await new Promise((resolve) => setTimeout(resolve, 30));
    const before = drawn;
    await emulator.close();
    expect(await pending).toBe("ended");
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(drawn).toBe(before);
  });
});
