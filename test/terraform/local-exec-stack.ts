import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { KeyRecord } from "../../src/custody";
import { built } from "../support/cloudcraft";
import type { Emulated } from "../support/emulated";
import { type Installed, type Result, type Running, Terraform, TRACED } from "../support/terraform";

/** The folder of a stack, within Terraform's. */
const FOLDER = "out/stacks/keys";

/** A CDKTF stack whose Terraform has the null provider, and ours for those who move to it. */
export class LocalExecStack {
  readonly terraform: Terraform;
  /** Everything that Terraform has said. */
  said = "";

  constructor({ url, apiKey }: Emulated, nullProvider: Installed, env: Readonly<Record<string, string>> = {}) {
    this.terraform = new Terraform({
      providers: [nullProvider, built],
      env: { CLOUDCRAFT_BASE_URL: url, CLOUDCRAFT_API_KEY: apiKey, ...TRACED, ...env },
    });
    mkdirSync(this.secrets, { mode: 0o700 });
  }

  get records(): string {
    return join(this.terraform.folder, "records");
  }

  get secrets(): string {
    return join(this.terraform.folder, "secrets");
  }

  /** Where a key's value is to go. */
  secretFile(name: string): string {
    return join(this.secrets, name);
  }

  /** A stored value; `undefined` if there is none. */
  value(name: string): string | undefined {
    const file = this.secretFile(name);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  /** All records, by owner. */
  recorded(): Record<string, KeyRecord> {
    const files = readdirSync(this.records, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".json"),
    );
    const records = files.map((name) => JSON.parse(readFileSync(join(this.records, name), "utf8")) as KeyRecord);
    return Object.fromEntries(records.map((record) => [record.owner, record]));
  }

  /** Synthesizes an app with one stack, `keys`. */
  declare(build: (stack: TerraformStack) => void): this {
    const app = new App({ outdir: join(this.terraform.folder, "out") });
    const stack = new TerraformStack(app, "keys");
    new LocalBackend(stack, { path: "terraform.tfstate" });
    new NullProvider(stack, "null");
    build(stack);
    app.synth();
    return this;
  }

  /** Starts Terraform in the stack's folder. */
  start(command: string, ...parameters: readonly string[]): Running {
    return this.terraform.start(`-chdir=${FOLDER}`, command, ...parameters);
  }

  /** Runs Terraform in the stack's folder, however it ends. */
  async run(command: string, ...parameters: readonly string[]): Promise<Result> {
    const result = await this.start(command, "-no-color", ...parameters).result;
    this.said += result.stdout + result.stderr;
    return result;
  }

  async init(): Promise<this> {
    await this.succeed("init", "-input=false");
    return this;
  }

  /** Applies without asking; fails with what Terraform said. */
  apply(...parameters: readonly string[]): Promise<string> {
    return this.succeed("apply", "-auto-approve", "-input=false", ...parameters);
  }

  /** Applies what cannot be applied; returns what Terraform said, in one line. */
  async applyInVain(...parameters: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run("apply", "-auto-approve", "-input=false", ...parameters);
    if (code !== 1) throw new Error(`The apply was to fail, but ended with ${code}\n${stdout}`);
    return (stdout + stderr).replace(/[\s│]+/g, " ");
  }

  destroy(...parameters: readonly string[]): Promise<string> {
    return this.succeed("destroy", "-auto-approve", "-input=false", ...parameters);
  }

  /** Whether a plan finds nothing to do. */
  async isSettled(...parameters: readonly string[]): Promise<boolean> {
    return (await this.run("plan", "-input=false", "-detailed-exitcode", ...parameters)).code === 0;
  }

  async succeed(command: string, ...parameters: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, ...parameters);
    if (code === 0) return stdout + stderr;
    throw new Error(`terraform ${command} ended with ${code}\n${stdout}\n${stderr}`);
  }
}
