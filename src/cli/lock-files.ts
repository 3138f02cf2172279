import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { identity } from "../handlers";

/** What a lock file says of one provider. */
export interface Lock {
  readonly file: string;
  /** Whether it belongs to a CDKTF stack, so that synth keeps it up to date. */
  readonly synthesized: boolean;
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
    return [{ file, synthesized: place !== folder, version, hashes: entry.match(/h1:[A-Za-z0-9+/=]+/g) ?? [] }];
  });
}

/** Whether a lock file accepts this version, but not the build with this hash. */
export function isOtherBuild({ version, hashes }: Lock, hash: string): boolean {
  return version === identity.version && hashes.length > 0 && !hashes.includes(hash);
}

/** Terraform refuses a build that a lock file does not know, with a message about checksums that names no way out. */
export function refusal({ file }: Lock, address: string): string {
  return (
    `${file} knows another build of version ${identity.version}, so \`terraform init\` will refuse this one: ` +
    `delete the entry of ${address} from it, or the whole file, and run init again.`
  );
}
