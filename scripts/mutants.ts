import ts from "typescript";

/** One small change of a program that a test ought to notice. */
export interface Mutant {
  readonly line: number;
  readonly before: string;
  readonly after: string;
  /** The whole program with the change. */
  readonly text: string;
}

const OPERATORS: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
};

/** Calls that are left out, so that what they are called on stands alone. */
const STEPS = new Set(["filter", "normalize", "reverse", "slice", "sort", "toLowerCase", "trim"]);

/** What can be changed of a program: operators, conditions, numbers, steps, statements and properties that are left out. */
export function mutantsOf(text: string): readonly Mutant[] {
  const source = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const change = (from: number, to: number, after: string) => {
    const line = source.getLineAndCharacterOfPosition(from).line + 1;
    mutants.push({ line, before: text.slice(from, to), after, text: text.slice(0, from) + after + text.slice(to) });
  };
  const replace = (node: ts.Node, after: string) => change(node.getStart(), node.end, after);
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const other = OPERATORS[node.operatorToken.getText()];
      if (other) replace(node.operatorToken, other);
    } else if (ts.isIfStatement(node)) {
      for (const value of ["true", "false"]) replace(node.expression, value);
    } else if (ts.isConditionalExpression(node)) {
      for (const value of ["true", "false"]) replace(node.condition, value);
    } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      replace(node, node.operand.getText());
    } else if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
      replace(node, node.kind === ts.SyntaxKind.TrueKeyword ? "false" : "true");
    } else if (ts.isNumericLiteral(node)) {
      replace(node, `${node.getText()} + 1`);
    } else if (ts.isExpressionStatement(node)) {
      replace(node, ";");
    } else if (ts.isPropertyAssignment(node) && text[node.end] === ",") {
      change(node.getStart(), node.end + 1, "");
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      if (STEPS.has(name.text)) change(expression.end, node.end, "");
      const other = { max: "min", min: "max" }[name.text];
      if (other && expression.getText() === "Math") replace(name, other);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}
