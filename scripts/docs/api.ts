import ts from "typescript";
import { sourceFile, sources } from "./sources";
import { MARK } from "./types";

/** The reference of what a stack imports, by path: constructs, and the policies among them. */
export function renderApi(): Map<string, string> {
  const policies = new Set(exportsOf("constructs/policy/index.ts").map((symbol) => symbol.name));
  const main = exportsOf("constructs/index.ts").filter(({ name }) => !policies.has(name));
  return new Map([
    [
      "docs/constructs.md",
      [
        "# Constructs",
        MARK,
        "What a stack imports from `cdktf-cloudcraft`, and on CDK Terrain from `cdktf-cloudcraft/cdktn`. Attributes that are " +
          "only read are getters of the same names, in the [reference of the types](index.md).",
        ...main.flatMap(entry),
        "## From `cdktf-cloudcraft/local-exec`",
        "For places where no custom provider may be installed.",
        ...exportsOf("constructs/local-exec/index.ts").flatMap(entry),
        "",
      ].join("\n\n"),
    ],
    [
      "docs/policies.md",
      [
        "# Policies",
        MARK,
        "Rules for every key, which speak up at synth: `Aspects.of(app).add(new LeastPrivilege())`. What is to be so all the " +
          "same is excepted with its reason, which the key's justification then tells.",
        ...exportsOf("constructs/policy/index.ts").flatMap(entry),
        "",
      ].join("\n\n"),
    ],
  ]);
}

function exportsOf(path: string): ts.Symbol[] {
  const { checker } = sources();
  const module = checker.getSymbolAtLocation(sourceFile(path));
  if (module === undefined) throw new Error(`src/${path} exports nothing.`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter((symbol) => !/(Fields|OutputReference|List|Map)$/.test(symbol.name))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function entry(symbol: ts.Symbol): string[] {
  const said = doc(symbol);
  if (symbol.declarations?.some((declaration) => !declaration.getSourceFile().fileName.includes("/src/"))) {
    return [`### ${symbol.name}`, "From the null provider's own package."];
  }
  return [`### ${symbol.name}`, ...(said === "" ? [] : [said]), ...membersOf(symbol)];
}

/** The members that are documented: of an interface its own, of a class those that are not for the framework alone. */
function membersOf(symbol: ts.Symbol): string[] {
  const lines = (symbol.declarations ?? []).flatMap((declaration) => {
    if (ts.isClassDeclaration(declaration)) return declaration.members.flatMap(memberLine);
    return ts.isInterfaceDeclaration(declaration) ? propertiesOf(symbol).flatMap(memberLine) : [];
  });
  return lines.length > 0 ? [lines.join("\n")] : [];
}

/** The properties of an interface, inherited ones as well, but for those of the framework. */
function propertiesOf(symbol: ts.Symbol): ts.TypeElement[] {
  const { checker } = sources();
  return checker
    .getDeclaredTypeOfSymbol(symbol)
    .getProperties()
    .flatMap(({ declarations = [] }) => declarations.slice(0, 1))
    .filter((declaration) => ts.isTypeElement(declaration) && declaration.getSourceFile().fileName.includes("/src/"))
    .map((declaration) => declaration as ts.TypeElement);
}

function memberLine(member: ts.ClassElement | ts.TypeElement): string[] {
  const { checker } = sources();
  const hidden = ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
  if (hidden || (member.name && ts.isPrivateIdentifier(member.name))) return [];
  if (ts.isConstructorDeclaration(member)) {
    if (member.parameters.length === 0) return [];
    const parameters = member.parameters.filter(({ name }) => !["scope", "id"].includes(name.getText()));
    const notes = parameters.map((parameter) => {
      const symbol = checker.getSymbolAtLocation(parameter.name);
      return symbol ? doc(symbol) : "";
    });
    const signature = member.parameters.map(withoutDefault).join(", ");
    return [`- \`new (${signature})\`${[":", ...notes.filter(Boolean)].join(" ").replace(/^:$/, "")}`];
  }
  const symbol = member.name && checker.getSymbolAtLocation(member.name);
  const said = symbol ? doc(symbol) : "";
  const isOwn = ts.getJSDocCommentsAndTags(member).length > 0;
  if (!isOwn || said === "" || said.startsWith("Called by the framework")) return [];
  return [`- \`${signature(member)}\`: ${said}`];
}

/** A member as its declaration says it, without its body. */
function signature(member: ts.ClassElement | ts.TypeElement): string {
  if (ts.isMethodDeclaration(member)) {
    const isStatic = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static;
    const type = member.type ? `: ${oneLine(member.type)}` : "";
    return `${isStatic ? "static " : ""}${member.name.getText()}(${member.parameters.map(withoutDefault).join(", ")})${type}`;
  }
  if (ts.isGetAccessor(member)) return `${member.name.getText()}: ${member.type ? oneLine(member.type) : "string"}`;
  if (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) {
    const type = member.type ? `: ${oneLine(member.type)}` : "";
    return `${member.name.getText()}${member.questionToken ? "?" : ""}${type}`;
  }
  return oneLine(member).replace(/;$/, "");
}

function withoutDefault(parameter: ts.ParameterDeclaration): string {
  const optional = parameter.questionToken || parameter.initializer ? "?" : "";
  const type = parameter.type ? `: ${oneLine(parameter.type)}` : "";
  const name = ts.isIdentifier(parameter.name) ? parameter.name.text : "options";
  return `${name}${optional}${type}`;
}

function oneLine(node: ts.Node): string {
  return node.getText().replace(/\s+/g, " ");
}

/** What a comment says, links as plain names. */
function doc(symbol: ts.Symbol): string {
  const { checker } = sources();
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const sentences = text
    .replace(/\{@link ([^}]+)\}/g, "`$1`")
    .trim()
    .split(/(?<=\.)\s+/);
  // What is a value as well as a type says some of it twice.
  return [...new Set(sentences)].join(" ").replace(/\s+/g, " ");
}
