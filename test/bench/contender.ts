import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { built } from "../support/cloudcraft";
import type { Installed } from "../support/terraform";

/** What takes turns with others at the same work. */
export interface Contender {
  readonly name: string;
  /** What Terraform starts; nothing for what is built in. */
  readonly provider?: Installed;
  /** A configuration of so many objects, as `var.number`, that speaks to `var.url` with the key `var.key`. */
  readonly configuration: string;
}

const VARIABLES = ["number", "url", "key"].map((name) => `variable "${name}" {}\n`).join("");

const ownConfiguration = `${VARIABLES}
terraform {
  required_providers {
    cloudcraft = { source = "${built.address}" }
  }
}
provider "cloudcraft" {
  base_url   = var.url
  api_key    = var.key
  rate_limit = "off"
}
resource "cloudcraft_api_key" "key" {
  count = var.number
  name  = "key \${count.index}"
}
`;

/** The provider as it is built here. */
export const ours: Contender = { name: "ours", provider: built, configuration: ownConfiguration };

/** What Terraform has built in, which costs no process. */
export const builtIn: Contender = {
  name: "terraform_data",
  configuration: `${VARIABLES}resource "terraform_data" "key" {\n  count = var.number\n  input = count.index\n}\n`,
};

/** Somebody else's provider. Its configuration says its source, and declares and uses the variables `number`, `url` and `key`. */
export function peer(executable: string, configurationFile: string): Contender {
  const configuration = readFileSync(configurationFile, "utf8");
  const [, address = ""] = /\bsource\s*=\s*"([^"]+)"/.exec(configuration) ?? [];
  const full = address.split("/").length === 2 ? `registry.terraform.io/${address}` : address;
  const [, version = "0.0.1"] = /_v(\d+\.\d+\.\d+)/.exec(basename(executable)) ?? [];
  return { name: basename(executable), provider: { address: full, version, executable }, configuration };
}

/** A commit of ours, built in a work tree of its own. */
export function atCommit(commit: string): Contender & { remove(): void } {
  const repository = join(__dirname, "../..");
  const tree = join(mkdtempSync(join(tmpdir(), "bench-")), "tree");
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: repository, stdio: ["ignore", "pipe", "inherit"] });
  const remove = () => {
    git("worktree", "remove", "--force", tree);
    rmSync(join(tree, ".."), { recursive: true, force: true });
  };
  git("worktree", "add", "--detach", tree, commit);
  try {
    const lock = (folder: string) => readFileSync(join(folder, "package-lock.json"), "utf8");
    const npm = (...args: string[]) => execFileSync("npm", args, { cwd: tree, stdio: ["ignore", "ignore", "inherit"] });
    if (lock(tree) === lock(repository)) symlinkSync(join(repository, "node_modules"), join(tree, "node_modules"));
    else npm("ci", "--silent");
    npm("run", "build", "--silent");
    const executable = join(tree, "lib/plugin", basename(built.executable));
    if (!existsSync(executable)) throw new Error(`${commit} has another version than this one`);
    return { name: commit, provider: { ...built, executable }, configuration: ownConfiguration, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
