import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { privateFolder } from "./folder";

const HOME = privateFolder();
const repository = join(__dirname, "..", "..");
const stack = join(HOME, "cdktf.out", "stacks", "api-keys");

test("the example is valid for the real Terraform, which finds the built provider without being told where", () => {
  const env = { PATH: process.env.PATH, HOME, CDKTF_OUTDIR: join(HOME, "cdktf.out"), CHECKPOINT_DISABLE: "1" };
  execFileSync(process.execPath, ["--import", "tsx", "examples/cdktf/api-keys/main.ts"], { cwd: repository, env });
  const locked = readFileSync(join(stack, ".terraform.lock.hcl"), "utf8");

  const terraform = (...parameters: string[]) => execFileSync("terraform", parameters, { cwd: stack, env }).toString();
  expect(terraform("init", "-no-color", "-lockfile=readonly")).not.toMatch(/warning/i);
  expect(JSON.parse(terraform("validate", "-json"))).toMatchObject({ valid: true, diagnostics: [] });
  expect(readFileSync(join(stack, ".terraform.lock.hcl"), "utf8")).toContain(locked.trim());
});
