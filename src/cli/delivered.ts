import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileThatHidesMirror, terraformHome } from "../constructs/cli-configuration";
import { isOtherBuild } from "../constructs/lock-file";
import { HANDLER_FILE, packedHandler, packedPlugin } from "../constructs/packed";
import { archiveOf, packageHash, platformName, versionsIn } from "../constructs/plugin";
import { identity } from "../handlers";
import { bad, type Finding, good, note, problem } from "./finding";
import { lockIn, refusal } from "./lock-files";
import { stackFolders } from "./output-folder";

/** Whether Terraform will find the provider, and what it will execute. */
export function* delivery(environment: NodeJS.ProcessEnv): Generator<Finding> {
  try {
    platformName();
    packedPlugin();
    yield* mirrors(environment);
    yield* initialized(".", environment);
    yield* lockFile(".", false);
    for (const stack of stackFolders(environment)) yield* synthesized(stack, environment);
  } catch (error) {
    yield problem(error);
  }
}

/** The mirror that Terraform looks into by itself, in the user's home. */
const IMPLIED_MIRROR = join(terraformHome({ HOME: homedir(), ...process.env }).folder, "plugins");

function* mirrors(environment: NodeJS.ProcessEnv): Generator<Finding> {
  const hiding = fileThatHidesMirror(identity, environment);
  yield hiding
    ? note(
        `${hiding} has a provider_installation block, so Terraform passes over the copy that a stack brings along: ` +
          "run `npx cdktf-cloudcraft install --dir <the folder of your filesystem_mirror>`.",
      )
    : good("CDKTF stacks bring the provider along; nothing needs to be installed for them");
  const installed = versionsIn(IMPLIED_MIRROR, identity.address);
  if (installed.length === 0) return;
  const text = `Installed for plain Terraform: ${installed.join(", ")} in ${join(IMPLIED_MIRROR, identity.address)}`;
  if (installed.includes(identity.version))
    yield unfitArchive(IMPLIED_MIRROR, "`npx cdktf-cloudcraft install`") ?? good(text);
  else yield note(`${text}; for ${identity.version}, run \`npx cdktf-cloudcraft install\``);
}

function* synthesized(stack: string, environment: NodeJS.ProcessEnv): Generator<Finding> {
  const code = join(stack, "cdk.tf.json");
  const text = existsSync(code) ? readFileSync(code, "utf8") : "";
  const mirror = join(stack, "terraform.d", "plugins");
  if (versionsIn(mirror, identity.address).includes(identity.version)) {
    const unfit = unfitArchive(mirror, "`cdktf synth`");
    if (unfit) yield unfit;
    else if (!existsSync(unpackedIn(stack, environment))) yield good(notYet(stack));
  }
  yield* initialized(stack, environment);
  yield* lockFile(stack, true);
  if (text.includes(HANDLER_FILE)) yield* handler(join(stack, HANDLER_FILE));
  const plan = join(stack, "plan");
  if (text !== "" && existsSync(plan) && statSync(plan).mtimeMs < statSync(code).mtimeMs) {
    yield note(`${plan} is older than what was synthesized after it: plan again before you apply`);
  }
}

function notYet(stack: string): string {
  return (
    `${stack} brings the provider along. \`terraform init\` finds it if it is started in that folder, as cdktf does; ` +
    "with -chdir, Terraform looks into terraform.d of the folder that it is started in"
  );
}

/** An archive that is not the package's own, as Terraform would find out. */
function unfitArchive(mirror: string, remedy: string): Finding | undefined {
  const archive = archiveOf(mirror, identity);
  const isOurs = existsSync(archive) && readFileSync(archive).equals(Buffer.from(packedPlugin().archive, "base64"));
  return isOurs ? undefined : bad(`${archive} is missing, or not as this package has it: run ${remedy}`);
}

function unpackedIn(folder: string, { TF_DATA_DIR }: NodeJS.ProcessEnv): string {
  return join(folder, TF_DATA_DIR || ".terraform", "providers", identity.address, identity.version, platformName());
}

/** What `terraform init` has left in a folder, and later commands execute. */
function* initialized(folder: string, environment: NodeJS.ProcessEnv): Generator<Finding> {
  const unpacked = unpackedIn(folder, environment);
  const link = lstatSync(unpacked, { throwIfNoEntry: false });
  if (link === undefined) return;
  const again = `delete ${unpacked}, and run \`terraform init\` again in ${folder}`;
  if (!existsSync(unpacked))
    return yield bad(`${unpacked} leads to ${readlinkSync(unpacked)}, which is gone: ${again}`);
  const program = readdirSync(unpacked).find((name) => name.startsWith(`terraform-provider-${identity.name}`));
  if (program === undefined) return yield bad(`There is no provider in ${unpacked}: ${again}`);
  const path = join(unpacked, program);
  if (!mayExecute(path)) {
    yield bad(`${path} may not be executed; a CI artifact, for instance, forgets that it may. Run: chmod +x ${path}`);
  } else if (packageHash(unpacked) !== packedPlugin().hash) {
    yield bad(`${path} is not the provider of this package: ${again}`);
  } else {
    yield good(`Terraform starts ${path}`);
  }
}

function mayExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function* lockFile(folder: string, isStack: boolean): Generator<Finding> {
  const lock = lockIn(folder, identity.address);
  if (!lock) return;
  const { file, version } = lock;
  const otherBuild = isOtherBuild(lock, { version: identity.version, hash: packedPlugin().hash });
  if (version === identity.version && !otherBuild) yield good(`${file} locks version ${version}, as installed here`);
  else if (isStack)
    yield note(`${file} locks ${otherBuild ? "another build of " : ""}version ${version}: the next synth replaces it`);
  else if (otherBuild) yield bad(refusal(lock, identity.address));
  else yield note(`${file} locks version ${version}: for ${identity.version}, run \`terraform init -upgrade\``);
}

/** The program that the provisioners of local-exec keys run. */
function* handler(path: string): Generator<Finding> {
  if (!existsSync(path)) yield bad(`${path} is missing, which keys of the null-resource way run: run \`cdktf synth\``);
  else if (readFileSync(path, "utf8") !== packedHandler())
    yield note(`${path} is of another build: the next synth replaces it`);
}
