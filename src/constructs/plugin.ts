import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { Problem } from "../schema";
import { packedPlugin } from "./packed";
import { replaceFile } from "./replace-file";

/** The platforms that the plugin of this package runs on, in Terraform's words. It is one JavaScript file, the same for each. */
export const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"] as const;

/** Where Terraform starts nothing but executables, which a release has and this package has not. */
const EXECUTABLE_ONLY = ["windows_amd64", "windows_arm64"] as const;

/** Which provider, under which address: `HOST/NAMESPACE/TYPE`. */
export interface ProviderPin {
  readonly address: string;
  readonly version: string;
}

/** Terraform's name for a platform. @throws Problem where the provider does not run. */
export function platformName(platform: string = process.platform, arch: string = process.arch): string {
  const name = `${platform === "win32" ? "windows" : platform}_${arch === "x64" ? "amd64" : arch}`;
  if ([...PLATFORMS, ...EXECUTABLE_ONLY].some((served) => served === name)) return name;
  throw new Problem({
    kind: "unsupported_platform",
    summary: `The Cloudcraft provider does not run on ${name}`,
    detail: "It runs on Linux, macOS and Windows, on amd64 and arm64.",
    remedy: "To synthesize here and apply elsewhere, give the provider `installPlugin: false`.",
  });
}

/** Whether Terraform here runs the plugin of this package, rather than an executable of a release. */
export function runsPackedPlugin(platform = platformName()): boolean {
  return PLATFORMS.some((served) => served === platform);
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
 * Puts the plugin into a mirror, as an archive for each platform. Archives, since Terraform unpacks them to wherever it
 * wants the plugin, with its own right to be executed; to a folder it would only lead a link, which ends with the folder.
 */
export function placePlugin(mirror: string, pin: ProviderPin, { archive } = packedPlugin()): void {
  platformName();
  const bytes = Buffer.from(archive, "base64");
  for (const platform of PLATFORMS) placeArchive(mirror, pin, platform, bytes);
}

/** Puts an archive for one platform into a mirror. */
export function placeArchive(mirror: string, { address, version }: ProviderPin, platform: string, bytes: Buffer): void {
  const folder = join(mirror, address);
  mkdirSync(folder, { recursive: true });
  replaceFile(archiveOf(mirror, { address, version }, platform), bytes);
  // What is unpacked would be preferred.
  rmSync(join(folder, version), { recursive: true, force: true });
}

/** The archive that a mirror has, or would have, for a platform. */
export function archiveOf(mirror: string, { address, version }: ProviderPin, platform = platformName()): string {
  return join(mirror, address, `terraform-provider-${basename(address)}_${version}_${platform}.zip`);
}

/** The versions of a provider that a mirror has, packed or not. */
export function versionsIn(mirror: string, address: string): string[] {
  const folder = join(mirror, address);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return [...new Set(names.flatMap((name) => versionOf(name) ?? []))].sort();
}

/** Removes those versions of a provider from a mirror that are to go. */
export function removeVersions(mirror: string, address: string, goes: (version: string) => boolean): void {
  const folder = join(mirror, address);
  for (const name of readdirSync(folder)) {
    const version = versionOf(name);
    if (version !== undefined && goes(version)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** A mirror has a version as a folder, or as archives. */
function versionOf(name: string): string | undefined {
  return /^(?:terraform-provider-[^_]+_)?(\d+\.[^_]*)(?:_.+\.zip)?$/.exec(name)?.[1];
}

function sha256(data: string | Buffer) {
  return createHash("sha256").update(data);
}
