import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { version } from "../package.json";
import { bundlePlugin } from "./bundle";

const root = join(__dirname, "..");

/** Builds what ships: the compiled package, and the provider as a single file beside it. */
async function build(): Promise<void> {
  rmSync(join(root, "lib"), { recursive: true, force: true });
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
  chmodSync(join(root, "lib/cli/bin.js"), 0o755);
  await bundlePlugin({ entry: join(root, "src/cli/plugin.ts"), outDir: join(root, "lib/plugin"), version });
}

void build();
