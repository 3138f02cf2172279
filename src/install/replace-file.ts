import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Gives a file a content, at once or not at all. A file that has it already is not touched. */
export function replaceFile(path: string, content: Buffer): void {
  if (readIfPresent(path)?.equals(content)) return;
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  writeFileSync(draft, content);
  renameSync(draft, path);
}

/** What a file holds; `undefined` if there is none. */
export function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
