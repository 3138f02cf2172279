import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { refuseOn } from "../../src/cli/handler";
import { PIECE_LENGTH, PIECE_VARIABLES } from "../../src/constructs/triggers";
import { type Emulated, emulated } from "../support/emulated";
import { eventually } from "../support/terraform";
import { Desk } from "./program";

const KEY = {
  type: "cloudcraft_api_key",
  stack: "keys",
  workspace: "default",
  owner: "keys/ci",
  records: "records",
  name: "CI",
  permission: "read",
  secret_file: "secrets/ci",
};

let desk: Desk;
let emulator: Emulated;
beforeEach(async () => {
  desk = new Desk();
  emulator = await emulated();
  Object.assign(desk.env, { CLOUDCRAFT_API_KEY: emulator.apiKey, CLOUDCRAFT_BASE_URL: emulator.url });
});
afterEach(async () => {
  await desk.clear();
  await emulator.close();
});

const ours = async () => (await emulator.state()).apiKeys.filter(({ name }) => !name.startsWith("Key of"));
const value = () => readFileSync(join(desk.work, "secrets/ci"), "utf8");

/** What a provisioner does. */
async function handle(action: string, triggers: object = KEY, id = "1", ...flags: readonly string[]) {
  desk.env.CLOUDCRAFT_HANDLER_REQUEST = JSON.stringify({ id, triggers });
  const { code, stdout, stderr } = await desk.cli("handler", ...flags, action);
  const secrets = [emulator.apiKey, ...(existsSync(join(desk.work, "secrets/ci")) ? [value()] : [])];
  for (const secret of secrets) expect((stdout + stderr).includes(secret)).toBe(false);
  return { code, stdout, stderr, answer: stdout === "" ? undefined : JSON.parse(stdout) };
}

test("create and destroy answer with JSON for programs and a sentence for people, and can be repeated", async () => {
  const created = await handle("create");
  const [key] = await ours();
  expect(created).toMatchObject({
    code: 0,
    answer: { action: "created", owner: "keys/ci", id: key?.id, warnings: [] },
  });
  expect(created.stderr).toBe(`Created API key "CI" (${key?.id}); its value is stored.\n`);
  expect(statSync(join(desk.work, "secrets/ci")).mode & 0o777).toBe(0o600);
  const before = value();

  expect(await handle("create")).toMatchObject({ code: 0, answer: { action: "updated", id: key?.id } });
  expect([await ours(), value()]).toEqual([[key], before]);
  expect(await handle("destroy", KEY, "0")).toMatchObject({ code: 0, answer: { action: "superseded" } });
  expect(await ours()).toHaveLength(1);
  expect(await handle("destroy")).toMatchObject({ code: 0, answer: { action: "revoked" } });
  expect(await handle("destroy")).toMatchObject({ code: 0, answer: { action: "absent" } });
  expect([await ours(), readdirSync(join(desk.work, "secrets"))]).toEqual([[], []]);
});

test("ten at once for one declaration make one key", async () => {
  const ended = await Promise.all(Array.from({ length: 10 }, (_, number) => handle("create", KEY, String(number))));
  expect(ended.map(({ code }) => code)).toEqual(Array(10).fill(0));
  expect(ended.filter(({ answer }) => answer.action === "created")).toHaveLength(1);
  expect(await ours()).toHaveLength(1);
});

test("--quiet says nothing, unless there is something to worry about", async () => {
  await handle("create", KEY, "1", "--quiet");
  rmSync(join(desk.work, "secrets/ci"));
  const { code, stdout, stderr } = await handle("create", KEY, "1", "--quiet");
  expect([code, stdout]).toEqual([0, ""]);
  expect(stderr).toContain('The value of API key "CI" is missing');
  expect(await handle("destroy", KEY, "1", "--quiet")).toMatchObject({ code: 0, stdout: "", stderr: "" });
});

test("if records and value are lost, no second key is made, until somebody says that there was none", async () => {
  await handle("create");
  const before = await ours();
  for (const folder of ["records", "secrets"]) rmSync(join(desk.work, folder), { recursive: true });
  const { code, answer, stderr } = await handle("create", { ...KEY, permission: "read-write" }, "2");
  expect([code, answer.failed, await ours()]).toEqual([1, "record_lost", before]);
  expect(stderr).toContain('"keys/ci=none" if it is none of them');
  desk.env.CLOUDCRAFT_HANDLER_KEYS = "keys/ci=none";
  expect(await handle("create", KEY, "3")).toMatchObject({ code: 0, answer: { action: "created" } });
  expect(await ours()).toHaveLength(2);
});

