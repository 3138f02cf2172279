import { Argument, Command } from "commander";
import {
  type KeyTriggers,
  keyTriggers,
  lastSweepTriggers,
  REQUEST_VARIABLE,
  readTriggers,
  sweepTriggers,
} from "../constructs/triggers";
import { createKey, destroyKey, type Outcome, Records, type Sink, sweep, sweepAll } from "../custody";
import { isProblem, type Operation, Problem, visible, visibleJson, type Warning } from "../schema";
import { custodyContext } from "./custody-context";
import type { Wanted } from "./key-service";
import { type Request, requestIn } from "./request";
import { tell } from "./tell";

const ACTIONS = ["create", "destroy", "sweep", "sweep-all"] as const;
type Action = (typeof ACTIONS)[number];

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
        refuseOn(process.platform);
        const outcome = await run(action, requestIn(process.env), (warning) => warnings.push(warning));
        if (!quiet) say(outcome, warnings);
      } catch (error) {
        const kind = isProblem(error) ? error.kind : "unexpected";
        process.stdout.write(`${visibleJson({ action, failed: kind, warnings })}\n`);
        throw error;
      } finally {
        warnings.forEach(tell);
      }
    });
}

/** @throws Problem where a file cannot be kept to one user by its mode */
export function refuseOn(platform: string): void {
  if (platform !== "win32") return;
  throw new Problem({
    kind: "unsupported_platform",
    summary: "The handler does not run on Windows",
    detail: "It keeps values and records in files that are private by their mode, which Windows does not know.",
    remedy: "Apply on Linux or macOS, or within the Windows Subsystem for Linux; or use the provider.",
  });
}

function say({ sentence, ...outcome }: Outcome, warnings: readonly Warning[]): void {
  process.stdout.write(`${visibleJson({ ...outcome, warnings })}\n`);
  process.stderr.write(`${visible(sentence)}\n`);
}

async function run(action: Action, { id, triggers }: Request, warn: Operation["warn"]): Promise<Outcome> {
  if (action === "sweep-all") {
    const request = readTriggers(lastSweepTriggers, triggers);
    return sweepAll(await custodyContext(new Records(request.records, request), warn));
  }
  if (action === "sweep") {
    const request = readTriggers(sweepTriggers, triggers);
    return sweep(request, await custodyContext(new Records(request.records, request), warn));
  }
  const request = readTriggers(keyTriggers, triggers);
  const context = await custodyContext(new Records(request.records, request), warn);
  if (action === "destroy") return destroyKey({ ...request, generation: id }, context);
  const { owner } = request;
  return createKey({ owner, generation: id, wanted: wantedOf(request), sink: sinkOf(request) }, context);
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
