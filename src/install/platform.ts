import { Problem } from "../schema";

/** The platforms that the plugin of this package runs on, in Terraform's words. It is one JavaScript file, the same for each. */
export const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"] as const;

/** Where Terraform starts nothing but executables, which a release has and this package has not. */
const EXECUTABLE_ONLY = ["windows_amd64", "windows_arm64"] as const;

/** Terraform's name for a platform. @throws Problem where the provider does not run. */
export function platformName(platform: string = process.platform, arch: string = process.arch): string {
  const name = `${platform === "win32" ? "windows" : platform}_${arch === "x64" ? "amd64" : arch}`;
  if ([...PLATFORMS, ...EXECUTABLE_ONLY].some((supported) => supported === name)) return name;
  throw new Problem({
    kind: "unsupported_platform",
    summary: `The Cloudcraft provider does not run on ${name}`,
    detail: "It runs on Linux, macOS and Windows, on amd64 and arm64.",
    remedy: "To synthesize here and apply elsewhere, give the provider `installPlugin: false`.",
  });
}

/** Whether Terraform here runs the plugin of this package, rather than an executable of a release. */
export function runsPackedPlugin(platform = platformName()): boolean {
  return PLATFORMS.some((supported) => supported === platform);
}
