import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

interface Room {
  /** The rooms that may be imported. */
  readonly rooms: readonly string[];
  /** The rooms of which types may be imported. */
  readonly types?: readonly string[];
  /** The packages, `node:` modules and folders of what is built that may be imported, `node:*` standing for all modules. */
  readonly outside: readonly string[];
}

/** Who may import whom. The README's map says the same in words. */
const TABLE: Readonly<Record<string, Room>> = {
  schema: { rooms: [], outside: [] },
  wire: { rooms: [], outside: [] },
  client: { rooms: ["wire"], outside: ["undici"] },
  handlers: { rooms: ["schema"], types: ["wire", "client"], outside: [] },
  sealing: { rooms: ["schema"], outside: ["node:crypto", "age-encryption"] },
  provider: {
    rooms: ["schema"],
    outside: ["@bufbuild/protobuf", "@msgpack/msgpack", "node:*"],
  },
  install: { rooms: ["schema"], outside: ["node:crypto", "node:fs", "node:os", "node:path", "lib/packed"] },
  constructs: {
    rooms: ["schema", "handlers", "install"],
    outside: ["cdktf", "constructs", "@cdktf/provider-null", "node:fs", "node:path"],
  },
  review: { rooms: ["schema", "handlers"], outside: [] },
  emulator: { rooms: ["wire"], outside: ["express", "node:*"] },
  custody: { rooms: ["schema"], outside: ["node:*"] },
  cli: {
    rooms: [
      "schema",
      "wire",
      "client",
      "handlers",
      "sealing",
      "provider",
      "install",
      "constructs",
      "emulator",
      "custody",
      "review",
    ],
    outside: ["commander", "node:*"],
  },
};

interface Import {
  readonly module: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push({ module: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly: isTypeOnly(node) });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push({ module: (node.argument.literal as ts.StringLiteral).text, typeOnly: true });
    } else if (ts.isCallExpression(node) && isLoading(node.expression)) {
      const [module] = node.arguments;
      found.push({ module: module && ts.isStringLiteral(module) ? module.text : "(computed)", typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isLoading(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) {
    const names = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : [];
    return node.isTypeOnly || (names.length > 0 && names.every((name) => name.isTypeOnly));
  }
  const clause = node.importClause;
  if (!clause) return false;
  const names = clause.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : [];
  return clause.isTypeOnly || (!clause.name && names.length > 0 && names.every((name) => name.isTypeOnly));
}

/** Every import below a `src` that the table does not allow, as a sentence. */
function forbidden(src: string): string[] {
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
  return files.flatMap((file) => {
    const room = relative(src, file).split("/")[0] ?? "";
    const rule = TABLE[room];
    if (!rule) return [`${relative(src, file)} is in no room`];
    return importsOf(file)
      .filter((imported) => !allows(rule, room, imported, src, file))
      .map(({ module, typeOnly }) => `${relative(src, file)} may not import ${typeOnly ? "types of " : ""}${module}`);
  });
}

function allows(rule: Room, room: string, { module, typeOnly }: Import, src: string, file: string): boolean {
  if (module.startsWith(".")) {
    const [target = "", ...path] = relative(src, join(dirname(file), module)).split("/");
    if (target === "..") return rule.outside.includes(dirname(path.join("/")));
    return target === room || rule.rooms.includes(target) || (typeOnly && (rule.types ?? []).includes(target));
  }
  if (module.startsWith("node:")) return rule.outside.includes("node:*") || rule.outside.includes(module);
  const name = module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");
  return rule.outside.includes(name);
}

test("no room imports what the table does not allow", () => {
  expect(forbidden(join(__dirname, "../src"))).toEqual([]);
});

test("exactly one file of the constructs imports cdktf at run time", () => {
  const room = join(__dirname, "../src/constructs");
  const importers = readdirSync(room, { recursive: true, encoding: "utf8" }).filter(
    (file) =>
      file.endsWith(".ts") &&
      importsOf(join(room, file)).some(({ module, typeOnly }) => module === "cdktf" && !typeOnly),
  );
  expect(importers).toEqual(["cdktf.ts"]);
});

test("the null provider is needed by the local-exec entry only, which the main entry does not load", () => {
  const room = join(__dirname, "../src/constructs");
  const files = readdirSync(room, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const outside = files.filter((file) => !file.startsWith("local-exec/"));
  const modules = outside.flatMap((file) => importsOf(join(room, file)).map(({ module }) => module));
  expect(modules.filter((module) => /provider-null|local-exec/.test(module))).toEqual([]);
});

describe("the test itself fails", () => {
  let src: string;
  beforeEach(() => {
    src = mkdtempSync(join(tmpdir(), "rooms-"));
  });
  afterEach(() => rmSync(src, { recursive: true }));

  test.each([
    ["schema", 'import { connect } from "../client";'],
    ["client", 'import { Problem } from "../schema";'],
    ["handlers", 'import { connect } from "../client";'],
    ["handlers", 'import { readFileSync } from "node:fs";'],
    ["provider", 'import { apiKey } from "../handlers";'],
    ["provider", 'export * from "../handlers";'],
    ["provider", 'const { apiKey } = require("../handlers");'],
    ["provider", 'const loaded = import("../handlers");'],
    ["provider", "const loaded = require(name);"],
    ["provider", 'import type { Context } from "../handlers";'],
    ["constructs", 'import { request } from "undici";'],
    ["emulator", 'import { connect } from "../client";'],
    ["cellar", "export {};"],
  ])("on %s with %s", (room, code) => {
    mkdirSync(join(src, room));
    writeFileSync(join(src, room, "a.ts"), code);
    expect(forbidden(src)).toHaveLength(1);
  });

  test("on nothing else: types may come from where only types may", () => {
    mkdirSync(join(src, "handlers"));
    writeFileSync(
      join(src, "handlers", "a.ts"),
      'import type { Api } from "../client/api";\nimport { type A } from "../client";',
    );
    expect(forbidden(src)).toEqual([]);
  });
});
