import { join } from "node:path";
import { type Locked, locked, readLockFile } from "../constructs/lock-file";
import { identity } from "../handlers";

/** What a lock file says of one provider. */
export interface Lock extends Locked {
  readonly file: string;
}

/** The entry for one provider in the lock file of a folder. */
export function lockIn(folder: string, address: string): Lock | undefined {
  const file = join(folder, ".terraform.lock.hcl");
  const entry = locked(readLockFile(file), address);
  return entry && { file, ...entry };
}

/** Terraform refuses a build that a lock file does not know, with a message about checksums that names no way out. */
export function refusal({ file }: Lock, address: string): string {
  return (
    `${file} knows another build of version ${identity.version}, so \`terraform init\` will refuse this one: ` +
    `delete the entry of ${address} from it, or the whole file, and run init again.`
  );
}
