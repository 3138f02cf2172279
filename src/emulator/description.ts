import description from "./openapi.json";
import { defaultApiKeysPath } from "./routes/api-keys";

/** The OpenAPI description of what the emulator serves, with keys managed under `apiKeysPath`. */
export function describe(apiKeysPath: string): typeof description {
  const paths = Object.entries(description.paths).map(([path, operations]) => [
    path.replace(defaultApiKeysPath, apiKeysPath),
    operations,
  ]);
  return { ...description, paths: Object.fromEntries(paths) };
}
