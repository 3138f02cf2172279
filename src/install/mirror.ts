import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { terraformHome } from "./cli-configuration";
import { packedPlugin } from "./packed";
import { PLATFORMS, platformName } from "./platform";
import { replaceFile } from "./replace-file";

/** Which provider, under which address: `HOST/NAMESPACE/TYPE`. */
export interface ProviderPin {
  readonly address: string;
  readonly version: string;
}

/** The mirror that Terraform looks into by itself, in the user's home. */
export function homeMirror(): string {
  return join(terraformHome({ HOME: homedir(), ...process.env }).folder, "plugins");
}

/** The mirror that Terraform looks into by itself, in the folder of a stack that it is started in. */
export function stackMirror(folder: string): string {
  return join(folder, "terraform.d", "plugins");
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