describe("a handler that was stopped until another one took over", () => {
  const locks = () =>
    readdirSync(desk.work, { recursive: true, encoding: "utf8" }).filter((name) => /\.lock$/.test(name));
  const record = () => {
    const [file] = readdirSync(desk.work, { recursive: true, encoding: "utf8" }).filter((name) =>
      /^records.*json$/.test(name),
    );
    return file && JSON.parse(readFileSync(join(desk.work, file), "utf8"));
  };

  test("does nothing more when it goes on, and takes back what it has made", async () => {
    await emulator.fault({ fault: "delay", delayMs: 500, method: "PUT" });
    desk.env.CLOUDCRAFT_HANDLER_REQUEST = JSON.stringify({ id: "1", triggers: KEY });
    const stopped = desk.start("handler", "create");
    await eventually("a key was made", () => record()?.stage === "made", 10_000);
    stopped.kill("SIGSTOP");
    for (const lock of locks()) rmSync(join(desk.work, lock));
    expect(await handle("create", KEY, "2")).toMatchObject({ code: 0, answer: { action: "created" } });
    const [keys, stored, known] = [await ours(), value(), record()];
    stopped.kill("SIGCONT");
    const { code, stdout, stderr } = await stopped.ended;
    expect([code, JSON.parse(stdout).failed]).toEqual([1, "lock_lost"]);
    expect(stderr).toContain("Another handler has taken over the API key of keys/ci");
    expect([await ours(), value(), record()]).toEqual([keys, stored, known]);
    expect(keys).toHaveLength(1);
  });

  test("does not overwrite a newer change with its own", async () => {
    await handle("create");
    await emulator.fault({ fault: "delay", delayMs: 500, method: "GET", path: "/apikey" });
    desk.env.CLOUDCRAFT_HANDLER_REQUEST = JSON.stringify({ id: "2", triggers: { ...KEY, name: "older" } });
    const stopped = desk.start("handler", "create");
    await eventually("it has taken the lock", () => locks().length > 0, 10_000);
    stopped.kill("SIGSTOP");
    for (const lock of locks()) rmSync(join(desk.work, lock));
    expect(await handle("create", { ...KEY, name: "newer" }, "3")).toMatchObject({ code: 0 });
    stopped.kill("SIGCONT");
    expect(await stopped.ended).toMatchObject({ code: 1, stdout: expect.stringContaining("lock_lost") });
    expect(await ours()).toMatchObject([{ name: "newer" }]);
    expect(record()).toMatchObject({ generation: "3", key: { name: "newer" } });
  });
});

test("a record that was changed does not get the handler to touch its own credential, or anybody's key", async () => {
  await handle("create");
  const [file = ""] = readdirSync(join(desk.work, "records"), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".json"),
  );
  const path = join(desk.work, "records", file);
  const record = JSON.parse(readFileSync(path, "utf8"));
  const keys = async () => (await emulator.state()).apiKeys.map(({ accessedAt: _, ...key }) => key);
  const before = await keys();
  for (const { id, hint, CreatorId, createdAt } of before.filter((other) => other.id !== record.key.id)) {
    writeFileSync(path, JSON.stringify({ ...record, key: { ...record.key, id } }));
    const { answer } = await handle("destroy");
    expect(answer.failed).toBe("record_mismatch");
    expect(await handle("create", { ...KEY, permission: "read-write" })).toMatchObject({
      answer: { failed: "record_mismatch" },
    });
    const whole = { ...record.key, id, hint, creatorId: CreatorId, createdAt };
    writeFileSync(path, JSON.stringify({ ...record, key: whole }));
    if (emulator.apiKey.startsWith(hint)) {
      expect(await handle("destroy")).toMatchObject({ answer: { failed: "own_key" } });
      writeFileSync(path, JSON.stringify({ ...record, stage: "made", key: { ...whole, hint: "x" } }));
      expect(await handle("create")).toMatchObject({ answer: { failed: "record_mismatch" } });
    }
  }
  expect(await keys()).toEqual(before);
});

test("the credential may come from a file", async () => {
  delete desk.env.CLOUDCRAFT_API_KEY;
  expect(await handle("create")).toMatchObject({ code: 1, answer: { failed: "settings" } });
  desk.env.CLOUDCRAFT_API_KEY_FILE = desk.file("key", `${emulator.apiKey}\n`, 0o600);
  expect(await handle("create")).toMatchObject({ code: 0 });
});

