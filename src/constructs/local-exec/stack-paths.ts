import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { TerraformStack } from "../cdktf";
import { isExpression } from "../literal";

/**
 * A path of the app's code as seen from a stack's folder, so that it is the same text on every machine. What is
 * absolute stays so; an expression is Terraform's own business.
 */
export function pathSeenFrom(stack: TerraformStack, path: string): string {
  return isExpression(path) || isAbsolute(path) ? path : relative(folderOf(stack), real(resolve(path)));
}

/** Where synth will put a stack. Its name does not matter here, only how deep it lies. */
function folderOf(stack: TerraformStack): string {
  const { outdir } = stack.node.root as { readonly outdir?: unknown };
  return join(real(resolve(typeof outdir === "string" ? outdir : "cdktf.out")), "stacks", stack.node.id);
}

/** A path without symbolic links, as far as it exists: `..` leads out of the place that a link leads to. */
function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return path === dirname(path) ? path : join(real(dirname(path)), basename(path));
}
