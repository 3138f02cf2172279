import { once } from "node:events";
import { connect } from "node:net";
import { eventually } from "../support/terraform";
import { Desk } from "./program";

const OLIVIA = { name: "Olivia", email: "olivia@example.com", role: "owner" };

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});
afterEach(() => desk.clear());

const get = (url: string, key: string) => fetch(url, { headers: { authorization: `Bearer ${key}` } });

test("one line of JSON says where it is and which key works; then each request is a line, without a secret", async () => {
  const emulator = await desk.emulator();
  expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await get(`${emulator.url}/user/me?token=hush`, emulator.apiKey)).status).toBe(200);
  expect((await get(`${emulator.url}/apikey`, "wrong-key")).status).toBe(401);
  const lines = await eventually("both were logged", () => /^.*\n.*\n$/.exec(emulator.said.stderr)?.[0]);
  expect(lines).toBe("GET /user/me 200\nGET /apikey 401\n");
  expect(emulator.said.stdout).toBe(`${JSON.stringify({ url: emulator.url, apiKey: emulator.apiKey })}\n`);
});

test("--api-key is the owner's key", async () => {
  const { url, apiKey } = await desk.emulator("--api-key", "my-own-key");
  expect(apiKey).toBe("my-own-key");
  expect((await get(`${url}/user/me`, "my-own-key")).status).toBe(200);
  expect((await get(`${url}/user/me`, "another-key")).status).toBe(401);
});

test("an --api-key that no header could carry is refused, and not shown", async () => {
  const { code, stderr } = await desk.cli("emulator", "--api-key", "two words");
  expect([code, stderr]).toEqual([2, expect.stringContaining("--api-key must be")]);
  expect(stderr).not.toContain("two words");
});

test("--seed says who and what is there", async () => {
  const seed = { users: [{ ...OLIVIA, apiKey: "seeded-key" }], teams: [{ name: "Wizards" }] };
  const { url, apiKey } = await desk.emulator("--seed", desk.file("seed.json", JSON.stringify(seed)));
  expect(apiKey).toBe("seeded-key");
  expect(await (await get(`${url}/user/me`, apiKey)).json()).toMatchObject({ name: "Olivia" });
  expect(await (await get(`${url}/team`, apiKey)).json()).toMatchObject([{ name: "Wizards" }]);
});

test.each([
  ["is not there", undefined, "ENOENT"],
  ["is empty", "", "it is no JSON: Unexpected end"],
  ["is no JSON", `{"users":[{"apiKey":hush-hush}]}`, "it is no JSON: Unexpected token 'h'"],
  [
    "has a misspelt member",
    `{"users":[{"nme":"hush-hush"}]}`,
    "seed.users[0].nme must not be there (known here: id, name,",
  ],
  ["has no owner", `{"users":[]}`, "seed.users must hold at least one user with the role owner"],
  [
    "refers to nobody",
    JSON.stringify({ users: [OLIVIA], teams: [{ name: "T", members: [{ user: "hush-hush" }] }] }),
    "seed.teams[0].members[0].user must be a user's email",
  ],
])("a --seed that %s is refused by name, and what it holds is not shown", async (_, text, why) => {
  if (text !== undefined) desk.file("seed.json", text);
  const { code, stdout, stderr } = await desk.cli("emulator", "--seed", "seed.json");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^cdktf-cloudcraft: --seed seed\.json cannot be used: .*\n$/);
  expect(stderr).toContain(why);
  expect(stderr).not.toContain("hush");
});

test("--rate-limit answers 429 beyond it", async () => {
  const { url, apiKey } = await desk.emulator("--rate-limit", "2/60");
  const statuses: number[] = [];
  for (let count = 0; count < 3; count += 1) statuses.push((await get(`${url}/user/me`, apiKey)).status);
  expect(statuses).toEqual([200, 200, 429]);
});

test.each([
  ["--port", "http", "from 0 to 65535"],
  ["--port", "65536", "from 0 to 65535"],
  ["--rate-limit", "20", "requests/seconds"],
  ["--rate-limit", "0/10", "above zero"],
])("%s %s is refused", async (flag, value, why) => {
  const { code, stderr } = await desk.cli("emulator", flag, value);
  expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
});

test("a port in use is named, with a way out", async () => {
  const { port } = new URL((await desk.emulator()).url);
  expect(await desk.cli("emulator", "--port", port)).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(`^cdktf-cloudcraft: Port ${port} on 127\\.0\\.0\\.1 is in use\\n.*--port`),
  });
});

test("an address that is not of this machine is named", async () => {
  const { code, stderr } = await desk.cli("emulator", "--host", "192.0.2.1");
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^cdktf-cloudcraft: Cannot listen on 192\.0\.2\.1: .*\n$/)]);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends it at once with exit code 0, whoever is connected, and its port is free again",
  async (signal) => {
    const emulator = await desk.emulator();
    const { hostname, port } = new URL(emulator.url);
    const idle = connect(Number(port), hostname).on("error", () => undefined);
    await once(idle, "connect");
    emulator.kill(signal);
    expect(await emulator.ended).toMatchObject({ code: 0, stderr: "" });
    idle.destroy();
    expect((await desk.emulator("--port", port)).url).toBe(emulator.url);
  },
);

test("--faults break what comes first, and only that", async () => {
  const faults = desk.file("faults.json", JSON.stringify([{ fault: "status", status: 503, path: "/user/me" }]));
  const { url, apiKey } = await desk.emulator("--faults", faults);
  expect((await get(`${url}/user/me`, apiKey)).status).toBe(503);
  expect((await get(`${url}/user/me`, apiKey)).status).toBe(200);
});

test.each([
  ["is no list", "{}", "it must hold a list of faults"],
  ["has an unknown fault", `[{"fault":"fire"}]`, "fault must be one of: status, redirect"],
])("a --faults that %s is refused by name", async (_, text, why) => {
  const { code, stderr } = await desk.cli("emulator", "--faults", desk.file("faults.json", text));
  expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
});

test("--api-keys-path moves the endpoint for keys, and must be a plain path", async () => {
  const { url, apiKey } = await desk.emulator("--api-keys-path", "/v2/keys");
  expect((await get(`${url}/v2/keys`, apiKey)).status).toBe(200);
  expect((await get(`${url}/apikey`, apiKey)).status).toBe(404);
  const { code, stderr } = await desk.cli("emulator", "--api-keys-path", "keys?");
  expect([code, stderr]).toEqual([2, expect.stringContaining("--api-keys-path")]);
});
