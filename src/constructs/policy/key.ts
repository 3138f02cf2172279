import type { IConstruct } from "constructs";
import { apiKey, identity } from "../../handlers";
import { Token } from "../cdktf";
import { isExpression } from "../literal";

/** What the code says about a key, token or not. */
export interface DeclaredKey extends IConstruct {
  readonly nameInput?: unknown;
  readonly permissionInput?: unknown;
  readonly readAccessInput?: unknown;
  readonly writeAccessInput?: unknown;
  readonly justificationInput?: unknown;
  justification?: unknown;
}

const TYPE = `${identity.name}_${apiKey.name}`;

/** Whether a construct declares a key, in whichever way. */
export function isKey(construct: IConstruct): construct is DeclaredKey {
  const { terraformResourceType: type } = construct as { readonly terraformResourceType?: unknown };
  if (type === TYPE) return "permissionInput" in construct;
  return type === "null_resource" && "permissionInput" in construct && "secretFileInput" in construct;
}

/** A text that the code writes out; `undefined` if there is none, or only Terraform knows it. */
export function literalText(value: unknown): string | undefined {
  return typeof value === "string" && !isExpression(value) ? value : undefined;
}

/** Whether only Terraform knows a value, or a part of it. */
export function isOpen(value: unknown): boolean {
  return isExpression(value) || (Array.isArray(value) && (Token.isUnresolved(value) || value.some(isExpression)));
}

/** The entries of an access list that the code writes out, in lower case. */
export function literalEntries(value: unknown): readonly string[] {
  if (!Array.isArray(value) || Token.isUnresolved(value)) return [];
  return value.flatMap((entry) => literalText(entry)?.toLowerCase() ?? []);
}
