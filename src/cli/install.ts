import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { fileThatHidesMirror } from "../constructs/cli-configuration";
import { packageHash, packagePlugin, placePlugin } from "../constructs/plugin";
import { identity } from "../handlers";
import { isProblem, Problem } from "../schema";
import { isOtherBuild, locksOf, refusal } from "./lock-files";

interface Flags {
  /** An absolute path. */
  readonly dir: string;
  readonly source: string;
}

/** The mirror that Terraform looks into by itself. */
const IMPLIED_MIRROR = join(homedir(), ".terraform.d", "plugins");

/** `install`: puts the provider where Terraform finds it without a registry. */
export function installCommand(): Command {
  return mirrorCommand("install")
    .description(
      "Puts the provider into a mirror, for plain Terraform, or where the CLI configuration names one. " +
        "CDKTF stacks do not need this: the construct brings the provider along.",
    )
    .action(({ dir, source }: Flags) => {
      within(dir, () => placePlugin(dir, { address: source, version: identity.version }));
      const lines = [
        `${source} ${identity.version} is in ${join(dir, source, identity.version)}`,
        "A configuration asks for it with:",
        `  terraform {\n    required_providers {\n      cloudcraft = { source = "${source}", version = "${identity.version}" }\n    }\n  }`,
        ...staleLocks(source),
        ...hint({ dir, source }),
      ];
      process.stdout.write(`${lines.join("\n")}\n`);
    });
}

/** `uninstall`: removes what install put there. */
export function uninstallCommand(): Command {
  return mirrorCommand("uninstall")
    .description("Removes this version of the provider from a mirror.")
    .action(({ dir, source }: Flags) => {
      const folder = join(dir, source, identity.version);
      const existed = existsSync(folder);
      if (existed) within(dir, () => remove(folder, dir));
      process.stdout.write(existed ? `Removed ${folder}\n` : `Nothing to remove: there is no ${folder}\n`);
    });
}

function mirrorCommand(name: string): Command {
  return new Command(name)
    .addOption(
      new Option("--dir <folder>", "the mirror, as in Terraform's filesystem_mirror")
        .default(IMPLIED_MIRROR, "~/.terraform.d/plugins")
        .argParser(folder),
    )
    .option("--source <address>", "the provider's address: HOST/NAMESPACE/cloudcraft", address, identity.address);
}

function folder(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It must name a folder.");
  return resolve(text);
}

function address(text: string): string {
  const part = "[a-z0-9]+(-[a-z0-9]+)*";
  if (!new RegExp(`^([a-z0-9-]+\\.)+[a-z0-9-]+(:\\d+)?/${part}/cloudcraft$`).test(text)) {
    throw new InvalidArgumentError(
      `Write it as HOST/NAMESPACE/cloudcraft in lower case, for instance ${identity.address}.`,
    );
  }
  return text;
}

/** Does something to a mirror, and says which one if that fails. */
function within(dir: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (isProblem(error)) throw error;
    const summary = `The mirror ${dir} cannot be changed: ${(error as Error).message}`;
    throw new Problem({ kind: "mirror", summary }, { cause: error });
  }
}

/** Removes a folder of a mirror, and those above it that are empty then. */
function remove(folder: string, mirror: string): void {
  rmSync(folder, { recursive: true });
  for (let above = dirname(folder); above !== mirror && readdirSync(above).length === 0; above = dirname(above)) {
    rmdirSync(above);
  }
}

function staleLocks(source: string): string[] {
  const hash = packageHash(packagePlugin());
  return locksOf(source)
    .filter((lock) => isOtherBuild(lock, hash))
    .map((lock) => refusal(lock, source));
}

/** What Terraform's CLI configuration must say for a mirror to be looked into. */
function hint({ dir, source }: Flags): string[] {
  const hiding = fileThatHidesMirror({ address: source, version: identity.version }, process.env);
  if (dir === IMPLIED_MIRROR && hiding === undefined) return [];
  return [
    hiding === undefined
      ? "Terraform looks there if its CLI configuration says so:"
      : `Terraform passes over it, since ${hiding} has a provider_installation block that does not lead there. It needs:`,
    // Without `include` and `direct`, Terraform would look for every other provider in this folder only.
    `  provider_installation {
    filesystem_mirror {
      path    = ${JSON.stringify(dir)}
      include = ["${source}"]
    }
    direct {
      exclude = ["${source}"]
    }
  }`,
  ];
}
