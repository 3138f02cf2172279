import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { lockedProviders } from "../install";
import { Problem } from "../schema";
import { outputFolder } from "./output-folder";
import { changedSince, readSnapshot } from "./plan-file";
import { HOW_TO_GET_TERRAFORM, terraformCommand } from "./terraform";

/** The plan of a stack. */
export interface StackPlan {
  /** As `terraform show -json` tells it. */
  readonly json: Buffer;
  /** The versions of providers that it was made with, by their addresses. */
  readonly providerVersions: ReadonlyMap<string, string>;
}

/**
 * The plan that `cdktf diff` has left for a stack, shown by the Terraform that made it.
 * @throws Problem `bad_usage` if there is none, or if it was made from another configuration than what is synthesized now
 */
export async function planOfStack(stack: string): Promise<StackPlan> {
  const stacks = join(outputFolder(process.env), "stacks");
  const folder = join(stacks, stack);
  if (basename(stack) !== stack || !existsSync(folder)) {
    const known = existsSync(stacks) ? readdirSync(stacks) : [];
    throw new Problem({
      kind: "bad_usage",
      summary: `There is no stack ${JSON.stringify(stack)} in ${stacks}`,
      detail: known.length > 0 ? `There are: ${known.join(", ")}.` : undefined,
      remedy: "Run `cdktf diff` with the stack's name first, in the project's folder.",
    });
  }
  const file = join(folder, "plan");
  if (!existsSync(file)) {
    throw new Problem({
      kind: "bad_usage",
      summary: `The stack ${JSON.stringify(stack)} has no plan yet: there is no ${file}`,
      remedy: `Run: cdktf diff ${stack}`,
    });
  }
  const snapshot = readSnapshot(file);
  const changed = changedSince(snapshot, folder);
  if (changed.length > 0) {
    throw new Problem({
      kind: "bad_usage",
      summary: `The plan of the stack ${JSON.stringify(stack)} is stale: it was made from another configuration than the one in ${folder}`,
      detail: `These differ: ${changed.join(", ")}. A \`cdktf diff\` that fails leaves an older plan where it was.`,
      remedy: `Run \`cdktf diff ${stack}\` again, and see that it succeeds.`,
    });
  }
  const providers = [...lockedProviders(snapshot.lockFile)].flatMap(([address, { version }]) =>
    version === undefined ? [] : [[address, version] as const],
  );
  return { json: await show(folder), providerVersions: new Map(providers) };
}

function show(folder: string): Promise<Buffer> {
  const command = terraformCommand(process.env);
  return new Promise((resolve, reject) => {
    const child = spawn(command, [`-chdir=${folder}`, "show", "-json", "-no-color", "plan"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_LOG: "", TF_CLI_ARGS: "", TF_CLI_ARGS_show: "" },
    });
    const out: Buffer[] = [];
    let said = "";
    child.stdout.on("data", (data: Buffer) => out.push(data));
    child.stderr.on("data", (data: Buffer) => {
      said += data.toString("utf8");
    });
    child.on("error", () => reject(new Error(`No program ${command} can be run. ${HOW_TO_GET_TERRAFORM}`)));
    child.on("close", (code) => {
      if (code === 0) return resolve(Buffer.concat(out));
      reject(new Error(`${command} show failed in ${folder}, where it must be initialized:\n${said.trim()}`));
    });
  });
}
