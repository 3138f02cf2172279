import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { identity } from "../../src/handlers";
import type { Emulated } from "./emulated";
import { Terraform } from "./terraform";

/** The provider as it ships. */
export const built = {
  address: identity.address,
  version: identity.version,
  executable: join(__dirname, "../../lib/plugin", `terraform-provider-${identity.name}_v${identity.version}`),
};

const REQUIRED = `
terraform {
  required_providers {
    cloudcraft = {
      source  = "${built.address}"
      version = "${built.version}"
    }
  }
}
`;

/** The real Terraform with the provider as it ships, acting on an emulator as whoever the key belongs to. */
export function cloudcraftTerraform(
  { url, apiKey }: Pick<Emulated, "url" | "apiKey">,
  env: Readonly<Record<string, string>> = {},
): Terraform {
  return new Terraform({
    providers: [built],
    env: { CLOUDCRAFT_BASE_URL: url, CLOUDCRAFT_API_KEY: apiKey, ...env },
  }).write({ "providers.tf": REQUIRED });
}

/** The values of all keys in a state. */
export async function keyValues(terraform: Terraform): Promise<string[]> {
  const resources = (await terraform.showJson()).values?.root_module.resources ?? [];
  return resources.flatMap(({ values: { key } }) => (typeof key === "string" ? [key] : []));
}

/** Everything in a plan file, which is a zip archive: a search in the archive itself could find nothing. */
export function unzipped(file: string): string {
  const zip = readFileSync(file);
  const parts: string[] = [];
  let at = zip.readUInt32LE(zip.length - 6);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [size, name, extra, comment] = [
      zip.readUInt32LE(at + 20),
      ...[28, 30, 32].map((o) => zip.readUInt16LE(at + o)),
    ];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + (size ?? 0));
    parts.push((zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data).toString("utf8"));
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return parts.join("\n");
}

/** The files below a folder that hold a text, but for those expected to. */
export function filesWith(text: string, folder: string, expected: (name: string) => boolean): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !expected(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}
