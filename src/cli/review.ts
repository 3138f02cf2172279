import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Command, Option } from "commander";
import {
  gate,
  html,
  json,
  jsonSchema,
  markdown,
  type PlanDocument,
  readFailOn,
  readPlan,
  review,
  terminal,
} from "../review";
import { Problem } from "../schema";
import { outputFolder } from "./output-folder";
import { HOW_TO_GET_TERRAFORM, terraformCommand } from "./terraform";

const FORMATS = ["markdown", "terminal", "json", "html"] as const;

interface Flags {
  readonly stack: readonly string[];
  readonly format?: (typeof FORMATS)[number];
  readonly failOn: string;
  readonly output?: string;
  readonly schema?: boolean;
}

/** The exit code of a review that found what `--fail-on` names. */
const STOPPED = 3;

/** `review`: what plans change about access. */
export function reviewCommand(): Command {
  return new Command("review")
    .description(
      "Says what plans change about API keys, and nothing else: who may do, see and manage what, before and after. " +
        "Values that are marked sensitive are never shown. " +
        "Exit codes: 0 nothing that --fail-on names, 3 something that it names, 2 bad input, 1 failure.",
    )
    .argument("[plans...]", "files with the output of `terraform show -json PLAN`; - for standard input")
    .option("--stack <name>", "the plan that `cdktf diff NAME` has left; may be given more than once", collect, [])
    .addOption(new Option("--format <format>", "default: terminal on a terminal, else markdown").choices(FORMATS))
    .option(
      "--fail-on <list>",
      "what to stop at: new,broader,narrower,replace,revoke,drift, or any, or none",
      "broader",
    )
    .option("--output <file>", "where to write the report, instead of showing it")
    .option("--schema", "shows the JSON Schema of --format json, and does nothing else")
    .action(async (files: readonly string[], { stack: stacks, format, failOn, output, schema }: Flags) => {
      if (schema) return void process.stdout.write(jsonSchema());
      const stops = readFailOn(failOn);
      if (files.length + stacks.length === 0) throw nothingGiven();
      const plans = [...files.map(planIn), ...(await inTurn(stacks, planOf))];
      const report = review(plans);
      const verdict = gate(report, stops);
      const text = {
        markdown: () => markdown(report, verdict),
        json: () => json(report, verdict),
        html: () => html(report, verdict),
        terminal: () => terminal(report, verdict, { color: output === undefined && hasColor() }),
      }[format ?? (output === undefined && process.stdout.isTTY ? "terminal" : "markdown")]();
      if (output === undefined) process.stdout.write(text);
      else writeFileSync(output, text);
      if (!verdict.passed) process.exitCode = STOPPED;
    });
}

function collect(name: string, names: readonly string[]): readonly string[] {
  return [...names, name];
}

/** NO_COLOR counts if it is not empty (no-color.org). */
function hasColor(): boolean {
  return Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb";
}

function planIn(file: string): PlanDocument {
  const source = file === "-" ? "standard input" : file;
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    throw new Problem({ kind: "bad_usage", summary: `${source} cannot be read: ${(error as Error).message}` });
  }
  return readPlan(bytes, source, file === "-" ? "" : stackOf(file));
}

/** The stack that a file belongs to: its folder's name below cdktf's output, otherwise what the file is called. */
function stackOf(file: string): string {
  const folder = dirname(file);
  if (basename(dirname(folder)) === "stacks") return basename(folder);
  const name = basename(file).replace(/(\.(tf)?plan)?\.json$/, "");
  return /^(tf)?plan$/.test(name) ? "" : name;
}

/** The plan of a stack, read by the Terraform that made it. */
async function planOf(stack: string): Promise<PlanDocument> {
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
  if (!existsSync(join(folder, "plan"))) {
    throw new Problem({
      kind: "bad_usage",
      summary: `The stack ${JSON.stringify(stack)} has no plan yet: there is no ${join(folder, "plan")}`,
      remedy: `Run: cdktf diff ${stack}`,
    });
  }
  return readPlan(await show(folder), `the plan of ${stack}`, stack);
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

async function inTurn<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}

function nothingGiven(): Problem {
  return new Problem({
    kind: "bad_usage",
    summary: "There is no plan to review",
    remedy: "Name files with the output of `terraform show -json PLAN`, - for standard input, or a --stack of cdktf.",
  });
}