test("a command that takes the value is given neither our credential nor the request", async () => {
  const { secret_file: _, ...rest } = KEY;
  const script = "cat > value; env > environment";
  expect(await handle("create", { ...rest, secret_command: JSON.stringify(["sh", "-c", script]) })).toMatchObject({
    code: 0,
  });
  expect(readFileSync(join(desk.work, "value"), "utf8")).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  const environment = readFileSync(join(desk.work, "environment"), "utf8");
  expect(environment).toContain("PATH=");
  expect(environment).not.toMatch(/^CLOUDCRAFT_(API_KEY|HANDLER_REQUEST)=/m);
});

test("a sweep revokes what is not declared, in its own stack only", async () => {
  await handle("create");
  const deployment = { ...KEY, type: "cloudcraft_sweep", declared: "[]", handed_over: "[]" };
  expect(await handle("sweep", { ...deployment, stack: "other" })).toMatchObject({ answer: { revoked: [] } });
  expect(await handle("sweep", { ...deployment, workspace: "other" })).toMatchObject({ answer: { revoked: [] } });
  expect(await handle("sweep", { ...deployment, declared: '["keys/ci"]' })).toMatchObject({ answer: { revoked: [] } });
  expect(await ours()).toHaveLength(1);
  expect(await handle("sweep-all", deployment)).toMatchObject({ code: 0, answer: { revoked: ["keys/ci"] } });
  expect(await ours()).toEqual([]);
});

test("a request may come in pieces, of which none may be missing", async () => {
  await handle("create");
  delete desk.env.CLOUDCRAFT_HANDLER_REQUEST;
  const owners = Array.from({ length: 3_000 }, () => `keys/${randomBytes(32).toString("hex")}`);
  const triggers = { ...KEY, type: "cloudcraft_sweep", declared: JSON.stringify(owners), handed_over: "[]" };
  const text = gzipSync(JSON.stringify({ id: "1", triggers })).toString("base64");
  const pieces = PIECE_VARIABLES.map((name, at) => [name, text.slice(at * PIECE_LENGTH, (at + 1) * PIECE_LENGTH)]);
  const [, second = []] = pieces;
  expect(second[1]).not.toBe("");
  Object.assign(desk.env, Object.fromEntries(pieces), { [second[0] ?? ""]: "" });
  expect(await desk.cli("handler", "sweep")).toMatchObject({ code: 2, stderr: expect.stringContaining("missing") });
  expect(await ours()).toHaveLength(1);
  Object.assign(desk.env, Object.fromEntries(pieces));
  const { code, stdout } = await desk.cli("handler", "sweep");
  expect([code, JSON.parse(stdout).revoked, await ours()]).toEqual([0, ["keys/ci"], []]);
});

test("if the record is lost, the value tells which key it is, or else whoever knows its id", async () => {
  const made = (await emulator.control("POST", "apikey", {
    name: "CI",
    permission: "read",
    creator: "owner@example.com",
  })) as { id: string };
  const { secret_file: _, ...rest } = KEY;
  const { answer, stderr } = await handle("destroy", rest);
  expect([answer.failed, stderr]).toEqual([
    "record_lost",
    expect.stringContaining('CLOUDCRAFT_HANDLER_KEYS="keys/ci=ID"'),
  ]);
  desk.env.CLOUDCRAFT_HANDLER_KEYS = `keys/other=x,keys/ci=${made.id}`;
  expect(await handle("destroy", rest)).toMatchObject({ code: 0, answer: { action: "revoked", id: made.id } });
  expect(await ours()).toEqual([]);
});

describe("not understood, with exit code 2:", () => {
  test.each([
    ["no request", undefined, "holds no request"],
    ["no JSON", "{", "holds no request"],
    ["no triggers", '{"id":"1"}', "holds no request"],
    ["no name", JSON.stringify({ id: "1", triggers: { ...KEY, name: undefined } }), "`name` is required"],
    ["another permission", JSON.stringify({ id: "1", triggers: { ...KEY, permission: "all" } }), '"read-write"'],
    ["no place for the value", JSON.stringify({ id: "1", triggers: { ...KEY, secret_file: undefined } }), "secretFile"],
  ])("%s", async (_what, request, why) => {
    if (request !== undefined) desk.env.CLOUDCRAFT_HANDLER_REQUEST = request;
    const { code, stdout, stderr } = await desk.cli("handler", "create");
    expect([code, JSON.parse(stdout).failed]).toEqual([2, "bad_usage"]);
    expect(stderr).toContain(why);
    expect(await ours()).toEqual([]);
  });

  test("another action", async () => {
    expect(await desk.cli("handler", "make")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("sweep"),
    });
  });
});

test("the handler refuses Windows, where a file is not private by its mode", () => {
  expect(() => refuseOn("win32")).toThrow("The handler does not run on Windows");
  expect(() => refuseOn("linux")).not.toThrow();
});
