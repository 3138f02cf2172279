import ts from "typescript";
import { sourceFiles } from "./sources";
import { MARK } from "./types";

interface Explained {
  readonly kind: string;
  readonly summary: string;
  readonly detail: string;
  readonly remedy: string;
}

/** Every problem that is told with a kind: what happened, why, and the way out, as the source says them. */
export function renderErrors(): string {
  const all = sourceFiles().flatMap(problemsIn);
  const kinds = [...new Set(all.map(({ kind }) => kind))].sort();
  const sections = kinds.flatMap((kind) => {
    const own = all.filter((problem) => problem.kind === kind);
    const once = own.filter((one, at) => own.findIndex((other) => other.summary === one.summary) === at);
    return [`## \`${kind}\``, ...once.flatMap(section)];
  });
  return [
    "# Errors",
    MARK,
    "Every kind of problem, with what is said, and the way out. `…` stands for what differs from case to case.",
    ...sections,
    "",
  ].join("\n\n");
}

function section({ summary, detail, remedy }: Explained): string[] {
  return [`**${summary}**`, ...[detail, remedy && `Way out: ${remedy}`].filter(Boolean)];
}

function problemsIn(file: ts.SourceFile): Explained[] {
  const found: Explained[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) found.push(...problemOf(node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** A literal with a kind and a summary is a problem, or what one is made from. */
function problemOf(node: ts.ObjectLiteralExpression): Explained[] {
  const part = (name: string) => {
    const property = node.properties.find((each) => each.name?.getText() === name);
    return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
  };
  const [kind, summary] = [part("kind"), part("summary")];
  if (kind === undefined || summary === undefined || !ts.isStringLiteral(kind)) return [];
  return texts(summary).map((text) => ({
    kind: kind.text,
    summary: text,
    detail: texts(part("detail"))[0] ?? "",
    remedy: texts(part("remedy")).join(" Or: "),
  }));
}

/** What an expression may say: one text for each way through it. */
function texts(node: ts.Expression | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return texts(node.expression);
  if (ts.isConditionalExpression(node)) return [...texts(node.whenTrue), ...texts(node.whenFalse)];
  if (ts.isTemplateExpression(node)) {
    return [node.templateSpans.reduce((text, { literal }) => `${text}…${literal.text}`, node.head.text)];
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [texts(node.left), texts(node.right)];
    return left.length === 0 || right.length === 0
      ? [...left, ...right]
      : left.flatMap((one) => right.map((other) => one + other));
  }
  return [];
}
