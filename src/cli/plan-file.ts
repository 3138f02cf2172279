import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LOCK_FILE } from "../install";
import { Problem } from "../schema";
import { unzipped } from "./zip";

/** What a plan file holds besides the plan: the configuration and the lock file that it was made from. */
export interface Snapshot {
  /** The files of each module, by their paths from the root module. */
  readonly configuration: ReadonlyMap<string, Buffer>;
  readonly lockFile: string;
}

const ROOT = "tfconfig/m-/";
const MODULES = "tfconfig/modules.json";

/**
 * Reads what a plan file was made from.
 * @throws Problem `bad_usage` if it cannot be told, as of an encrypted one
 */
export function readSnapshot(file: string): Snapshot {
  try {
    const files = unzipped(readFileSync(file), (name) => name.startsWith("tfconfig/") || name === LOCK_FILE);
    if (![...files.keys()].some((name) => name.startsWith(ROOT))) throw new Error("it holds no configuration");
    const folders = modulesIn(files.get(MODULES)?.toString("utf8") ?? "[]");
    const configuration = [...files].flatMap(([name, content]): [string, Buffer][] => {
      const [, key, base] = /^tfconfig\/m-([^/]*)\/(.+)$/.exec(name) ?? [];
      const folder = key === undefined ? undefined : folders.get(key);
      return folder === undefined || base === undefined ? [] : [[join(folder, base), content]];
    });
    return { configuration: new Map(configuration), lockFile: files.get(LOCK_FILE)?.toString("utf8") ?? "" };
  } catch (error) {
    throw new Problem({
      kind: "bad_usage",
      summary: `${file} does not tell which configuration it was made from: ${(error as Error).message}`,
      remedy:
        "Plan again. A plan that is encrypted is reviewed as the output of `tofu show -json`, once you know that it is of today's configuration.",
    });
  }
}

/** The files of a folder's configuration that a plan was not made from as they are now. */
export function changedSince({ configuration }: Snapshot, folder: string): readonly string[] {
  const added = readdirSync(folder).filter((name) => /\.tf(\.json)?$/.test(name) && !configuration.has(name));
  const others = [...configuration].filter(([path, content]) => {
    const file = join(folder, path);
    return !existsSync(file) || !readFileSync(file).equals(content);
  });
  return [...others.map(([path]) => path), ...added].sort();
}

/** The folders of modules, by their keys. */
function modulesIn(text: string): ReadonlyMap<string, string> {
  const modules = JSON.parse(text) as { readonly Key?: string; readonly Dir?: string }[];
  return new Map([["", "."], ...modules.map(({ Key = "", Dir = "." }) => [Key, Dir] as const)]);
}
