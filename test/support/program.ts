import { spawnSync } from "node:child_process";
import { terraformCommand } from "../../src/cli/terraform";

/** What the tests drive. */
export interface Program {
  readonly name: "Terraform" | "OpenTofu";
  /** For instance `1.11.4`. */
  readonly version: string;
}

/** The first version of each program that has something; none if it has it in no version. */
export type Since = Readonly<Partial<Record<Program["name"], string>>>;

/** `removed` blocks. */
export const REMOVED: Since = { Terraform: "1.7", OpenTofu: "1.7" };

let known: Program | undefined;

/** The program that the tests drive, asked once what it is. */
export function program(): Program {
  known ??= programOf(spawnSync(terraformCommand(process.env), ["version"], { encoding: "utf8" }).stdout);
  return known;
}

/** What a program says of itself. */
export function programOf(said: string): Program {
  const [, name, version] = /^(Terraform|OpenTofu) v(\S+)/m.exec(said) ?? [];
  if (version === undefined) throw new Error(`No version is in: ${said}`);
  return { name: name as Program["name"], version };
}

/** Whether a program has something. */
export function has(since: Since, { name, version } = program()): boolean {
  const first = since[name];
  return first !== undefined && ordinal(version) >= ordinal(first);
}

/** A test of something that not every program has. */
export function testSince(since: Since): jest.It {
  return has(since) ? test : test.skip;
}

function ordinal(version: string): number {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major * 1000 + minor;
}
