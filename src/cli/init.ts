import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { Problem } from "../schema";

interface Flags {
  readonly hcl?: boolean;
  readonly emulator?: boolean;
}

/** The projects to begin with, as they come with this package. */
const PROJECTS = join(__dirname, "../../examples/init");

/** Files that a package cannot hold under their own names, or not in their own places. */
const NAMES: Readonly<Record<string, string>> = {
  gitignore: ".gitignore",
  "workflow.yml": ".github/workflows/api-keys.yml",
};

/** `init`: writes a project to begin with. */
export function initCommand(): Command {
  return new Command("init")
    .description(
      "Writes a CDKTF project with one key into this folder: the stack, a .gitignore for state and plans, and a workflow " +
        "that reviews pull requests with one credential and applies with another. Overwrites nothing; adds what is missing " +
        "to a package.json.",
    )
    .option("--hcl", "a configuration for plain Terraform instead")
    .option("--emulator", "say how to try it with the emulator, without an account")
    .addHelpText("after", "\nExamples:\n  cdktf-cloudcraft init --emulator\n  cdktf-cloudcraft init --hcl")
    .action(({ hcl = false, emulator = false }: Flags) => {
      const written = writeProject(join(PROJECTS, hcl ? "hcl" : "cdktf"));
      const lines = [
        ...written.map((name) => `  ${name}`),
        "",
        "Next:",
        ...next(hcl, emulator).map((line) => `  ${line}`),
      ];
      process.stdout.write(`Written:\n${lines.join("\n")}\n`);
    });
}

/** Copies a project to here; returns the files. @throws Problem if one of them is here already */
function writeProject(project: string): string[] {
  const files = readdirSync(project).map((name) => ({ from: join(project, name), to: NAMES[name] ?? name }));
  const present = files.map(({ to }) => to).filter((to) => to !== "package.json" && existsSync(to));
  if (present.length > 0) {
    throw new Problem({
      kind: "files_exist",
      summary: `${present.join(", ")} ${present.length === 1 ? "is" : "are"} here already, and nothing was written`,
      remedy: "Run it in an empty folder, and take from there what you want.",
    });
  }
  for (const { from, to } of files) {
    const text = readFileSync(from, "utf8");
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, to === "package.json" && existsSync(to) ? completed(readFileSync(to, "utf8"), text) : text);
  }
  return files.map(({ to }) => to).sort();
}

/** A `package.json` with what it does not say yet: what it says stays. */
export function completed(text: string, other: string): string {
  const [present, added] = [text, other].map((each) => JSON.parse(each) as Record<string, unknown>) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const merged = { ...added, ...present };
  for (const [name, value] of Object.entries(added)) {
    const own = present[name];
    if (typeof value === "object" && typeof own === "object") merged[name] = { ...value, ...own };
  }
  return `${JSON.stringify(merged, undefined, 2)}\n`;
}

/** The three commands that come next. */
function next(hcl: boolean, emulator: boolean): string[] {
  const credential = emulator
    ? "npx cdktf-cloudcraft emulator     # in another terminal; then run here the export lines that it prints"
    : "export CLOUDCRAFT_API_KEY=...     # a read-write key of an Owner or Administrator";
  return hcl
    ? ["npx cdktf-cloudcraft install && terraform init", credential, "terraform plan"]
    : ["npm install", credential, "npx cdktf diff"];
}
