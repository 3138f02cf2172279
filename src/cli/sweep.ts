import { basename } from "node:path";
import { Command } from "commander";
import { type Records, recordsUnder, sweepAll, sweepUnfinished } from "../custody";
import { isProblem, Problem } from "../schema";
import { type ConnectionFlags, given, withConnectionFlags } from "./connection";
import { custodyContext } from "./custody-context";
import { tell } from "./tell";

interface Flags extends ConnectionFlags {
  readonly records: string;
  readonly stack?: string;
  readonly workspace: string;
}

/** `sweep`: revokes what no state knows, but records do. */
export function sweepCommand(): Command {
  const command = new Command("sweep")
    .description(
      "Revokes the keys that interrupted applies of LocalExecApiKey have left unfinished, as the records tell; with " +
        "--stack, every key that the records of a destroyed stack still know. OpenTofu does not remember a key that an " +
        "interrupted apply was making, so that its destroy leaves it.",
    )
    .requiredOption("--records <folder>", "the folder that the constructs have as `records`")
    .option("--stack <path>", "revokes all that the records of this stack know, finished keys as well")
    .option("--workspace <name>", "Terraform's workspace, with --stack", "default");
  return withConnectionFlags(command).action(async ({ records: root, stack, workspace, ...flags }: Flags) => {
    const failures: Error[] = [];
    for (const records of recordsUnder(root, stack === undefined ? undefined : { stack, workspace })) {
      const context = await custodyContext(records, tell, given(flags));
      try {
        const { sentence } = await (stack === undefined ? sweepUnfinished(context) : sweepAll(context));
        process.stdout.write(`${basename(records.folder)}: ${sentence}${stack === undefined ? kept(records) : ""}\n`);
      } catch (error) {
        if (!isProblem(error)) throw error;
        failures.push(error);
      }
    }
    const [first, ...others] = failures;
    if (!first) return;
    throw others.length === 0
      ? first
      : new Problem({ kind: "unswept", summary: failures.map(({ message }) => message).join("\n  ") });
  });
}

/** Tells of the keys that stay. */
function kept(records: Records): string {
  const live = records
    .all()
    .flatMap(({ owner, stage, key }) => (stage === "stored" && key ? [`${owner} (${key.id})`] : []));
  if (live.length === 0) return "";
  return ` Finished, and kept: ${live.join(", ")}. If their stack is destroyed, --stack revokes them.`;
}
