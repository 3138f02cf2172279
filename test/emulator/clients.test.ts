import { caller, emulate, raw } from "./caller";

/** What Cloudcraft's own clients send with `GET /user/me`, where they send it, and with which headers. */
const clients: { name: string; target: string; headers: Record<string, string> }[] = [
  {
    name: "Go 1.1.0",
    target: "/user/me",
    headers: { "user-agent": "cloudcraft-go/1.1.0", "content-type": "application/json", "accept-encoding": "gzip" },
  },
  {
    name: "Node 1.0.0",
    target: "/user/me",
    headers: { accept: "*/*", "accept-language": "*", "sec-fetch-mode": "cors", "user-agent": "node" },
  },
  {
    name: "Python 1.1.0, which on localhost puts /api before the path",
    target: "/api/user/me",
    headers: {
      "user-agent": "python-requests/2.34.2",
      accept: "*/*",
      "accept-encoding": "gzip, deflate",
      "content-type": "application/json",
    },
  },
];

describe.each(clients)("the official client for $name", ({ target, headers }) => {
  test("is told who the user is", async () => {
    const emulator = await emulate();
    const sent = { ...headers, authorization: `Bearer ${emulator.apiKey}` };
    const { status, text } = await raw(emulator, "GET", target, sent);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ email: "owner@example.com", accessedAt: expect.any(String) });
  });

  test("finds the sentence that it reports in the member error of a JSON object", async () => {
    const emulator = await emulate({ rateLimit: { requests: 1, seconds: 60 } });
    const answers = [
      await raw(emulator, "GET", target, { ...headers, authorization: "Bearer wrong" }),
      await raw(emulator, "GET", target, { ...headers, authorization: `Bearer ${emulator.apiKey}` }),
      await raw(emulator, "GET", target, { ...headers, authorization: `Bearer ${emulator.apiKey}` }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 429]);
    expect(answers.map(({ text }) => JSON.parse(text).error)).toEqual(["Unauthorized", undefined, "Too many requests"]);
  });
});

describe("an official client in general", () => {
  test("may send an empty JSON body with a DELETE, as Python and Go do", async () => {
    const emulator = await emulate();
    const { body } = await caller(emulator)("POST", "/apikey", { name: "a", permission: "read" });
    const headers = { authorization: `Bearer ${emulator.apiKey}`, "content-type": "application/json" };
    expect(await raw(emulator, "DELETE", `/apikey/${body.id}`, { ...headers, "content-length": "0" })).toEqual({
      status: 204,
      text: "",
    });
  });

  test("may repeat parameters, and send ones that nobody knows", async () => {
    const emulator = await emulate();
    const headers = { authorization: `Bearer ${emulator.apiKey}` };
    const target = "/team?a=1&a=2&grid=True&autoConnectComponents=false&list=a%2Cb";
    expect(await raw(emulator, "GET", target, headers)).toMatchObject({ status: 200 });
  });

  test("may bring a key that is not base64, as Go's own tests do", async () => {
    const apiKey = "a-key-of-forty-four-characters--------------";
    expect(apiKey).toHaveLength(44);
    expect(await caller(await emulate({ apiKey }))("GET", "/user/me")).toMatchObject({ status: 200 });
  });
});
