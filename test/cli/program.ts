import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { eventually } from "../support/terraform";

const BIN = join(__dirname, "../../lib/cli/bin.js");

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that is running. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** What it has said so far. */
  readonly said: { readonly stdout: string; readonly stderr: string };
  kill(signal: NodeJS.Signals): void;
}

interface Emulating extends Running {
  readonly url: string;
  readonly apiKey: string;
}

/** The command line as it ships, in a folder and a home of its own, with an environment that leads nowhere else. */
export class Desk {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "cli-")));
  readonly home = this.folder("home");
  /** Where programs run. */
  readonly work = this.folder("work");
  readonly env: Record<string, string>;
  readonly #running = new Set<Running>();

  constructor() {
    this.env = {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: this.home,
      TF_CLI_CONFIG_FILE: this.file("empty.tfrc", ""),
      CHECKPOINT_DISABLE: "1",
    };
  }

  /** Makes a folder. */
  folder(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Writes a file, in `work` or below it unless the path is absolute. */
  file(name: string, text: string, mode = 0o644): string {
    const path = join(name.startsWith("/") ? "" : join(this.root, "work"), name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    return path;
  }

  /** Runs `cdktf-cloudcraft` to its end. */
  cli(...parameters: string[]): Promise<Ended> {
    return this.start(...parameters).ended;
  }

  /** Starts `cdktf-cloudcraft`. */
  start(...parameters: string[]): Running {
    return this.spawn(process.execPath, [BIN, ...parameters]);
  }

  /** Starts the emulator, and waits until it says that it is ready. */
  async emulator(...parameters: string[]): Promise<Emulating> {
    const running = this.start("emulator", ...parameters);
    const line = await eventually(
      "the emulator said where it is",
      () => /^.*\n/.exec(running.said.stdout)?.[0],
      10_000,
    );
    return Object.assign(running, JSON.parse(line) as { url: string; apiKey: string });
  }

  /** Runs any program to its end. */
  run(program: string, ...parameters: string[]): Promise<Ended> {
    return this.spawn(program, parameters).ended;
  }

  /** Kills what still runs, and removes everything. */
  async clear(): Promise<void> {
    for (const running of this.#running) running.kill("SIGKILL");
    await Promise.all([...this.#running].map(({ ended }) => ended));
    rmSync(this.root, { recursive: true, force: true });
  }

  private spawn(program: string, parameters: readonly string[]): Running {
    const child = spawn(program, parameters, { cwd: this.work, env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        said[stream] += text;
      });
    }
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, ...said }));
    });
    const running = { ended, said, kill: (signal: NodeJS.Signals) => void child.kill(signal) };
    this.#running.add(running);
    return running;
  }
}
