import { Argument, Command } from "commander";
import { createKey, type Desk, destroyKey, type Outcome, Records, type Sink, sweep, sweepAll } from "../custody";
import { cloudcraft, settingAttributes } from "../handlers";
import type { Context } from "../handlers/context";
import {
  type KeyTriggers,
  keyTriggers,
  lastSweepTriggers,
  REQUEST_VARIABLE,
  readTriggers,
  sweepTriggers,
} from "../handlers/triggers";
import {
  type Input,
  isProblem,
  type Operation,
  Problem,
  snakeCase,
  validate,
  visible,
  visibleJson,
  type Warning,
} from "../schema";
import { host } from "./host";
import { keptKeys, type Wanted } from "./kept-keys";
import { inLines } from "./lines";

const ACTIONS = ["create", "destroy", "sweep", "sweep-all"] as const;
type Action = (typeof ACTIONS)[number];

interface Request {
  /** Which null resource asks. */
  readonly id: string;
  readonly triggers: Readonly<Record<string, unknown>>;
}

/** `handler`: what a null resource's provisioners run. */
export function handlerCommand(): Command {
  return new Command("handler")
    .description(
      "Makes, changes or revokes an API key for a null resource. The request comes in the environment variable " +
        `${REQUEST_VARIABLE}, the credential in CLOUDCRAFT_API_KEY, or in a file that CLOUDCRAFT_API_KEY_FILE names; ` +
        "CLOUDCRAFT_API_KEYS_PATH corrects the assumed endpoint. CLOUDCRAFT_HANDLER_KEYS, as OWNER=ID,OWNER=ID, says whose " +
        "a key is if its record was lost. Answers with JSON, never with a key's value.",
    )
    .addArgument(new Argument("<action>", "what to do").choices(ACTIONS))
    .option("--quiet", "says nothing unless there is something to worry about")
    .action(async (action: Action, { quiet }: { quiet?: boolean }) => {
      const warnings: Warning[] = [];
      try {
        const outcome = await run(action, requestOf(process.env[REQUEST_VARIABLE]), (warning) =>
          warnings.push(warning),
        );
        if (!quiet) say(outcome, warnings);
      } catch (error) {
        const kind = isProblem(error) ? error.kind : "unexpected";
        process.stdout.write(`${visibleJson({ action, failed: kind, warnings })}\n`);
        throw error;
      } finally {
        for (const warning of warnings) process.stderr.write(`cdktf-cloudcraft: ${inLines(warning)}\n`);
      }
    });
}

function say({ sentence, ...outcome }: Outcome, warnings: readonly Warning[]): void {
  process.stdout.write(`${visibleJson({ ...outcome, warnings })}\n`);
  process.stderr.write(`${visible(sentence)}\n`);
}

function requestOf(text: string | undefined): Request {
  try {
    const { id, triggers } = JSON.parse(text ?? "") as Partial<Request>;
    if (typeof id === "string" && typeof triggers === "object" && triggers !== null) return { id, triggers };
  } catch {
    // What is wrong with the text matters less than what it ought to be.
  }
  throw new Problem({
    kind: "bad_usage",
    summary: `${REQUEST_VARIABLE} holds no request`,
    detail: 'It is JSON of the form {"id": "...", "triggers": {...}}.',
    remedy: "Leave this command to the constructs of cdktf-cloudcraft/local-exec.",
  });
}

async function run(action: Action, { id, triggers }: Request, warn: Operation["warn"]): Promise<Outcome> {
  if (action === "sweep-all") {
    const request = readTriggers(lastSweepTriggers, triggers);
    return sweepAll(await deskFor(new Records(request.records, request), warn));
  }
  if (action === "sweep") {
    const request = readTriggers(sweepTriggers, triggers);
    return sweep(request, await deskFor(new Records(request.records, request), warn));
  }
  const request = readTriggers(keyTriggers, triggers);
  const desk = await deskFor(new Records(request.records, request), warn);
  if (action === "destroy") return destroyKey({ ...request, generation: id }, desk);
  const { owner } = request;
  return createKey({ owner, generation: id, wanted: wantedOf(request), sink: sinkOf(request) }, desk);
}

