import { Problem } from "../schema";

/** The plugin as it travels. */
export interface PackedPlugin {
  /** The archive that Terraform unpacks, in base64. */
  readonly archive: string;
  /** The hash by which Terraform's lock file knows what is in the archive (`h1:`), recorded when it was packed. */
  readonly hash: string;
}

/** The plugin that comes with this package. @throws Problem in a package that is not complete. */
export function packedPlugin(): PackedPlugin {
  return present(() => require("../../lib/packed/plugin.json") as PackedPlugin);
}

/** What the handler's program is called in a stack's folder. The name says CommonJS, whatever the app is. */
export const HANDLER_FILE = "cloudcraft-handler.cjs";

/** The handler's program as the text of one file. @throws Problem in a package that is not complete. */
export function packedHandler(): string {
  return present(() => require("../../lib/packed/handler.json") as string);
}

/** Loaded by a literal name, so that a bundler takes it along, and only when asked for, since it is large. */
function present<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    throw new Problem(
      {
        kind: "package_incomplete",
        summary: "A part of the package cdktf-cloudcraft is missing",
        detail: (error as Error).message.split("\n", 1)[0],
        remedy:
          "Install the package again; in a checkout of its source, run `npm run build`. A bundler of yours has to take the " +
          "package's JSON files along, or leave the package outside the bundle.",
      },
      { cause: error },
    );
  }
}
