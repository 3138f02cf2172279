import { Problem } from "../schema";

/** The platforms that the plugin runs on, in Terraform's words. It is one JavaScript file, the same for each. */
export const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"] as const;

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
