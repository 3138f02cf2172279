import { version } from "../package.json";

/** Where the version is said in source. */
export const VERSION_FILE = "src/handlers/version.ts";

/** The version of `package.json` as source, so that nothing has to read that file at run time. */
export function renderVersion(): string {
  return [
    "// Written by `npm run generate` from package.json.",
    "/** Version of the package, and so of the provider and the constructs. */",
    `export const version = ${JSON.stringify(version)};`,
    "",
  ].join("\n");
}
