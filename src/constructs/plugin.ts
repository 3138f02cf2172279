import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { Problem } from "../schema";

/** The platforms that the plugin runs on, in Terraform's words. It is one JavaScript file, the same for each. */
export const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"] as const;

/** Which provider, under which address: `HOST/NAMESPACE/TYPE`. */
export interface ProviderPin {
  readonly address: string;
  readonly version: string;
}

/** The folder of this package that holds the plugin; the same from `src/constructs` and from `lib/constructs`. */
export function packagePlugin(folder = join(__dirname, "..", "..", "lib", "plugin")): string {
  if (existsSync(folder) && readdirSync(folder).length > 0) return folder;
  throw new Problem({
    kind: "plugin_missing",
    summary: "The Terraform provider is missing from the package cdktf-cloudcraft",
    detail: `There is no plugin in ${folder}.`,
    remedy: "Install the package again; in a checkout of its source, run `npm run build`.",
  });
}

/** Terraform's name for a platform. @throws Problem where the plugin does not run. */
export function platformName(platform: string = process.platform, arch: string = process.arch): string {
  const name = `${platform}_${arch === "x64" ? "amd64" : arch}`;
  if (PLATFORMS.some((served) => served === name)) return name;
  throw new Problem({
    kind: "unsupported_platform",
    summary: `The Cloudcraft provider does not run on ${name}`,
    detail: "It runs on Linux and macOS, on amd64 and arm64; on Windows, use it within WSL.",
    remedy: "To synthesize here and apply elsewhere, give the provider `installPlugin: false`.",
  });
}

/** The hash by which Terraform's lock file knows a folder's contents (`h1:`): of names and contents, in the order of names. */
export function packageHash(folder: string): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  const lines = names.map((name) => `${sha256(readFileSync(join(folder, name))).digest("hex")}  ${name}\n`);
  return `h1:${sha256(lines.join("")).digest("base64")}`;
}

/**
 * Puts the plugin into a mirror, a folder laid out as HOST/NAMESPACE/TYPE/VERSION/OS_ARCH. The running platform gets
 * a real copy, which survives being archived; the others get links to it. Does nothing where that is done already.
 */
export function placePlugin(mirror: string, { address, version }: ProviderPin, plugin = packagePlugin()): void {
  const platform = platformName();
  const folder = join(mirror, address, version);
  mkdirSync(folder, { recursive: true });
  const hash = packageHash(plugin);
  const real = join(folder, platform);
  const isReal = () => isFolder(real) && packageHash(real) === hash;
  if (!isReal()) swapIn(real, (copy) => cpSync(plugin, copy, { recursive: true, dereference: true }), isReal);
  makeExecutable(real);
  for (const other of PLATFORMS.map((name) => join(folder, name))) {
    const leadsThere = () => existsSync(other) && packageHash(other) === hash;
    if (!leadsThere()) swapIn(other, (link) => symlinkSync(platform, link), leadsThere);
  }
}

/** Removes every version but one from a mirror. */
export function removeOtherVersions(mirror: string, { address, version }: ProviderPin): void {
  for (const entry of readdirSync(join(mirror, address))) {
    if (entry === version || !/^\d+\./.test(entry)) continue;
    rmSync(join(mirror, address, entry), { recursive: true, force: true });
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Some ways of archiving, CI artifacts among them, forget that a file may be executed. */
function makeExecutable(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith("terraform-provider-")) chmodSync(join(folder, name), 0o755);
  }
}

/**
 * Puts a file or folder, complete before it appears, in the place of what is there. Of two processes that do so at once,
 * one wins; the other is content with what `isDone` accepts.
 */
function swapIn(target: string, make: (path: string) => void, isDone: () => boolean): void {
  // Beside the versions, where Terraform looks for no platform, and on the same file system.
  const workshop = mkdtempSync(join(target, "..", "..", ".new-"));
  const made = join(workshop, "new");
  try {
    make(made);
    // A rename replaces a link, but neither a folder with content nor a link by a folder.
    if (renamed(made, target) || isDone()) return;
    renamed(target, join(workshop, "old"));
    if (!renamed(made, target) && !isDone()) throw new Error(`${target} cannot be replaced.`);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "EEXIST", "ENOTEMPTY", "EISDIR", "ENOTDIR"].includes(code)) return false;
    throw error;
  }
}

function sha256(data: string | Buffer) {
  return createHash("sha256").update(data);
}
