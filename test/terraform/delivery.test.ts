import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { ApiKey, CloudcraftProvider } from "cdktf-cloudcraft";
import { Desk } from "../cli/program";
import { type Emulated, emulated } from "../support/emulated";

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

/** Synthesizes a stack in a folder of its own, as a checkout does; returns the stack's folder. */
function synthesized(name: string): string {
  const app = new App({ outdir: desk.folder(name) });
  const stack = new TerraformStack(app, "keys");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new CloudcraftProvider(stack, "cloudcraft");
  new ApiKey(stack, "ci", { name });
  app.synth();
  return join(desk.root, name, "stacks/keys");
}

/** Runs Terraform in a folder. */
const terraform = (folder: string, ...parameters: string[]) =>
  desk.run("sh", "-c", 'cd "$0" && exec terraform "$@" -no-color -input=false', folder, ...parameters);
const keys = async () =>
  (await emulator.state()).apiKeys.map(({ name }) => name).filter((name) => name.startsWith("pr-"));

test("with a shared plugin cache, a pull request is applied after another one's checkout has been deleted", async () => {
  desk.env.TF_PLUGIN_CACHE_DIR = desk.folder("cache");
  const [twelve, thirteen] = [synthesized("pr-12"), synthesized("pr-13")];
  for (const folder of [twelve, thirteen])
    expect(await terraform(folder, "init")).toMatchObject({ code: 0, stderr: "" });
  rmSync(twelve, { recursive: true });
  expect(await terraform(thirteen, "apply", "-auto-approve")).toMatchObject({ code: 0, stderr: "" });
  expect(await keys()).toEqual(["pr-13"]);
});

test("an artifact that forgot every file's mode is initialized and applied elsewhere", async () => {
  const made = synthesized("pr-14");
  const artifact = join(desk.root, "artifact");
  mkdirSync(artifact);
  cpSync(made, artifact, { recursive: true });
  rmSync(made, { recursive: true });
  for (const entry of readdirSync(artifact, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) chmodSync(join(entry.parentPath, entry.name), 0o644);
  }
  expect(await terraform(artifact, "init")).toMatchObject({ code: 0, stderr: "" });
  expect(await terraform(artifact, "apply", "-auto-approve")).toMatchObject({ code: 0, stderr: "" });
  expect(await keys()).toEqual(["pr-14"]);
});

test("Terraform says in one line why the provider does not start: no Node.js, or options that it does not take", async () => {
  const folder = synthesized("pr-15");
  expect(await terraform(folder, "init")).toMatchObject({ code: 0 });
  const line = async () => (await terraform(folder, "plan")).stderr.replace(/[\s\u2502]+/g, " ");
  for (const options of ["--no-such-option", "--require /nowhere.js"]) {
    desk.env.NODE_OPTIONS = options;
    expect(await line()).toContain("terraform-provider-cloudcraft: Node.js does not start with the NODE_OPTIONS");
  }
  desk.env.NODE_OPTIONS = "--max-old-space-size=500";
  expect(await line()).toBe("");
  const { stdout } = await desk.run("sh", "-c", "command -v terraform");
  const bin = desk.folder("bin");
  desk.file(join(bin, "terraform"), `#!/bin/sh\nexec ${stdout.trim()} "$@"\n`, 0o755);
  desk.env.PATH = bin;
  const sh = await desk.run("/bin/sh", "-c", 'cd "$0" && exec terraform plan -no-color', folder);
  expect(sh.stderr.replace(/[\s\u2502]+/g, " ")).toContain(
    "there is no node on the PATH that Terraform was started with",
  );
});
