import { createHash } from "node:crypto";
import { basename } from "node:path";
import { packageHash } from "../../src/install";
import { zipFolder } from "../pack";

/** A version of a provider that is released. */
export interface Release {
  /** `HOST/NAMESPACE/TYPE`. */
  readonly source: string;
  readonly version: string;
  readonly packages: readonly Package[];
}

/** A provider for one platform, as registries and mirrors serve it. */
export interface Package {
  readonly os: string;
  readonly arch: string;
  /** The archive's name, as the registries want it. */
  readonly fileName: string;
  readonly zip: Buffer;
  /** SHA-256 of the archive in hexadecimal digits. */
  readonly digest: string;
  /** The hash by which lock files know what is in the archive (`h1:`). */
  readonly hash: string;
}

/** The versions of Terraform's plugin protocol that the provider speaks. */
export const PROTOCOLS = ["6.0"];

/** Packs the folder of a plugin for a platform in Terraform's words, `OS_ARCH`. */
export function packageOf(
  { source, version }: Pick<Release, "source" | "version">,
  platform: string,
  folder: string,
): Package {
  const [os = "", arch = ""] = platform.split("_");
  const zip = zipFolder(folder);
  return {
    os,
    arch,
    fileName: `${fileStem({ source, version })}_${platform}.zip`,
    zip,
    digest: sha256(zip),
    hash: packageHash(folder),
  };
}

/** How the names of all files of a release begin. */
export function fileStem({ source, version }: Pick<Release, "source" | "version">): string {
  return `terraform-provider-${basename(source)}_${version}`;
}

/** SHA-256 in hexadecimal digits. */
export function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
