import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "../..");
let program: ts.Program | undefined;

/** The project's source as the compiler sees it, read once. */
export function sources(): { readonly program: ts.Program; readonly checker: ts.TypeChecker } {
  if (program === undefined) {
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const entries = [
      "constructs/index.ts",
      "constructs/local-exec/index.ts",
      "cli/bin.ts",
      "cli/plugin.ts",
      "cli/main.ts",
    ];
    program = ts.createProgram(
      entries.map((file) => join(root, "src", file)),
      options,
    );
  }
  return { program, checker: program.getTypeChecker() };
}

/** A file of `src`, by its path there. */
export function sourceFile(path: string): ts.SourceFile {
  const file = sources().program.getSourceFile(join(root, "src", path));
  if (file === undefined) throw new Error(`There is no src/${path}.`);
  return file;
}

/** All files of `src`, in the order of their paths. */
export function sourceFiles(): ts.SourceFile[] {
  const within = join(root, "src/");
  return sources()
    .program.getSourceFiles()
    .filter((file) => file.fileName.startsWith(within) && !file.fileName.includes("/generated/"))
    .sort((one, other) => (one.fileName < other.fileName ? -1 : 1));
}
