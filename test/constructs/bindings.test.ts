import { execFileSync } from "node:child_process";
import { join } from "node:path";
import ts from "typescript";
import { identity } from "../../src/handlers";
import { placePlugin } from "../../src/install";
import { pascalCase } from "../../src/schema";
import { folderOf, privateFolder } from "./folder";

const folder = privateFolder();
const repository = join(__dirname, "..", "..");
const ourFile = join(repository, "src/constructs/index.ts");
const folders = ["provider", "api-key", "data-cloudcraft-team", "data-cloudcraft-teams", "data-cloudcraft-user"];

/** How `cdktf get` converts values, and what it does about configured blocks: of no use where nothing is a block. */
const plumbing =
  /To(Hcl)?Terraform$|^internalValue$|^static prototype$|^(DataCloudcraftTeam(s?Teams|Members)|ApiKeyPrevious)$/;

let theirs: Map<string, ts.Symbol>;
let ours: Map<string, ts.Symbol>;
let checker: ts.TypeChecker;

beforeAll(() => {
  const generated = bindings();
  const files = folders.map((folder) => join(generated, folder, "index.ts"));
  const program = ts.createProgram([...files, ourFile], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [join(repository, "node_modules/@types")],
    paths: {
      cdktf: [join(repository, "node_modules/cdktf")],
      constructs: [join(repository, "node_modules/constructs")],
    },
  });
  checker = program.getTypeChecker();
  const exportsOf = (file: string) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} is no module.`);
    return checker.getExportsOfModule(module).map((symbol) => [symbol.name, unaliased(symbol)] as const);
  };
  theirs = new Map(files.flatMap(exportsOf));
  ours = new Map(exportsOf(ourFile));
}, 180_000);

test("everything that `cdktf get` would export has its counterpart", () => {
  expect(theirs.size).toBeGreaterThan(5);
  expect([...theirs.keys()].filter((name) => !plumbing.test(name) && !ours.has(name))).toEqual([]);
});

test("every member, getter, setter and static that `cdktf get` would give a name has it here as well", () => {
  const missing = [...theirs].flatMap(([name, symbol]) => {
    const counterpart = ours.get(name);
    if (!counterpart) return [];
    const present = new Set(membersOf(counterpart));
    return membersOf(symbol)
      .filter((member) => !present.has(member) && !plumbing.test(member))
      .map((member) => `${name}.${member}`);
  });
  expect(missing).toEqual([]);
  expect(membersOf(theirs.get("ApiKey"))).toEqual(
    expect.arrayContaining(["static tfResourceType", "permissionInput", "resetPermission", "key"]),
  );
});

test("what can be set there can be set here", () => {
  const readonly = [...theirs].flatMap(([name, symbol]) =>
    settersOf(symbol)
      .filter((member) => !settersOf(ours.get(name)).includes(member) && !plumbing.test(member))
      .map((member) => `${name}.${member}`),
  );
  expect(readonly).toEqual([]);
  expect(settersOf(theirs.get("ApiKey"))).toContain("permission");
});

test.each(folders)("a configuration for the %s of `cdktf get` is one for ours", (folder) => {
  const noun = folder === "provider" ? `${pascalCase(identity.name)}Provider` : pascalCase(folder.replaceAll("-", "_"));
  const [from, to] = [theirs, ours].map((symbols) => symbols.get(`${noun}Config`));
  if (!from || !to) throw new Error(`${noun}Config is missing.`);
  expect(checker.isTypeAssignableTo(checker.getDeclaredTypeOfSymbol(from), checker.getDeclaredTypeOfSymbol(to))).toBe(
    true,
  );
});

test("the permission is completed by an editor, and admits any string", () => {
  const config = ours.get("ApiKeyConfig");
  const permission = config && checker.getPropertyOfType(checker.getDeclaredTypeOfSymbol(config), "permission");
  if (!permission) throw new Error("ApiKeyConfig.permission is missing.");
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(permission));
  expect(type.isUnion() && type.types.flatMap((part) => (part.isStringLiteral() ? [part.value] : [])).sort()).toEqual([
    "read",
    "read-write",
  ]);
  expect(checker.isTypeAssignableTo(checker.getStringType(), type)).toBe(true);
});

/** Runs the real `cdktf get` on the built provider, without network, and gives the folder of what it writes. */
function bindings(): string {
  const mirror = join(folder, "mirror");
  placePlugin(mirror, identity);
  folderOf(folder, {
    "cdktf.json": JSON.stringify({
      language: "typescript",
      app: "true",
      projectId: "11111111-2222-4333-8444-555555555555",
      sendCrashReports: "false",
      terraformProviders: [{ name: identity.name, source: identity.address, version: identity.version }],
    }),
    terraformrc: `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
  });
  execFileSync(process.execPath, [join(repository, "node_modules/cdktf-cli/bundle/bin/cdktf"), "get"], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      TF_CLI_CONFIG_FILE: join(folder, "terraformrc"),
      CHECKPOINT_DISABLE: "1",
      DISABLE_VERSION_CHECK: "1",
      CI: "1",
    },
    stdio: "pipe",
  });
  return join(folder, ".gen", "providers", identity.name);
}

function unaliased(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Names of the public members of a class or interface, and of its statics. */
function membersOf(symbol: ts.Symbol | undefined): string[] {
  if (!symbol || !(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) return [];
  const statics = symbol.flags & ts.SymbolFlags.Class ? publicOf(checker.getTypeOfSymbol(symbol)) : [];
  return [
    ...publicOf(checker.getDeclaredTypeOfSymbol(symbol)).map(({ name }) => name),
    ...statics.map(({ name }) => `static ${name}`),
  ];
}

function settersOf(symbol: ts.Symbol | undefined): string[] {
  if (!symbol || !(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) return [];
  return publicOf(checker.getDeclaredTypeOfSymbol(symbol))
    .filter(({ declarations }) => declarations?.some(ts.isSetAccessorDeclaration))
    .map(({ name }) => name);
}

function publicOf(type: ts.Type): ts.Symbol[] {
  return checker
    .getPropertiesOfType(type)
    .filter(
      ({ declarations }) =>
        !declarations?.some(
          (declaration) =>
            ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected),
        ),
    );
}
