import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { identity } from "../handlers";
import { Problem } from "../schema";
import { unzipped } from "./zip";

/** The provider for one platform, as a release has it. */
export interface ReleaseArchive {
  /** In Terraform's words. */
  readonly platform: string;
  readonly bytes: Buffer;
}

/** Reads an archive of a release. @throws Problem `bad_usage` unless it holds this version of the provider */
export function releaseArchive(file: string): ReleaseArchive {
  const { name, version } = identity;
  const stem = `terraform-provider-${name}`;
  const [, its, platform = ""] = new RegExp(`^${stem}_([^_]+)_([a-z]+_[a-z0-9]+)\\.zip$`).exec(basename(file)) ?? [];
  if (its !== version) throw unfit(file, "its name is that of another file");
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
    const names: string[] = [];
    unzipped(bytes, (entry) => names.push(entry) < 0);
    if (!names.some((entry) => [`${stem}_v${version}`, `${stem}_v${version}.exe`].includes(entry))) {
      throw new Error("the provider is not in it");
    }
  } catch (error) {
    throw unfit(file, (error as Error).message, error);
  }
  return { platform, bytes };
}

function unfit(file: string, why: string, cause?: unknown): Problem {
  return new Problem(
    {
      kind: "bad_usage",
      summary: `--archive ${file} cannot be used: ${why}`,
      remedy: `Give terraform-provider-${identity.name}_${identity.version}_OS_ARCH.zip, as a release has it.`,
    },
    { cause },
  );
}
