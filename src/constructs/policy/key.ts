import type { IConstruct } from "constructs";
import { apiKey, identity } from "../../handlers";
import { type Attributes, snakeCase } from "../../schema";
import { Token } from "../cdktf";
import { finalArguments } from "../final";
import { isExpression } from "../literal";
import { keyTriggers, readTrigger } from "../triggers";

/** What synth will write about a key, token or not: what the code says, and every override. */
export interface DeclaredKey extends IConstruct {
  readonly nameInput?: unknown;
  readonly permissionInput?: unknown;
  readonly readAccessInput?: unknown;
  readonly writeAccessInput?: unknown;
  readonly justificationInput?: unknown;
  readonly recipientsInput?: unknown;
  readonly rotationInput?: unknown;
  readonly expiresAtInput?: unknown;
}

type Inputs = Readonly<Record<string, unknown>>;

const TYPE = `${identity.name}_${apiKey.name}`;

/** Whether a construct declares a key, in whichever way. */
export function isKey(construct: IConstruct): boolean {
  return inputsOf(construct) !== undefined;
}

/** A construct with the inputs that synth will write; `undefined` if it declares no key. */
export function declaredKey(construct: IConstruct): DeclaredKey | undefined {
  const inputs = inputsOf(construct);
  return (
    inputs &&
    new Proxy(construct, { get: (key, name) => (name in inputs ? inputs[String(name)] : Reflect.get(key, name)) })
  );
}

function inputsOf(construct: IConstruct): Inputs | undefined {
  const { terraformResourceType: type } = construct as { readonly terraformResourceType?: unknown };
  if (type === TYPE) return inputs(apiKey.attributes, finalArguments(construct), (_name, value) => value);
  if (type !== "null_resource" || !isTriggered(construct)) return undefined;
  const written = construct as unknown as Inputs;
  const { triggers } = finalArguments(construct) ?? {};
  return inputs(keyTriggers, triggers as Inputs, (name, trigger) =>
    // The code says more than the expression that is made of a list with tokens in it.
    isExpression(trigger)
      ? written[`${name}Input`]
      : readTrigger(keyTriggers[name as keyof typeof keyTriggers], trigger),
  );
}

/** Whether a key is declared by a null resource's triggers. */
export function isTriggered(construct: IConstruct): boolean {
  return "permissionInput" in construct && "secretFileInput" in construct;
}

function inputs(
  attributes: Attributes,
  final: Inputs | undefined,
  read: (name: string, value: unknown) => unknown,
): Inputs | undefined {
  const names = Object.keys(attributes);
  return final && Object.fromEntries(names.map((name) => [`${name}Input`, read(name, final[snakeCase(name)])]));
}

/** Gives a key another justification, whether code or an override gave it the one before. */
export function justify(construct: IConstruct, justification: string): void {
  Object.assign(construct, { justification });
  if (declaredKey(construct)?.justificationInput === justification) return;
  const { addOverride } = construct as unknown as { addOverride(path: string, value: unknown): void };
  addOverride.call(construct, isTriggered(construct) ? "triggers.justification" : "justification", justification);
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
