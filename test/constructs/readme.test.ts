import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { folderOf, privateFolder } from "./folder";

const repository = join(__dirname, "..", "..");
const modules = join(repository, "node_modules");
const [main = "", tsconfig = "", cdktf = ""] = [
  ...readFileSync(join(repository, "README.md"), "utf8").matchAll(/^```(?:ts|json)\n(.+?)^```/gms),
].map(([, text]) => text ?? "");
const project = folderOf(privateFolder(), { "tsconfig.json": tsconfig, "cdktf.json": cdktf });

beforeAll(() => {
  mkdirSync(join(project, "node_modules", "@types"), { recursive: true });
  for (const name of ["cdktf", "constructs", "typescript", "tsx", "@types/node", ".bin"])
    symlinkSync(join(modules, name), join(project, "node_modules", name));
  symlinkSync(repository, join(project, "node_modules", "cdktf-cloudcraft"));
});

/** Runs the app as the README's `cdktf.json` has the CLI do it. */
function synth(text: string) {
  folderOf(project, { "main.ts": text });
  const { app } = JSON.parse(cdktf) as { app: string };
  const { status, stdout, stderr } = spawnSync(app, {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: project, npm_config_offline: "true", npm_config_update_notifier: "false" },
    shell: true,
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}

test("the first stack of the README checks its types and is synthesized", () => {
  expect(synth(main)).toEqual({ status: 0, said: "" });
  expect(readFileSync(join(project, "cdktf.out/stacks/keys/cdk.tf.json"), "utf8")).toContain('"name": "CI snapshots"');
});

test("a member of the first stack that does not exist stops it at its types", () => {
  const { status, said } = synth(main.replace("justification:", "justifikation:"));
  expect(status).not.toBe(0);
  expect(said).toContain("'justifikation' does not exist in type 'ApiKeyConfig'");
});
