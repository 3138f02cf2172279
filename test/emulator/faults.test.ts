import { isNativeError } from "node:util/types";
import type { FaultRule } from "../../src/emulator";
import { caller, controller, each, emulate, raw } from "./caller";

/** An emulator with these faults, and how to talk to it. */
async function withFaults(...rules: FaultRule[]) {
  const emulator = await emulate();
  const control = controller(emulator);
  for (const rule of rules) expect(await control("POST", "faults", rule)).toMatchObject({ status: 201, body: rule });
  const names = async () => each((await control("GET", "state")).body.apiKeys, "name").slice(1);
  const create = (name = "new") => caller(emulator)("POST", "/apikey", { name, permission: "read" });
  return { emulator, call: caller(emulator), control, names, create };
}

/** Why a request failed, as Node's fetch tells it. */
async function causeOf(failing: Promise<unknown>): Promise<string> {
  const error: unknown = await failing.then(
    () => undefined,
    (error: unknown) => error,
  );
  // Not instanceof: jest gives tests another Error than Node's own modules throw.
  if (!isNativeError(error)) return "it did not fail";
  return isNativeError(error.cause)
    ? `${"code" in error.cause ? error.cause.code : ""} ${error.cause.message}`
    : error.message;
}

describe("a fault befalls", () => {
  test("by default the next request, whatever it is, and no other", async () => {
    const { call } = await withFaults({ fault: "status", status: 500 });
    expect((await call("GET", "/nowhere")).status).toBe(500);
    expect((await call("GET", "/team")).status).toBe(200);
  });

  test("so many matching requests, after so many others", async () => {
    const { call } = await withFaults({ fault: "status", status: 503, after: 1, times: 2 });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count++) statuses.push((await call("GET", "/team")).status);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
  });

  test("every matching request until the faults are cleared", async () => {
    const { call, control } = await withFaults({ fault: "status", status: 503, times: "always" });
    for (let count = 0; count < 5; count++) expect((await call("GET", "/team")).status).toBe(503);
    expect(await control("DELETE", "faults")).toMatchObject({ status: 204 });
    expect((await call("GET", "/team")).status).toBe(200);
  });

  test.each([
    [{ method: "post" }, ["POST /apikey"]],
    [{ path: "/Team/" }, ["GET /team", "GET /api/team/"]],
    [{ path: "/api/team" }, ["GET /team", "GET /api/team/"]],
    [{ path: "/apikey/*" }, ["GET /apikey/1"]],
    [{ path: "/apikey*" }, ["GET /apikey?x=1", "POST /apikey", "GET /apikey/1"]],
    [{ path: "/apike." }, []],
    [{ method: "GET", path: "/apikey" }, ["GET /apikey?x=1"]],
  ])("requests that match %j", async (scope, befallen) => {
    const { call } = await withFaults({ fault: "status", status: 599, times: "always", ...scope });
    const requests = ["GET /team", "GET /api/team/", "GET /apikey?x=1", "POST /apikey", "GET /apikey/1"];
    const hit: string[] = [];
    for (const request of requests) {
      const [method = "", path = ""] = request.split(" ");
      if ((await call(method, path)).status === 599) hit.push(request);
    }
    expect(hit).toEqual(befallen);
  });

  test("requests that come without a key, too", async () => {
    const { emulator } = await withFaults({ fault: "status", status: 502 });
    expect((await caller(emulator, "")("GET", "/team")).status).toBe(502);
  });

  test("never the control plane", async () => {
    const { control } = await withFaults({ fault: "status", status: 503, times: "always" });
    expect((await control("GET", "state")).status).toBe(200);
    const { body } = await control("GET", "faults");
    expect(body).toEqual({ faults: [{ rule: { fault: "status", status: 503, times: "always" }, reached: 0 }] });
  });
});

