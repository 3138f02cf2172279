import { spawnSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../package.json";
import { bundlePlugin } from "./bundle";
import { renderVersion, VERSION_FILE } from "./version";

const root = join(__dirname, "..");

/** Builds what ships: the compiled package, and the provider as a single file beside it. */
async function build(): Promise<void> {
  rmSync(join(root, "lib"), { recursive: true, force: true });
  writeFileSync(join(root, VERSION_FILE), renderVersion());
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  chmodSync(join(root, "lib/cli/bin.js"), 0o755);
  await bundlePlugin({
    entry: join(root, "src/cli/plugin.ts"),
    outDir: join(root, "lib/plugin"),
    type: "cloudcraft",
    version,
  });
}

void build();
