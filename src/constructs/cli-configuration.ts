import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProviderPin } from "./plugin";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The file of the user's Terraform CLI configuration that makes Terraform pass over a stack's own mirror, or
 * `undefined`. That is what a `provider_installation` block does, unless it names a place that has this provider.
 */
export function fileThatHidesMirror({ address, version }: ProviderPin, environment: Environment): string | undefined {
  const file = environment.TF_CLI_CONFIG_FILE || join(environment.HOME ?? "", ".terraformrc");
  const text = readIfPresent(file).replace(/(^|\s)(#|\/\/).*$/gm, "");
  if (!/(^|[\s{,"])provider_installation["\s]*[:={]/m.test(text)) return undefined;
  const places = [...text.matchAll(/"?path"?\s*[:=]\s*"([^"]+)"/g)].map(([, path]) => path ?? "");
  const isKnown = text.includes(`"${address}"`) || places.some((place) => existsSync(join(place, address, version)));
  return isKnown ? undefined : file;
}

function readIfPresent(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
