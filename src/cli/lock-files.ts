import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a lock file says of one provider. */
export interface Lock {
  readonly file: string;
  readonly version: string | undefined;
  /** The builds that it accepts, as `h1:...`; none: whichever comes first. */
  readonly hashes: readonly string[];
}

/** The entries for one provider in the lock files of a folder and of the CDKTF stacks below it. */
export function locksOf(address: string, folder = "."): Lock[] {
  const stacks = join(folder, "cdktf.out", "stacks");
  const folders = existsSync(stacks) ? readdirSync(stacks).map((stack) => join(stacks, stack)) : [];
  return [folder, ...folders].flatMap((place) => {
    const file = join(place, ".terraform.lock.hcl");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const start = text.indexOf(`provider "${address}" {`);
    if (start < 0) return [];
    const entry = text.slice(start, text.indexOf("\n}", start));
    const version = /version\s*=\s*"([^"]+)"/.exec(entry)?.[1];
    return [{ file, version, hashes: entry.match(/h1:[A-Za-z0-9+/=]+/g) ?? [] }];
  });
}
