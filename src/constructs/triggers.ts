import { apiKey } from "../handlers";
import { type AnyAttribute, type Attributes, type Input, list, Problem, snakeCase, text, validate } from "../schema";

const { name, permission, readAccess, writeAccess, justification, deletionProtection } = apiKey.attributes;

/** Which deployment a null resource belongs to. */
const deployment = {
  type: text("What the null resource stands for: `cloudcraft_api_key`, or `cloudcraft_sweep` for the one that tidies."),
  stack: text("Path of the stack in the app."),
  workspace: text("Terraform's workspace."),
  records: text("Folder of the records. A relative path begins in the stack's folder."),
};

/**
 * The triggers of the null resource that stands for a key: everything that its provisioners are told, and all that is
 * readable in a plan. In Terraform they are texts under snake_case names: see {@link triggerText}.
 */
export const keyTriggers = {
  ...deployment,
  owner: text("Path of the construct in the app: the name by which the record of a key is found."),
  name,
  permission,
  readAccess,
  writeAccess,
  justification,
  deletionProtection,
  secretFile: text("File that gets the key's value. A relative path begins in the stack's folder.").optional(),
  secretCommand: list(text(), "Program and arguments that get the key's value on standard input.").optional(),
};

/** The triggers of the null resource that revokes the keys of a stack that are no longer declared. */
export const sweepTriggers = {
  ...deployment,
  declared: list(text(), "Owners that are declared, sorted."),
  handedOver: list(text(), "Paths at which the provider's own resource stands by now, sorted."),
};

/** The triggers of the null resource that revokes what is left of a stack when all of it is destroyed. */
export const lastSweepTriggers = deployment;

/** The environment variable in which a null resource's request reaches the handler: JSON of its `id` and `triggers`. */
export const REQUEST_VARIABLE = "CLOUDCRAFT_HANDLER_REQUEST";

/** How much of a long request goes into one variable: Linux takes 128 KiB, together with the name. */
export const PIECE_LENGTH = 100_000;

/** The variables of a request that may be too long for one: compressed, in base64, and cut into pieces. */
export const PIECE_VARIABLES: readonly string[] = Array.from(
  { length: 12 },
  (_, at) => `${REQUEST_VARIABLE}_${at + 1}`,
);

/** What the provisioners of a key are told. */
export type KeyTriggers = Input<typeof keyTriggers>;

/** What the provisioners of a sweep are told. */
export type SweepTriggers = Input<typeof sweepTriggers>;

/** A literal value as a trigger: sets sorted and with commas, lists as JSON, everything else as it is. */
export function triggerText({ spec: { shape } }: AnyAttribute, value: unknown): string {
  if (shape.kind === "set") return [...(value as readonly string[])].sort().join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The values of triggers. @throws Problem of kind `bad_usage` that says what is wrong with them */
export function readTriggers<A extends Attributes>(attributes: A, triggers: Readonly<Record<string, unknown>>) {
  const values = Object.fromEntries(
    Object.entries(attributes).map(([key, attribute]) => [key, readTrigger(attribute, triggers[snakeCase(key)])]),
  );
  const findings = validate({ attributes }, values);
  if (findings.length === 0) return values as Input<A>;
  throw new Problem({
    kind: "bad_usage",
    summary: "The request is not understood",
    detail: findings.map(({ why }) => why).join(" "),
  });
}

/** The value of one trigger; what its attribute has by default where there is none. */
export function readTrigger({ spec: { shape, defaultValue } }: AnyAttribute, trigger: unknown): unknown {
  if (typeof trigger !== "string") return defaultValue;
  if (shape.kind === "set") return trigger === "" ? [] : trigger.split(",");
  if (shape.kind === "bool") return trigger === "true";
  if (shape.kind !== "list") return trigger;
  try {
    const parsed: unknown = JSON.parse(trigger);
    return Array.isArray(parsed) ? parsed.map(String) : undefined;
  } catch {
    return undefined;
  }
}
