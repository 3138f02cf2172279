import { apiKeys } from "../wire/api-keys";
import description from "./openapi.json";

/** The OpenAPI description of what the emulator serves, with keys managed under `apiKeysPath`. */
export function describe(apiKeysPath: string): typeof description {
  const paths = Object.entries(description.paths).map(([path, operations]) => [
    path.replace(apiKeys.path, apiKeysPath),
    operations,
  ]);
  return { ...description, paths: Object.fromEntries(paths) };
}
