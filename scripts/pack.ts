import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageHash } from "../src/install/package-hash";
import type { PackedPlugin } from "../src/install/packed";
import { zip } from "./zip";

/** The folder of a plugin as it travels: the archive that Terraform unpacks, in base64, and the hash of what is in it. */
export function packPlugin(folder: string): PackedPlugin {
  return { hash: packageHash(folder), archive: zipFolder(folder).toString("base64") };
}

/** A folder without folders as an archive; the same files give the same bytes. */
export function zipFolder(folder: string): Buffer {
  const files = readdirSync(folder)
    .sort()
    .map((name) => ({
      name,
      content: readFileSync(join(folder, name)),
      executable: (statSync(join(folder, name)).mode & 0o100) !== 0,
    }));
  return zip(files);
}
