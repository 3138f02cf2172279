import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { version } from "../package.json";
import { bundlePlugin, bundleText } from "./bundle";
import { writeFlavour } from "./flavour";
import { packPlugin } from "./pack";
import { renderVersion, VERSION_FILE } from "./version";

const root = join(__dirname, "..");

/**
 * Builds what ships: the compiled package, the provider as a single file beside it, and what synth puts beside stacks. That
 * is in JSON, which a bundler takes along with the code that reads it.
 */
async function build(): Promise<void> {
  rmSync(join(root, "lib"), { recursive: true, force: true });
  writeFileSync(join(root, VERSION_FILE), renderVersion());
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  chmodSync(join(root, "lib/cli/bin.js"), 0o755);
  writeFlavour(join(root, "lib/constructs"), join(root, "lib/cdktn"));
  const plugin = await bundlePlugin({
    entry: join(root, "src/cli/plugin.ts"),
    outDir: join(root, "lib/plugin"),
    type: "cloudcraft",
    version,
  });
  const packed = {
    plugin: packPlugin(dirname(plugin)),
    handler: await bundleText(join(root, "src/cli/handler-program.ts")),
  };
  mkdirSync(join(root, "lib/packed"));
  for (const [name, content] of Object.entries(packed)) {
    writeFileSync(join(root, "lib/packed", `${name}.json`), `${JSON.stringify(content)}\n`);
  }
}

void build();
