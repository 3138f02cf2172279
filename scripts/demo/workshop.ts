import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const root = resolve(__dirname, "../..");

/** What a program did. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** A private copy of an example, under the same path, with a home of its own, and the programs that a user would run in it. */
export class Workshop {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "cdktf-cloudcraft-demo-")));
  readonly project = join(this.folder, "project");
  /** Everything that any program printed, to be searched for secrets. */
  transcript = "";
  private readonly environment: NodeJS.ProcessEnv;
  private readonly children = new Set<ChildProcess>();

  constructor(example: string) {
    const home = join(this.folder, "home");
    mkdirSync(home);
    writeFileSync(join(home, "empty.tfrc"), "");
    for (const path of [example, "cdktf.json"]) cpSync(join(root, path), join(this.project, path), { recursive: true });
    this.linkPackages();
    this.environment = {
      ...withoutCloudcraft(process.env),
      HOME: home,
      TF_CLI_CONFIG_FILE: join(home, "empty.tfrc"),
      CHECKPOINT_DISABLE: "1",
      CI: "1",
      FORCE_COLOR: "0",
    };
  }

  /** Adds environment variables for the programs to come. */
  set(variables: Readonly<Record<string, string>>): void {
    Object.assign(this.environment, variables);
  }

  /** Runs the real `cdktf` program. */
  cdktf(...parameters: string[]): Promise<Outcome> {
    return this.run(process.execPath, [join(root, "node_modules/cdktf-cli/bundle/bin/cdktf"), ...parameters]);
  }

  /** Runs the command line that comes with the constructs. */
  cli(...parameters: string[]): Promise<Outcome> {
    return this.run(process.execPath, [join(root, "lib/cli/bin.js"), ...parameters]);
  }

  /** Runs the real Terraform, or what TERRAFORM_BINARY_NAME names, in a stack's folder, and returns what it says. */
  async terraform(stack: string, ...parameters: string[]): Promise<string> {
    const terraform = process.env.TERRAFORM_BINARY_NAME || "terraform";
    const folder = join(this.project, "cdktf.out/stacks", stack);
    // JSON holds the values of keys, for programs: it is no part of what people see.
    const keep = !parameters.includes("-json");
    const { code, output } = await this.run(terraform, [`-chdir=${folder}`, ...parameters], { keep });
    if (code !== 0) throw new Error(`${terraform} ${parameters.join(" ")} failed:\n${output}`);
    return output;
  }

  /** Starts the emulator of Cloudcraft's API and waits until it is ready. */
  async emulator(): Promise<{ readonly url: string; readonly apiKey: string }> {
    const child = spawn(process.execPath, [join(root, "lib/cli/bin.js"), "emulator"], {
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.children.add(child);
    child.stderr.on("data", (data) => {
      this.transcript += String(data);
    });
    for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
    throw new Error(`The emulator did not start:\n${this.transcript}`);
  }

  /** Ends what was started, and removes the copy unless there is something to look at. */
  close({ keep }: { readonly keep: boolean }): void {
    for (const child of this.children) child.kill("SIGTERM");
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }

  private run(program: string, parameters: readonly string[], { keep = true } = {}): Promise<Outcome> {
    return new Promise((done, failed) => {
      const child = spawn(program, parameters, {
        cwd: this.project,
        env: this.environment,
        stdio: ["ignore", "pipe", "pipe"],
      });
      this.children.add(child);
      let output = "";
      const take = (data: unknown) => {
        output += String(data);
      };
      child.stdout.on("data", take);
      child.stderr.on("data", take);
      child.on("error", failed);
      child.on("close", (code) => {
        this.children.delete(child);
        if (keep) this.transcript += output;
        done({ code, output });
      });
    });
  }

  /** As `npm install` would, without copying. */
  private linkPackages(): void {
    const modules = join(this.project, "node_modules");
    mkdirSync(modules);
    for (const name of ["cdktf", "constructs", ".bin"])
      symlinkSync(join(root, "node_modules", name), join(modules, name));
    symlinkSync(root, join(modules, "cdktf-cloudcraft"));
  }
}

/** Whatever the shell says of Cloudcraft must not lead to the real service, nor what npm says to the home of the user. */
function withoutCloudcraft(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(CLOUDCRAFT_|TF_|CDKTF_|npm_)/.test(name)),
  );
}
