import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { version } from "../package.json";
import { identity } from "../src/handlers";
import { platformName } from "../src/install";
import { type Bundled, bundleText } from "./bundle";
import { NOTICES_FILE } from "./notices";

const root = join(__dirname, "..");
const compiler = join(__dirname, "compiler");

/** Where the executables go: `PLATFORM/FILE`. */
export const EXECUTABLES = join(root, "dist/executables");

/**
 * What Bun calls each platform that an executable is built for: the package of its runtime, and the target. None for
 * macOS on Intel: what is made for it has a broken signature.
 */
const RUNTIMES: Readonly<Record<string, readonly [name: string, target: string]>> = {
  linux_amd64: ["bun-linux-x64", "bun-linux-x64"],
  linux_arm64: ["bun-linux-aarch64", "bun-linux-arm64"],
  darwin_arm64: ["bun-darwin-aarch64", "bun-darwin-arm64"],
  windows_amd64: ["bun-windows-x64", "bun-windows-x64"],
  windows_arm64: ["bun-windows-aarch64", "bun-windows-arm64"],
};

/** The platforms that an executable is built for, in Terraform's words. */
export const EXECUTABLE_PLATFORMS: readonly string[] = Object.keys(RUNTIMES);

/** The provider's executable for a platform, whether it has been built or not. */
export function executableFor(platform: string): string {
  return pathOf({ outDir: join(EXECUTABLES, platform), version }, platform);
}

/**
 * Makes a provider one executable that needs no Node.js, for a platform in Terraform's words; returns its path. The same
 * source gives the same bytes.
 */
export async function compilePlugin({ entry, outDir, type, version }: Bundled, platform: string): Promise<string> {
  const path = pathOf({ outDir, type, version }, platform);
  mkdirSync(outDir, { recursive: true });
  // The name of the file that is compiled is a part of the result.
  const source = join(outDir, "plugin.cjs");
  writeFileSync(source, await bundleText(entry));
  try {
    // Nothing that lies in the folder where Terraform runs may change what the provider is or does.
    const closed = ["dotenv", "bunfig", "tsconfig", "package-json"].map((name) => `--no-compile-autoload-${name}`);
    const { program, target } = runtime(platform);
    const parameters = [`--target=${target}`, `--compile-executable-path=${program}`, `--outfile=${resolve(path)}`];
    run(runtime(platformName()).program, ["build", "--compile", ...parameters, ...closed, "plugin.cjs"], outDir);
  } finally {
    rmSync(source);
  }
  chmodSync(path, 0o755);
  return path;
}

/** Fetches the compiler, as its lock file pins it, if it is not there yet. */
export function installCompiler(): void {
  // Forced, since most of its packages are for other platforms than this one.
  if (!existsSync(runtime(platformName()).program))
    run("npm", ["ci", "--force", "--silent", "--ignore-scripts"], compiler);
}

function pathOf({ outDir, type = identity.name, version }: Omit<Bundled, "entry">, platform: string): string {
  const suffix = platform.startsWith("windows") ? ".exe" : "";
  return join(outDir, `terraform-provider-${type}_v${version}${suffix}`);
}

function runtime(platform: string): { program: string; target: string } {
  const known = RUNTIMES[platform];
  if (known === undefined) throw new Error(`No executable is built for ${platform}, and none can be built there.`);
  const [name, target] = known;
  const file = platform.startsWith("windows") ? "bun.exe" : "bun";
  return { program: join(compiler, "node_modules/@oven", name, "bin", file), target };
}

function run(program: string, parameters: readonly string[], cwd: string): void {
  const { status, error, stdout, stderr } = spawnSync(program, parameters, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${parameters.join(" ")} failed: ${error ?? ""}${stdout}${stderr}`);
}

/** Builds the provider's executables for platforms. */
export async function buildExecutables(platforms: readonly string[]): Promise<void> {
  installCompiler();
  for (const platform of platforms) {
    const outDir = join(EXECUTABLES, platform);
    rmSync(outDir, { recursive: true, force: true });
    const path = await compilePlugin({ entry: join(root, "src/cli/plugin.ts"), outDir, version }, platform);
    for (const file of ["LICENSE", NOTICES_FILE]) copyFileSync(join(root, file), join(outDir, file));
    process.stdout.write(`${relative(root, path)}\n`);
  }
}

if (require.main === module) {
  const named = process.argv.slice(2);
  buildExecutables(named.length > 0 ? named : EXECUTABLE_PLATFORMS).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
