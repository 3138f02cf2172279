import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The folder that cdktf writes to from here: as its command line is told (CDKTF_OUTPUT), as an app is told that runs
 * without it (CDKTF_OUTDIR), or as `cdktf.json` says.
 */
export function outputFolder({ CDKTF_OUTPUT, CDKTF_OUTDIR }: NodeJS.ProcessEnv): string {
  const named = CDKTF_OUTPUT || CDKTF_OUTDIR;
  if (named) return named;
  try {
    const { output } = JSON.parse(readFileSync("cdktf.json", "utf8")) as { output?: unknown };
    if (typeof output === "string") return output;
  } catch {
    // Without a readable cdktf.json, cdktf would not have written elsewhere.
  }
  return "cdktf.out";
}

/** The folders of all stacks that have been synthesized from here. */
export function stackFolders(environment: NodeJS.ProcessEnv): string[] {
  const stacks = join(outputFolder(environment), "stacks");
  return existsSync(stacks) ? readdirSync(stacks).map((name) => join(stacks, name)) : [];
}
