import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes the compiled constructs once more, for CDK Terrain: the same code, which imports another framework. */
export function writeFlavour(constructs: string, folder: string): void {
  cpSync(constructs, folder, { recursive: true });
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    writeFileSync(path, onCdktn(readFileSync(path, "utf8")));
  }
}

/** A compiled module or its types, with cdktn in the place of cdktf where that is imported or to be run. */
export function onCdktn(text: string): string {
  return text
    .replace(/((?:require\(|from |import\()")cdktf(?=")/g, "$1cdktn")
    .replaceAll("@cdktf/provider-null", "@cdktn/provider-null")
    .replace(/(?<=`)cdktf (?=deploy)/g, "cdktn ");
}
