import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Command } from "commander";
import type { Api, Settings } from "../client";
import { type ActingKey, actingKey, identity } from "../handlers";
import { visible } from "../schema";
import { type ConnectionFlags, configure, connected, withConnectionFlags } from "./connection";
import { delivery } from "./delivered";
import { bad, type Finding, good, note, problem } from "./finding";
import { unsupportedReason } from "./supported";
import { findTerraform, HOW_TO_GET_TERRAFORM, isTooOld, terraformCommand } from "./terraform";
import { unfinishedNote } from "./unfinished-note";

const MARKS = { good: "ok  ", note: "note", bad: "BAD " } as const;

/** How long a service may be silent, in milliseconds: less than for a deploy, since someone is watching. */
const PATIENCE_MS = 10_000;

/** `doctor`: looks at everything that a deploy needs. */
export function doctorCommand(): Command {
  const command = new Command("doctor").description(
    "Looks at everything that a deploy needs, from Terraform to the key that the provider acts with, and says what is missing. " +
      "Changes nothing; run it in your project's folder, with the environment of a deploy.",
  );
  return withConnectionFlags(command).action(async (flags: ConnectionFlags) => {
    let healthy = true;
    let plansOnly = false;
    for await (const finding of examine(flags)) {
      process.stdout.write(`${MARKS[finding.level]}  ${visible(finding.text)}\n`);
      healthy &&= finding.level !== "bad";
      plansOnly ||= finding === AUTHORITY.read;
    }
    const ready = plansOnly ? "Ready to plan. To deploy, it takes another key: see above." : "Ready to deploy.";
    process.stdout.write(healthy ? `\n${ready}\n` : "\nNot ready: see the lines marked BAD.\n");
    if (!healthy) process.exitCode = 1;
  });
}

async function* examine(flags: ConnectionFlags): AsyncGenerator<Finding> {
  yield good(`cdktf-cloudcraft ${identity.version} on Node.js ${process.versions.node}`);
  yield* await nodeOnPath();
  yield await terraform();
  yield* delivery(process.env);
  yield* credential(flags);
}

/** The provider is started as `node`, which need not be the Node.js that runs this. */
async function nodeOnPath(): Promise<Finding[]> {
  try {
    const { stdout } = await promisify(execFile)("node", ["--version"]);
    const reason = unsupportedReason(stdout.trim().replace(/^v/, ""));
    return reason === undefined
      ? []
      : [bad(`Terraform would start the provider with \`node\` on the PATH, but ${reason}`)];
  } catch {
    return [
      bad("There is no `node` on the PATH. The provider is a Node.js program: Terraform cannot start it without."),
    ];
  }
}

async function terraform(): Promise<Finding> {
  const command = terraformCommand(process.env);
  const found = await findTerraform(command);
  if (!found) return bad(`No program ${command} can be run. ${HOW_TO_GET_TERRAFORM}`);
  const text = `${found.version} (${found.command})`;
  return isTooOld(found) ? bad(`${text} is too old. ${HOW_TO_GET_TERRAFORM}`) : good(text);
}

async function* credential(flags: ConnectionFlags): AsyncGenerator<Finding> {
  const { connection, wrong } = configure(flags);
  for (const why of wrong) yield bad(why);
  if (wrong.length > 0) return;
  yield good(`The key comes from ${connection.apiKeySource}, for ${connection.baseUrl}`);
  yield* service(connected({ ...connection, maxRetries: 1, requestTimeoutMs: PATIENCE_MS }), connection);
}

async function* service(api: Api, { apiKey, baseUrl, apiKeysPath }: Settings): AsyncGenerator<Finding> {
  try {
    const me = await api.users.me();
    yield good(`It acts as ${me.name} <${me.email}> (${me.id})`);
    const keys = await api.apiKeys.list();
    yield good(`${baseUrl}${apiKeysPath} manages API keys; ${keys.length} in sight`);
    const unfinished = unfinishedNote(keys);
    if (unfinished) yield note(unfinished);
    yield AUTHORITY[actingKey(keys, me, (hint) => apiKey.startsWith(hint))];
  } catch (error) {
    yield problem(error);
  }
}

const TAKES = "creating, changing and deleting keys takes a read-write key of an Owner or Administrator";
const AUTHORITY: Readonly<Record<ActingKey, Finding>> = {
  "read-write": good(
    "The key may write. Whether it acts as an Owner or Administrator, as managing keys takes, shows at the first change",
  ),
  read: note(`The key is a read-only one, which is good for planning: ${TAKES}`),
  unseen: note(`Whether the key may write cannot be seen from here: ${TAKES}`),
};
