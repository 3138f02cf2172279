import { cloudcraftTerraform } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import { eventually, processes, type Terraform } from "../support/terraform";

jest.setTimeout(60_000);

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
const providers = () => processes(`${terraform.folder}/.terraform/providers`);

test.each([
  ["made", "POST", "/apikey"],
  ["given its real name", "PUT", "/apikey/*"],
])(
  "a key that is being %s when Terraform is killed is taken back by the provider, which nobody hears any more",
  async (_what, method, path) => {
    terraform.write({ "main.tf": 'resource "cloudcraft_api_key" "ci" {\n  name = "CI"\n}\n' });
    await terraform.init();
    await emulator.fault({ fault: "delay", delayMs: 1_000, method, path });
    const applying = terraform.start("apply", "-auto-approve", "-no-color");
    if (method === "PUT") await eventually("the key is made", async () => (await ours()).length > 0);
    else await eventually("the plan has looked", () => emulator.requests.length > 1);
    process.kill(applying.pid, "SIGKILL");
    await eventually("the provider has gone", async () => (await providers()).length === 0);
    await eventually("no key of ours is left", async () => (await ours()).length === 0);
  },
);
