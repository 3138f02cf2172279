import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import type { Api, Settings } from "../client";
import { fileThatHidesMirror } from "../constructs/cli-configuration";
import { identity, settingAttributes, settings } from "../handlers";
import { isProblem, type Problem, snakeCase } from "../schema";
import { host } from "./host";
import { locksOf } from "./lock-files";
import { findTerraform, HOW_TO_GET_TERRAFORM, terraformCommand } from "./terraform";

/** One thing that was looked at. `bad` means that a deploy cannot work. */
interface Finding {
  readonly level: "good" | "note" | "bad";
  readonly text: string;
}

const good = (text: string): Finding => ({ level: "good", text });
const note = (text: string): Finding => ({ level: "note", text });
const bad = (text: string): Finding => ({ level: "bad", text });

const MARKS = { good: "ok  ", note: "note", bad: "BAD " } as const;

interface Flags {
  readonly apiKeyFile?: string;
  readonly baseUrl?: string;
  readonly apiKeysPath?: string;
}

/** `doctor`: looks at everything that a deploy needs. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "Looks at everything that a deploy needs, from Terraform to the key that the provider acts with, and says what is missing. " +
        "Changes nothing; run it in your project's folder.",
    )
    .option("--api-key-file <file>", "as the provider's api_key_file")
    .option("--base-url <url>", "as the provider's base_url")
    .option("--api-keys-path <path>", "as the provider's api_keys_path")
    .action(async (flags: Flags) => {
      let healthy = true;
      for await (const { level, text } of examine(flags)) {
        process.stdout.write(`${MARKS[level]}  ${text}\n`);
        healthy &&= level !== "bad";
      }
      process.stdout.write(healthy ? "\nReady to deploy.\n" : "\nNot ready: see the lines marked BAD.\n");
      if (!healthy) process.exitCode = 1;
    });
}

async function* examine(flags: Flags): AsyncGenerator<Finding> {
  yield good(`cdktf-cloudcraft ${identity.version} on Node.js ${process.versions.node}`);
  yield await terraform();
  yield* mirrors();
  yield* lockFiles();
  yield* await credential(flags);
}

async function terraform(): Promise<Finding> {
  const command = terraformCommand(process.env);
  const found = await findTerraform(command);
  return found
    ? good(`${found.version} (${found.command})`)
    : bad(`No program ${command} can be run. ${HOW_TO_GET_TERRAFORM}`);
}

function* mirrors(): Generator<Finding> {
  const hiding = fileThatHidesMirror(identity, process.env);
  const implied = join(homedir(), ".terraform.d", "plugins", identity.address);
  yield hiding
    ? note(
        `${hiding} has a provider_installation block, so Terraform passes over the copy that a stack brings along: ` +
          "run `npx cdktf-cloudcraft install --dir <the folder of your filesystem_mirror>`.",
      )
    : good("CDKTF stacks bring the provider along; nothing needs to be installed for them");
  if (existsSync(implied))
    yield good(`Installed for plain Terraform: ${readdirSync(implied).sort().join(", ")} in ${implied}`);
}

function* lockFiles(): Generator<Finding> {
  for (const { file, version } of locksOf(identity.address)) {
    yield version === identity.version
      ? good(`${file} locks version ${version}, as installed here`)
      : note(`${file} locks version ${version}, but ${identity.version} is installed here: the next synth replaces it`);
  }
}

async function credential(flags: Flags): Promise<Finding[]> {
  const wrong: Finding[] = [];
  const connection = settings({ ...defaults(), ...flags }, host, (attribute, why) =>
    wrong.push(bad(`${snakeCase(attribute)}: ${why}`)),
  );
  if (wrong.length > 0) return wrong;
  const log = { debug: () => {}, info: () => {} };
  const api = host.connect({ ...connection, maxRetries: 1 }, { signal: new AbortController().signal, log });
  return [
    good(`The key comes from ${connection.apiKeySource}, for ${connection.baseUrl}`),
    ...(await service(api, connection)),
  ];
}

async function service(api: Api, { baseUrl, apiKeysPath }: Settings): Promise<Finding[]> {
  try {
    const me = await api.users.me();
    const acting = good(`It acts as ${me.name} <${me.email}> (${me.id})`);
    try {
      const keys = await api.apiKeys.list();
      return [acting, good(`${baseUrl}${apiKeysPath} manages API keys; ${keys.length} are in sight`)];
    } catch (error) {
      return [acting, bad(explain(error))];
    }
  } catch (error) {
    return [bad(explain(error))];
  }
}

function explain(error: unknown): string {
  if (!isProblem(error)) throw error;
  const { summary, detail, remedy } = error as Problem;
  return [`${summary}.`, detail, remedy].filter(Boolean).join(" ");
}

/** The settings of a provider block that says nothing. */
function defaults(): Parameters<typeof settings>[0] {
  const { apiKeysPath, requestTimeout, maxRetries, insecureHttp, treatInvisibleAsDeleted } = settingAttributes;
  return {
    apiKeysPath: apiKeysPath.spec.defaultValue as string,
    requestTimeout: requestTimeout.spec.defaultValue as string,
    maxRetries: maxRetries.spec.defaultValue as number,
    insecureHttp: insecureHttp.spec.defaultValue as boolean,
    treatInvisibleAsDeleted: treatInvisibleAsDeleted.spec.defaultValue as boolean,
  };
}
