import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipped as unzip } from "../../src/cli/zip";
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
  return [...unzip(readFileSync(file), () => true).values()].map((content) => content.toString("utf8")).join("\n");
}

/** The files below a folder that hold a text, but for those expected to. */
export function filesWith(text: string, folder: string, expected: (name: string) => boolean): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !expected(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}
