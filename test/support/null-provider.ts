import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundlePlugin } from "../../scripts/bundle";
import { program } from "./program";
import type { Installed } from "./terraform";

const version = "3.2.4";

/** What the program that the tests drive calls the null provider. */
export const NULL = `registry.${program().name === "OpenTofu" ? "opentofu.org" : "terraform.io"}/hashicorp/null`;

/** A stand-in for the null provider, which cannot be downloaded everywhere. */
export async function nullStandIn(): Promise<Installed & { remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "null-"));
  const entry = join(__dirname, "../terraform/null-stand-in.ts");
  const executable = await bundlePlugin({ entry, outDir: folder, type: "null", version });
  return { address: NULL, version, executable, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