function wantedOf({
  name,
  permission,
  readAccess,
  writeAccess,
  justification,
  deletionProtection,
}: KeyTriggers): Wanted {
  return { name, permission, readAccess, writeAccess, justification, deletionProtection };
}

function sinkOf({ secretFile, secretCommand }: KeyTriggers): Sink {
  if (secretFile !== undefined) return { file: secretFile };
  if (secretCommand !== undefined && secretCommand.length > 0) return { command: secretCommand };
  throw new Problem({
    kind: "bad_usage",
    summary: "The request does not say where the key's value is to go",
    remedy: "Give the construct a `secretFile` or a `secretCommand`.",
  });
}

async function deskFor(records: Records, warn: Operation["warn"]): Promise<Desk<Wanted>> {
  const quiet = () => {};
  const { signal } = new AbortController();
  const operation = { signal, ending: signal, log: { debug: quiet, info: quiet, warn: quiet }, warn };
  const context = await contextFor({}, operation);
  return {
    records,
    keys: keptKeys({ ...context, ...operation }, whoIs(operation)),
    toldId: (owner) => told(process.env.CLOUDCRAFT_HANDLER_KEYS).get(owner),
    now: () => new Date(host.clock.now()).toISOString(),
    warn,
    environment: withoutOurs(process.env),
  };
}

/** What `OWNER=ID,OWNER=ID` says. */
function told(text = ""): ReadonlyMap<string, string> {
  const pairs = text.split(",").map((pair) => /^\s*(.+)=([^=]+?)\s*$/.exec(pair) ?? []);
  return new Map(pairs.flatMap(([, owner, id]) => (owner && id ? [[owner, id] as const] : [])));
}

type Settings = Input<typeof settingAttributes>;

/**
 * What a provider block would work with that says nothing but this.
 * @throws Problem that names every wrong setting
 */
async function contextFor(given: Partial<Settings>, operation: Operation): Promise<Context> {
  const { CLOUDCRAFT_API_KEY_FILE, CLOUDCRAFT_API_KEYS_PATH } = process.env;
  const config: Settings = {
    ...(Object.fromEntries(
      Object.entries(settingAttributes).map(([name, { spec }]) => [name, spec.defaultValue]),
    ) as Settings),
    // Many handlers may run at once: each has to be patient with a limit that all of them share.
    maxRetries: 20,
    ...(CLOUDCRAFT_API_KEYS_PATH && { apiKeysPath: CLOUDCRAFT_API_KEYS_PATH }),
    ...(CLOUDCRAFT_API_KEY_FILE && given.apiKey === undefined && { apiKeyFile: CLOUDCRAFT_API_KEY_FILE }),
    ...given,
  };
  const wrong = validate({ attributes: settingAttributes }, config).map(({ why }) => why);
  const reject = (attribute: string, why: string) => void wrong.push(`${snakeCase(attribute)}: ${why}`);
  const context = await cloudcraft(host).configure(config, { ...operation, reject, hide: () => {} });
  if (wrong.length > 0) throw new Problem({ kind: "settings", summary: wrong.join(" ") });
  return context;
}

/** Asks the service whom a value lets in. */
function whoIs(operation: Operation) {
  return async (apiKey: string): Promise<string | undefined> => {
    const { api } = await contextFor({ apiKey }, operation);
    try {
      return (await api.users.me()).id;
    } catch (error) {
      if (isProblem(error) && (error.kind === "unauthorized" || error.kind === "forbidden")) return undefined;
      throw error;
    }
  };
}

/** A command that takes a value needs neither our credential nor the request. */
function withoutOurs({
  CLOUDCRAFT_API_KEY: _key,
  [REQUEST_VARIABLE]: _request,
  ...rest
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest;
}