describe("a fault", () => {
  test("status answers in place of the API, with headers and body as told", async () => {
    const body = { error: "later", reason: "x", code: 429 };
    const { create, names } = await withFaults({ fault: "status", status: 429, headers: { "Retry-After": "7" }, body });
    const heard = await create();
    expect(heard).toMatchObject({ status: 429, body });
    expect(heard.headers.get("retry-after")).toBe("7");
    expect(await names()).toEqual([]);
  });

  test("status answers an error in Cloudcraft's form if told no body, and a text as it is", async () => {
    const html = { fault: "status", status: 502, headers: { "Content-Type": "text/html" }, body: "<p>Bad" } as const;
    const { call } = await withFaults({ fault: "status", status: 503 }, html);
    const plain = { error: "Service unavailable", reason: "service_unavailable", code: 503 };
    expect((await call("GET", "/team")).body).toEqual(plain);
    const heard = await call("GET", "/team");
    expect(heard).toMatchObject({ status: 502, text: "<p>Bad" });
    expect(heard.headers.get("content-type")).toMatch(/^text\/html/);
  });

  test("redirect sends elsewhere, and nothing happens here", async () => {
    const { create, names } = await withFaults({ fault: "redirect", location: "http://127.0.0.1:1/x" });
    const heard = await create();
    expect(heard.status).toBe(307);
    expect(heard.headers.get("location")).toBe("http://127.0.0.1:1/x");
    expect(await names()).toEqual([]);
  });

  test("delay waits, then goes on, even if the client has gone meanwhile", async () => {
    const { emulator, create, names } = await withFaults({ fault: "delay", delayMs: 250, times: 2 });
    const start = performance.now();
    expect((await create()).status).toBe(201);
    expect(performance.now() - start).toBeGreaterThanOrEqual(245);
    const gone = fetch(`${emulator.url}/apikey`, {
      method: "POST",
      headers: { authorization: `Bearer ${emulator.apiKey}`, "content-type": "application/json" },
      body: '{"name":"late","permission":"read"}',
      signal: AbortSignal.timeout(30),
    });
    await expect(gone).rejects.toThrow("timeout");
    expect(await names()).toEqual(["new"]);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await names()).toEqual(["new", "late"]);
  });

  test.each([
    ["drop", "by default", "UND_ERR_SOCKET other side closed", []],
    ["drop", "before-commit", "UND_ERR_SOCKET other side closed", []],
    ["drop", "after-commit", "UND_ERR_SOCKET other side closed", ["new"]],
    ["reset", "before-commit", "ECONNRESET read ECONNRESET", []],
    ["reset", "after-commit", "ECONNRESET read ECONNRESET", ["new"]],
  ] as const)("%s %s ends the connection", async (fault, when, cause, left) => {
    const { create, names } = await withFaults(when === "by default" ? { fault } : { fault, when });
    expect(await causeOf(create())).toBe(cause);
    expect(await names()).toEqual(left);
    expect((await create("next")).status).toBe(201);
  });

  test("duplicate handles a request twice: a create leaves two keys, a delete answers 404", async () => {
    const { call, create, names } = await withFaults({ fault: "duplicate", method: "POST" });
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(await names()).toEqual(["new", "new"]);
    const deleting = await withFaults({ fault: "duplicate", method: "DELETE" });
    const created = await deleting.create();
    expect((await deleting.call("DELETE", `/apikey/${created.body.id}`)).status).toBe(404);
    expect(await deleting.names()).toEqual([]);
    expect((await call("GET", `/apikey/${body.id}`)).status).toBe(200);
  });

  test("cut sends half of the body, and the state has changed", async () => {
    const { emulator, create, names } = await withFaults({ fault: "cut", times: 2 });
    expect(await causeOf(create())).toContain("UND_ERR_SOCKET");
    expect(await names()).toEqual(["new"]);
    const response = await fetch(`${emulator.url}/user/me`, {
      headers: { authorization: `Bearer ${emulator.apiKey}` },
    });
    expect(response.status).toBe(200);
    let text = "";
    const reading = async () => {
      for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
    };
    await expect(reading()).rejects.toThrow("terminated");
    expect(text).toMatch(/^\{"id":"/);
    expect(text).not.toContain("accessedAt");
  });

  test("malformed spoils the JSON", async () => {
    const { call, create } = await withFaults({ fault: "malformed", times: 2 });
    for (const { status, headers, text } of [await call("GET", "/apikey"), await create()]) {
      expect(status).toBeLessThan(300);
      expect(headers.get("content-type")).toMatch(/^application\/json/);
      expect(() => JSON.parse(text)).toThrow(SyntaxError);
    }
  });

  test("malformed gives even a 204 something to stumble over", async () => {
    const { call, create } = await withFaults({ fault: "malformed", method: "DELETE" });
    const { body } = await create();
    expect(await call("DELETE", `/apikey/${body.id}`)).toMatchObject({ status: 200, text: "{" });
  });

  test("content-type calls the body something else", async () => {
    const { call } = await withFaults({ fault: "content-type", contentType: "text/html" });
    const { headers, body } = await call("GET", "/apikey");
    expect(headers.get("content-type")).toMatch(/^text\/html/);
    expect(body.apiKeys).toHaveLength(1);
  });

  test("trickle takes its time, and the body is whole in the end", async () => {
    const { call } = await withFaults({ fault: "trickle", intervalMs: 1, path: "/nowhere" });
    const start = performance.now();
    const heard = await call("GET", "/nowhere");
    expect(heard).toMatchObject({ status: 404, body: { error: "Not found", reason: "not_found", code: 404 } });
    expect(performance.now() - start).toBeGreaterThan(heard.text.length);
  });

  test("huge sends as many bytes as told, as JSON", async () => {
    const { call } = await withFaults({ fault: "huge", bytes: 200_000 });
    const { status, body, text } = await call("GET", "/team");
    expect(status).toBe(200);
    expect(String(body.padding)).toHaveLength(200_000);
    expect(text).toMatch(/^\{"padding":"x/);
  });

  test("huge ends when the client has had enough", async () => {
    const { emulator, call } = await withFaults({ fault: "huge", bytes: Number.MAX_SAFE_INTEGER });
    const headers = { authorization: `Bearer ${emulator.apiKey}` };
    const response = await fetch(`${emulator.url}/team`, { headers });
    await response.body?.cancel();
    expect((await call("GET", "/team")).status).toBe(200);
  });
});

describe("faults compose", () => {
  test("the first to be added outermost", async () => {
    const { create, names } = await withFaults({ fault: "drop", when: "after-commit" }, { fault: "duplicate" });
    expect(await causeOf(create())).toContain("other side closed");
    expect(await names()).toEqual(["new", "new"]);
  });

  test("one that answers by itself keeps the request from those within, which stay due", async () => {
    const { create, names } = await withFaults({ fault: "status", status: 500 }, { fault: "duplicate" });
    expect((await create()).status).toBe(500);
    expect(await names()).toEqual([]);
    expect((await create()).status).toBe(201);
    expect(await names()).toEqual(["new", "new"]);
  });

  test("on a body that travels in pieces, the inner manner of travelling holds", async () => {
    const { call } = await withFaults({ fault: "malformed" }, { fault: "huge", bytes: 10 });
    expect((await call("GET", "/team")).body).toEqual({ padding: "xxxxxxxxxx" });
  });
});

describe("a rule is refused", () => {
  test.each([
    [undefined, "Invalid body. Must be an object"],
    [{}, /^Invalid parameter: fault\. Must be one of: status, /],
    [{ fault: "fire" }, /^Invalid parameter: fault\. Must be one of: status, /],
    [{ fault: "status" }, "Invalid parameter: status. Must be a whole number from 200 to 599"],
    [{ fault: "status", status: 101 }, "Invalid parameter: status. Must be a whole number from 200 to 599"],
    [{ fault: "status", status: 500, headers: { "a b": "c" } }, /^Invalid parameter: headers\. /],
    [
      { fault: "status", status: 500, headers: { a: "b\r\nc: d" } },
      "Invalid parameter: headers.a. Must be printable ASCII",
    ],
    [{ fault: "drop", when: "later" }, "Invalid parameter: when. Must be one of: before-commit, after-commit"],
    [{ fault: "delay" }, "Invalid parameter: delayMs. Must be a whole number from 0 to 2147483647"],
    [{ fault: "cut", when: "later" }, /^Invalid parameter: when\. Must not be there/],
    [{ fault: "cut", times: 0 }, /^Invalid parameter: times\. /],
    [{ fault: "cut", after: -1 }, /^Invalid parameter: after\. /],
    [{ fault: "cut", path: "team" }, "Invalid parameter: path. Must be a path that starts with / or *"],
    [{ fault: "huge", bytes: "9" }, /^Invalid parameter: bytes\. /],
  ])("when it is %j", async (rule, error) => {
    const { control, emulator } = await withFaults();
    const refused = await control("POST", "faults", rule);
    expect(refused.status).toBe(400);
    if (typeof error === "string") expect(refused.body.error).toBe(error);
    else expect(refused.body.error).toMatch(error);
    expect(await raw(emulator, "GET", "/team")).toMatchObject({ status: 401 });
  });
});
