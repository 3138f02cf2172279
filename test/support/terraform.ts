import { execFile, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { arch, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { terraformCommand } from "../../src/cli/terraform";

/** A provider for Terraform to use: its full address, and the executable in a folder of its own. */
export interface Installed {
  /** `HOST/NAMESPACE/TYPE`. */
  readonly address: string;
  readonly version: string;
  /** As `bundlePlugin` returns it; the whole folder that it is in belongs to the provider. */
  readonly executable: string;
}

/** How a command ended, and what it said. */
export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is still running, in a process group of its own. */
export interface Running {
  readonly pid: number;
  readonly result: Promise<Result>;
  /** What it has said so far, both streams. */
  said(): string;
}

/** For tests that search the log: writing it takes as long as all the rest of a plan. */
export const TRACED = { TF_LOG: "TRACE" };

/** Settings of a {@link Terraform} folder. */
export interface Options {
  readonly providers: readonly Installed[];
  readonly env?: Readonly<Record<string, string>>;
}

interface PlanJson {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: { readonly actions: readonly string[]; readonly before: unknown; readonly after: unknown };
  }[];
}

interface StateJson {
  readonly values?: {
    readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
    readonly root_module: {
      readonly resources?: readonly {
        readonly address: string;
        readonly tainted?: boolean;
        readonly values: Readonly<Record<string, unknown>>;
      }[];
    };
  };
}

/**
 * The real Terraform in a fresh folder, with a home and a temporary folder inside it, that knows only the given
 * providers and never goes on-line. Commands fail with what Terraform said unless the method says otherwise. Nothing is
 * logged unless {@link TRACED} is in the environment.
 */
export class Terraform {
  /** The configuration's folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #root: string;

  constructor({ providers, env = {} }: Options) {
    this.#root = realpathSync(mkdtempSync(join(tmpdir(), "tf-")));
    this.folder = join(this.#root, "work");
    const [home, temp, mirror] = ["home", "t", "mirror"].map((name) => join(this.#root, name)) as [
      string,
      string,
      string,
    ];
    for (const made of [this.folder, home, temp]) mkdirSync(made);
    const platform = `${process.platform}_${arch() === "x64" ? "amd64" : arch()}`;
    for (const { address, version, executable } of providers) {
      const versions = join(mirror, address, version);
      mkdirSync(versions, { recursive: true });
      symlinkSync(dirname(executable), join(versions, platform));
    }
    const cli = join(this.#root, "cli.tfrc");
    writeFileSync(
      cli,
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    );
    this.env = {
      PATH: process.env.PATH ?? "",
      HOME: home,
      TMPDIR: temp,
      TF_CLI_CONFIG_FILE: cli,
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      TF_LOG_PATH: this.logFile,
      ...env,
    };
  }

  /** Where Terraform and its providers put temporary files. */
  get tempFolder(): string {
    return join(this.#root, "t");
  }

  private get logFile(): string {
    return join(this.#root, "trace.log");
  }

  /** Everything that has been logged so far, by Terraform and its providers. Throws where nothing is logged. */
  get log(): string {
    return readFileSync(this.logFile, "utf8");
  }

  /** The text of the state file. */
  get state(): string {
    return readFileSync(join(this.folder, "terraform.tfstate"), "utf8");
  }

  /** Writes files of the configuration: HCL as text, or anything else as JSON. */
  write(files: Readonly<Record<string, unknown>>): this {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(this.folder, name), typeof content === "string" ? content : JSON.stringify(content));
    }
    return this;
  }

  /** Runs a command, however it ends. */
  async run(...args: string[]): Promise<Result> {
    return this.start(...args).result;
  }

  /** Starts a command. */
  start(...args: string[]): Running {
    const child = spawn(terraformCommand(process.env), args, {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        said[stream] += text;
      });
    }
    const result = new Promise<Result>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, ...said }));
    });
    return { pid: child.pid ?? 0, result, said: () => said.stdout + said.stderr };
  }

  async init(): Promise<this> {
    await this.#succeed("init", "-input=false", "-no-color");
    return this;
  }

  /** Applies without asking; returns what was said. */
  apply(...args: string[]): Promise<string> {
    return this.#succeed("apply", "-auto-approve", "-input=false", "-no-color", ...args);
  }

  /** Destroys without asking; returns what was said. */
  destroy(...args: string[]): Promise<string> {
    return this.#succeed("destroy", "-auto-approve", "-input=false", "-no-color", ...args);
  }

  /** Plans; returns what is said on the screen, and for each address what is to be done, no-ops left out. */
  async plan(...args: string[]): Promise<{ said: string; actions: Record<string, readonly string[]>; json: PlanJson }> {
    const said = await this.#succeed("plan", "-input=false", "-no-color", "-out=plan.bin", ...args);
    const json: PlanJson = JSON.parse(await this.#succeed("show", "-json", "plan.bin"));
    const changes = (json.resource_changes ?? []).filter(({ change }) => change.actions.join() !== "no-op");
    return { said, json, actions: Object.fromEntries(changes.map(({ address, change }) => [address, change.actions])) };
  }

  /** Plans; returns what is said on the screen. Fails unless there is nothing to do. */
  expectSettled(): Promise<string> {
    return this.#succeed("plan", "-input=false", "-no-color", "-detailed-exitcode");
  }

  /** The state as Terraform shows it to programs. */
  async showJson(): Promise<StateJson> {
    return JSON.parse(await this.#succeed("show", "-json"));
  }

  /** The values of one resource in the state, `undefined` if it is not there. */
  async values(address: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { values } = await this.showJson();
    return values?.root_module.resources?.find((resource) => resource.address === address)?.values;
  }

  /** Removes the whole folder. */
  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  async #succeed(...args: string[]): Promise<string> {
    const { code, signal, stdout, stderr } = await this.run(...args);
    if (code === 0) return stdout;
    throw new Error(`terraform ${args.join(" ")} ended with ${code ?? signal}\n${stdout}\n${stderr}`);
  }
}

/** Waits until a condition holds; fails with what was awaited if it takes longer than a minute, or the time given. */
export async function eventually<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 60_000,
): Promise<T> {
  for (const until = Date.now() + withinMs; ; ) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > until) throw new Error(`It did not come about that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The ids of all processes whose command line contains a text. */
export async function processes(containing: string): Promise<number[]> {
  return (await commandLines()).filter(([, line]) => line.includes(containing)).map(([id]) => id);
}

/** Every process with its command line. Not every machine has `ps`, so where there is `/proc`, that is read. */
async function commandLines(): Promise<[number, string][]> {
  if (existsSync("/proc/self/cmdline")) {
    const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return ids.flatMap((id) => {
      try {
        return [[Number(id), readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ")]];
      } catch {
        return [];
      }
    });
  }
  const { stdout } = await promisify(execFile)("ps", ["-eo", "pid=,args="], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").map((line) => [Number.parseInt(line, 10), line]);
}
