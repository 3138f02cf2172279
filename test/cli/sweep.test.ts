import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulated, emulated } from "../support/emulated";
import { eventually } from "../support/terraform";
import { Desk } from "./program";

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

function request(name: string) {
  const deployment = { type: "cloudcraft_api_key", stack: "keys", workspace: "default", records: "records" };
  const triggers = { ...deployment, owner: `keys/${name}`, name, permission: "read", secret_file: `secrets/${name}` };
  desk.env.CLOUDCRAFT_HANDLER_REQUEST = JSON.stringify({ id: "1", triggers });
}

/** Kills a handler while it makes a key, as OpenTofu is killed with it and remembers nothing of it. */
async function interrupted(name: string) {
  await emulator.fault({ fault: "delay", delayMs: 5_000, method: "PUT" });
  request(name);
  const handler = desk.start("handler", "create");
  const records = join(desk.work, "records");
  await eventually(
    "a key was made",
    () =>
      existsSync(records) &&
      readdirSync(records, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".json"))
        .some((file) => readFileSync(join(records, file), "utf8").includes('"made"')),
    10_000,
  );
  handler.kill("SIGKILL");
  await handler.ended;
  await emulator.control("DELETE", "faults");
}

test("a key that an interrupted apply has left is told of by keys and doctor, and swept by its record", async () => {
  request("finished");
  await desk.cli("handler", "create");
  await interrupted("ci");
  const [finished, left] = await ours();
  const hint = expect.stringContaining("cdktf-cloudcraft sweep --records FOLDER");
  const keys = await desk.cli("keys");
  expect(keys).toMatchObject({ code: 0, stderr: hint });
  expect(keys.stderr).toContain(left?.id);
  expect((await desk.cli("doctor")).stdout).toContain(`Unfinished: ${left?.id}.`);

  const { code, stdout } = await desk.cli("sweep", "--records", "records");
  expect([code, await ours()]).toEqual([0, [finished]]);
  expect(stdout).toContain("left unfinished: keys/ci.");
  expect(stdout).toContain(`Finished, and kept: keys/finished (${finished?.id}).`);
  expect((await desk.cli("keys")).stderr).toBe("");
});

test("the next apply tells that it has revoked what an interrupted one had left", async () => {
  await interrupted("ci");
  const [left] = await ours();
  request("ci");
  const { code, stderr } = await desk.cli("handler", "create");
  expect([code, stderr]).toEqual([0, expect.stringContaining(`Nobody had the value of ${left?.id}`)]);
  expect(await ours()).toMatchObject([{ name: "ci" }]);
});

test("with --stack, all that its records know is revoked, and only in its workspace", async () => {
  request("ci");
  await desk.cli("handler", "create");
  const sweep = (...flags: string[]) => desk.cli("sweep", "--records", "records", "--stack", "keys", ...flags);
  expect(await sweep("--workspace", "other")).toMatchObject({ code: 2, stderr: expect.stringContaining("no records") });
  expect(await ours()).toHaveLength(1);
  expect(await sweep()).toMatchObject({ code: 0, stdout: expect.stringContaining("keys/ci") });
  expect([await ours(), readdirSync(join(desk.work, "secrets"))]).toEqual([[], []]);
});

test("a folder that has no records is refused, and not made", async () => {
  const { code, stderr } = await desk.cli("sweep", "--records", "elsewhere");
  expect([code, existsSync(join(desk.work, "elsewhere"))]).toEqual([2, false]);
  expect(stderr).toContain("There are no records in");
});
