/**
 * Loads a package that an app has beside ours, or says what is needed. Package managers do not: which of the frameworks
 * an app has is its own choice, so that each is optional.
 */
export function need(what: string, load: () => unknown): void {
  try {
    load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    const [reason] = (error as Error).message.split("\n", 1);
    throw new Error(`cdktf-cloudcraft needs ${what} (${reason})`, { cause: error });
  }
}
