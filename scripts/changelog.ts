import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");
const FOLDER = join(root, "changes");
const CHANGELOG = join(root, "CHANGELOG.md");

/** A changelog with fragments added to its newest version, the first of its sections. */
export function withFragments(changelog: string, fragments: readonly string[]): string {
  const [title, newest, ...older] = changelog.trimEnd().split(/^(?=## )/m);
  if (newest === undefined) throw new Error("The changelog has no section for a version.");
  const lines = [newest.trimEnd(), ...fragments.map((text) => `- ${text.trim().replaceAll("\n", "\n  ")}`)];
  return [title, `${lines.join("\n")}\n`, ...older.map((section, at) => (at === 0 ? `\n${section}` : section))]
    .join("")
    .trimEnd()
    .concat("\n");
}

/** Moves what `changes/` holds into the changelog, in the order of the files' names. */
function assemble(): void {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .sort();
  const texts = names.map((name) => readFileSync(join(FOLDER, name), "utf8"));
  writeFileSync(CHANGELOG, withFragments(readFileSync(CHANGELOG, "utf8"), texts));
  for (const name of names) rmSync(join(FOLDER, name));
}

if (require.main === module) assemble();
