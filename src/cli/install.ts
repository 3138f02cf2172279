import { readdirSync, rmdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { identity } from "../handlers";
import {
  fileThatHidesMirror,
  homeMirror,
  isOtherBuild,
  lockedIn,
  packedPlugin,
  placeArchive,
  placePlugin,
  platformName,
  removeVersions,
  runsPackedPlugin,
  versionsIn,
} from "../install";
import { isProblem, Problem } from "../schema";
import { checksumMismatch } from "./checksum-mismatch";
import { stackFolders } from "./output-folder";
import { releaseArchive } from "./release-archive";

interface Flags {
  /** An absolute path. */
  readonly dir: string;
  readonly source: string;
  /** An archive of a release. */
  readonly archive?: string;
}

/** `install`: puts the provider where Terraform finds it without a registry. */
export function installCommand(): Command {
  return mirrorCommand("install")
    .description(
      "Puts the provider into a mirror, for plain Terraform, or where the CLI configuration names one. " +
        "CDKTF stacks do not need this: the construct brings the provider along.",
    )
    .option("--archive <zip>", "an executable of a release, for Windows or where there is no Node.js")
    .action(({ dir, source, archive }: Flags) => {
      within(dir, placing(dir, source, archive));
      const lines = [
        `${source} ${identity.version} is in ${join(dir, source)}`,
        "A configuration asks for it with:",
        `  terraform {\n    required_providers {\n      cloudcraft = { source = "${source}", version = "${identity.version}" }\n    }\n  }`,
        ...(archive === undefined ? staleLocks(source) : []),
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
      const existed = versionsIn(dir, source).includes(identity.version);
      if (existed) within(dir, () => remove(dir, source));
      const what = `${source} ${identity.version}`;
      process.stdout.write(
        existed ? `Removed ${what} from ${dir}\n` : `Nothing to remove: there is no ${what} in ${dir}\n`,
      );
    });
}

function mirrorCommand(name: string): Command {
  return new Command(name)
    .addOption(
      new Option("--dir <folder>", "the mirror, as in Terraform's filesystem_mirror")
        .default(homeMirror(), "~/.terraform.d/plugins")
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

/** How the provider gets into a mirror. @throws Problem where there is none that Terraform could run here */
function placing(dir: string, source: string, file: string | undefined): () => void {
  const pin = { address: source, version: identity.version };
  if (file !== undefined) {
    const { platform, bytes } = releaseArchive(file);
    return () => placeArchive(dir, pin, platform, bytes);
  }
  if (runsPackedPlugin()) return () => placePlugin(dir, pin);
  throw new Problem({
    kind: "bad_usage",
    summary: "On Windows, Terraform runs the provider as an executable, which this package does not hold",
    remedy: `Give the archive of a release: --archive terraform-provider-${identity.name}_${identity.version}_${platformName()}.zip.`,
  });
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

/** Removes this version from a mirror, and the folders that are empty then. */
function remove(mirror: string, source: string): void {
  removeVersions(mirror, source, (version) => version === identity.version);
  for (
    let folder = join(mirror, source);
    folder !== mirror && readdirSync(folder).length === 0;
    folder = dirname(folder)
  ) {
    rmdirSync(folder);
  }
}

function staleLocks(source: string): string[] {
  const own = { version: identity.version, hash: packedPlugin().hash };
  return [".", ...stackFolders(process.env)].flatMap((folder) => {
    const lock = lockedIn(folder, source);
    return lock && isOtherBuild(lock, own) ? [checksumMismatch(lock, source)] : [];
  });
}

/** What Terraform's CLI configuration must say for a mirror to be looked into. */
function hint({ dir, source }: Flags): string[] {
  const hiding = fileThatHidesMirror({ address: source, version: identity.version }, process.env);
  if (dir === homeMirror() && hiding === undefined) return [];
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
