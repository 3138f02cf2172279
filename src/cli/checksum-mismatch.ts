import { identity } from "../handlers";

/** Terraform refuses a build that a lock file does not know, with a message about checksums that names no way out. */
export function checksumMismatch({ file }: { readonly file: string }, address: string): string {
  return (
    `${file} knows another build of version ${identity.version}, so \`terraform init\` will refuse this one: ` +
    `delete the entry of ${address} from it, or the whole file, and run init again.`
  );
}
