import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ProviderPin, versionsIn } from "./mirror";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The file of the user's Terraform CLI configuration that makes Terraform pass over a stack's own mirror, or
 * `undefined`. That is what a `provider_installation` block does, unless it names a place that has this provider.
 */
export function fileThatHidesMirror({ address, version }: ProviderPin, environment: Environment): string | undefined {
  return filesOf(environment).find((file) => {
    const text = readFileSync(file, "utf8").replace(/(^|\s)(#|\/\/).*$/gm, "");
    if (!/(^|[\s{,"])provider_installation["\s]*[:={]/m.test(text)) return false;
    const places = [...text.matchAll(/"?path"?\s*[:=]\s*"([^"]+)"/g)].map(([, path]) => path ?? "");
    return !text.includes(`"${address}"`) && !places.some((place) => versionsIn(place, address).includes(version));
  });
}

/** What Terraform has of a user's: the file of its CLI configuration, and its folder. */
export function terraformHome(
  { HOME = "", APPDATA = "" }: Environment,
  platform: string = process.platform,
): { readonly file: string; readonly folder: string } {
  return platform === "win32"
    ? { file: join(APPDATA, "terraform.rc"), folder: join(APPDATA, "terraform.d") }
    : { file: join(HOME, ".terraformrc"), folder: join(HOME, ".terraform.d") };
}

/** The files that Terraform reads: the one that the environment names, or those in the user's home. */
function filesOf(environment: Environment): string[] {
  const named = environment.TF_CLI_CONFIG_FILE || environment.TERRAFORM_CONFIG;
  const { file: ownFile, folder } = terraformHome(environment);
  const files = named
    ? [named]
    : [
        ownFile,
        ...(existsSync(folder) ? readdirSync(folder) : [])
          .filter((name) => /\.tfrc(\.json)?$/.test(name))
          .map((name) => join(folder, name)),
      ];
  return files.filter((file) => existsSync(file));
}
