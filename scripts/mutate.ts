import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Mutant, mutantsOf } from "./mutants";

// npm run mutate [-- PATH [HOW MANY]]: changes code in a copy, one place at a time, and tells what no test notices.

/** Which tests have to notice what is changed in which folder. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  "src/client": ["test/client"],
  "src/provider/core": ["test/provider/core"],
  "src/review": ["test/review/review.test.ts", "test/review/formats.test.ts"],
  "src/constructs/policy": ["test/constructs/policy"],
};

const TIMEOUT_MS = 180_000;
const root = resolve(__dirname, "..");

async function main(path = "", most = "40"): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "mutate-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  for (const part of ["src", "test", "scripts", "examples"]) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  for (const part of ["package.json", "jest.config.js", "tsconfig.json", "node_modules", "lib"]) {
    symlinkSync(join(root, part), join(folder, part));
  }
  let survivors = 0;
  for (const [room, tests] of Object.entries(TESTS)) {
    const mutants = filesIn(room)
      .filter((file) => file.startsWith(path))
      .flatMap((file) => mutantsOf(readFileSync(join(root, file), "utf8")).map((mutant) => ({ file, ...mutant })));
    const chosen = sample(mutants, Number(most));
    if (chosen.length === 0) continue;
    if (!(await passes(folder, tests))) throw new Error(`${tests.join(" ")} fails before anything is changed.`);
    for (const { file, text, ...mutant } of chosen) {
      writeFileSync(join(folder, file), text);
      if (await passes(folder, tests)) {
        survivors += 1;
        process.stdout.write(`${told(file, mutant)}\n`);
      }
      cpSync(join(root, file), join(folder, file));
    }
    process.stdout.write(`${room}: ${chosen.length} of ${mutants.length} changes were tried\n`);
  }
  process.exitCode = survivors > 0 ? 1 : 0;
}

function filesIn(room: string): readonly string[] {
  const all = readdirSync(join(root, room), { recursive: true, encoding: "utf8" });
  return all.filter((file) => file.endsWith(".ts")).map((file) => join(room, file));
}

function sample<T>(all: readonly T[], most: number): readonly T[] {
  const rest = [...all];
  return Array.from({ length: Math.min(most, all.length) }, () =>
    rest.splice(Math.floor(Math.random() * rest.length), 1),
  ).flat();
}

/** Whether tests pass in a folder. A run that does not end counts as one that fails. */
function passes(folder: string, tests: readonly string[]): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn("npx", ["jest", "--bail", ...tests], { cwd: folder, stdio: "ignore", detached: true });
    const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, "SIGKILL"), TIMEOUT_MS);
    child.on("close", (code) => {
      clearTimeout(timer);
      done(code === 0);
    });
  });
}

function told(file: string, { line, before, after }: Omit<Mutant, "text">): string {
  const short = (text: string) => text.replace(/\s+/g, " ").slice(0, 80);
  return `survived  ${file}:${line}  ${short(before)}  ->  ${short(after) || "(left out)"}`;
}

void main(...process.argv.slice(2));
