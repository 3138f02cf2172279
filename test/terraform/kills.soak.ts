import { cloudcraftTerraform } from "../support/cloudcraft";
import { emulated } from "../support/emulated";
import { eventually } from "../support/terraform";
import { survive } from "./kills";

test("fifty applies in a row are killed, and each next one makes good what was left", async () => {
  const tally = await survive(50);
  expect(tally).toMatchObject({ rounds: 50 });
  // Among so many kills there are some at every stage.
  for (const some of [tally.removed, tally.lost, tally.saved]) expect(some).toBeGreaterThan(0);
}, 1_800_000);

test.each(["SIGINT", "SIGSTOP"] as const)(
  "thirty applies in a row get %s, and leave nothing that is in no state",
  async (signal) => {
    expect(await survive(30, signal)).toMatchObject({ rounds: 30, removed: 0, lost: 0 });
  },
  1_800_000,
);

test("a key that was begun just now may be somebody's who is at it: it is told, and left alone", async () => {
  const emulator = await emulated();
  const terraform = cloudcraftTerraform(emulator);
  try {
    await terraform.write({ "main.tf": 'resource "cloudcraft_api_key" "ci" {\n  name = "CI"\n}\n' }).init();
    await emulator.fault({ fault: "delay", delayMs: 600_000, method: "PUT" });
    const running = terraform.start("apply", "-auto-approve", "-input=false", "-no-color");
    const unfinished = await eventually("a key is begun", async () =>
      (await emulator.state()).apiKeys.find(({ name }) => name.startsWith("[unfinished ")),
    );
    process.kill(-running.pid, "SIGKILL");
    await running.result;
    const said = await terraform.apply();
    expect(said).toContain("API keys are being created by another apply");
    expect(said).toContain(unfinished.id);
    expect((await emulator.state()).apiKeys.map(({ id }) => id)).toContain(unfinished.id);
    const named = (await emulator.state()).apiKeys.filter(({ name }) => name.startsWith("CI"));
    expect(named).toMatchObject([{ name: "CI" }]);
    await terraform.expectSettled();
  } finally {
    terraform.remove();
    await emulator.close();
  }
}, 180_000);
