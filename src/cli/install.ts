import { existsSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { packageHash, packagePlugin, placePlugin } from "../constructs/plugin";
import { identity } from "../handlers";
import { locksOf } from "./lock-files";

interface Flags {
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
      placePlugin(resolve(dir), { address: source, version: identity.version });
      process.stdout.write(`${source} ${identity.version} is in ${join(resolve(dir), source, identity.version)}\n`);
      for (const line of [...staleLocks(source), ...hint(dir)]) process.stdout.write(`${line}\n`);
    });
}

/** `uninstall`: removes what install put there. */
export function uninstallCommand(): Command {
  return mirrorCommand("uninstall")
    .description("Removes this version of the provider from a mirror.")
    .action(({ dir, source }: Flags) => {
      const folder = join(resolve(dir), source, identity.version);
      const existed = existsSync(folder);
      rmSync(folder, { recursive: true, force: true });
      process.stdout.write(existed ? `Removed ${folder}\n` : `Nothing to remove: there is no ${folder}\n`);
    });
}

function mirrorCommand(name: string): Command {
  return new Command(name)
    .option("--dir <folder>", "the mirror, as in Terraform's filesystem_mirror", IMPLIED_MIRROR)
    .option("--source <address>", "the provider's address: HOST/NAMESPACE/TYPE", address, identity.address);
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

/** Terraform refuses a build that a lock file does not know, with a message about checksums that names no way out. */
function staleLocks(source: string): string[] {
  const hash = packageHash(packagePlugin());
  return locksOf(source)
    .filter(({ version, hashes }) => version === identity.version && hashes.length > 0 && !hashes.includes(hash))
    .map(
      ({ file }) =>
        `${file} knows another build of version ${identity.version}, so \`terraform init\` will refuse this one: ` +
        `delete the entry of ${source} from it, or the whole file, and run init again.`,
    );
}

function hint(dir: string): string[] {
  if (resolve(dir) === IMPLIED_MIRROR) return [];
  return [
    "Terraform looks there if its CLI configuration says so:",
    `  provider_installation {\n    filesystem_mirror {\n      path = ${JSON.stringify(resolve(dir))}\n    }\n  }`,
  ];
}
