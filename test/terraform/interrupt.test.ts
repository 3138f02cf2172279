import { cloudcraftTerraform } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import { eventually, type Terraform } from "../support/terraform";

jest.setTimeout(120_000);

let emulator: Emulated;
let terraform: Terraform;
beforeEach(async () => {
  emulator = await emulated();
  terraform = cloudcraftTerraform(emulator);
});
afterEach(async () => {
  terraform.remove();
  await emulator.close();
});

const ours = async () => (await emulator.state()).apiKeys.filter(({ name }) => name.includes("CI"));

function declare(count: number): Terraform {
  return terraform.write({
    "main.tf": `resource "cloudcraft_api_key" "ci" {\n  count = ${count}\n  name = "CI \${count.index}"\n}\n`,
  });
}

async function inState(): Promise<string[]> {
  const resources = (await terraform.showJson()).values?.root_module.resources ?? [];
  return resources.map(({ values }) => String(values.id)).sort();
}

test.each([
  ["made", "POST", "/apikey"],
  ["given its name", "PUT", "/apikey/*"],
])(
  "after one Ctrl-C while ten keys are being %s, those that live are those in the state",
  async (_what, method, path) => {
    await declare(20).init();
    await emulator.fault({ fault: "delay", delayMs: 1_000, jitterMs: 1_000, method, path, times: "always" });
    const running = terraform.start("apply", "-auto-approve", "-input=false", "-no-color");
    await eventually("keys are being made", async () =>
      method === "POST" ? emulator.requests.some((line) => line.startsWith("GET /apikey")) : (await ours()).length > 3,
    );
    if (method === "POST") await eventually("one is made", async () => (await ours()).length > 0);
    process.kill(-running.pid, "SIGINT");
    await running.result;
    expect((await ours()).map(({ id }) => id).sort()).toEqual(await inState());
    expect((await ours()).length).toBeLessThan(20);

    await emulator.control("DELETE", "faults");
    await terraform.apply();
    expect((await ours()).map(({ id }) => id).sort()).toEqual(await inState());
    expect(await ours()).toHaveLength(20);
  },
);

test("a service that asks to wait for an hour fails a plan at once, and says until when", async () => {
  await declare(3).init();
  const headers = { "Retry-After": "3600" };
  await emulator.fault({ fault: "status", status: 429, headers, method: "GET", times: "always" });
  const { code, stderr } = await terraform.run("plan", "-no-color", "-input=false");
  expect(code).toBe(1);
  expect(stderr.replace(/[\s│]+/g, " ")).toMatch(/asks to wait for 3600 s, until 20\d\d-/);
});

test("unfinished keys are named by every plan, also by one that destroys", async () => {
  await declare(1).init();
  await terraform.apply();
  const left = (await emulator.control("POST", "apikey", {
    name: "[unfinished 0123456789ab] CI 7",
    permission: "read",
    creator: "owner@example.com",
  })) as { readonly id: string };
  for (const args of [["plan"], ["plan", "-destroy"], ["destroy", "-auto-approve"]]) {
    const { stdout } = await terraform.run(...args, "-no-color", "-input=false");
    expect([args, stdout]).toEqual([args, expect.stringContaining(left.id)]);
  }
});
