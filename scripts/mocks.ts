import { createHash } from "node:crypto";
import { dataSources, identity, resources } from "../src/handlers";
import { type AnyAttribute, type Attributes, snakeCase } from "../src/schema";

/** Where the values are with which `terraform test` plays the provider. */
export const MOCKS_FILE = `mocks/${identity.name}.tfmock.hcl`;

/** Values for what the provider would supply: Terraform's own are random letters, which no validation passes. */
export function renderMocks(): string {
  const blocks = [
    ...resources.map((definition) => block("mock_resource", definition)),
    ...dataSources.map((definition) => block("mock_data", definition)),
  ];
  return ["# Written by `npm run generate` from src/handlers. Do not edit.", ...blocks.flat(), ""].join("\n");
}

function block(
  kind: string,
  { name: noun, attributes }: { readonly name: string; readonly attributes: Attributes },
): string[] {
  // Lists of objects are left out: Terraform plays them as empty, whatever is given here.
  const mocked = Object.entries(attributes).filter(
    ([, { spec }]) => !["required", "optional"].includes(spec.supply) && !("element" in spec.shape),
  );
  if (mocked.length === 0) return [];
  const width = Math.max(...mocked.map(([name]) => snakeCase(name).length));
  const lines = mocked.map(([name, attribute]) => {
    return `    ${snakeCase(name).padEnd(width)} = ${JSON.stringify(mock(name, attribute, noun))}`;
  });
  return ["", `${kind} "${identity.name}_${noun}" {`, "  defaults = {", ...lines, "  }", "}"];
}

function mock(name: string, { spec: { shape, defaultValue } }: AnyAttribute, noun: string): unknown {
  if (defaultValue !== undefined) return defaultValue;
  if (shape.kind === "bool") return !name.endsWith("Due");
  if (name === "generation") return 1;
  if (shape.kind !== "string") throw new Error(`No mock can be made of \`${name}\`: teach scripts/mocks.ts about it.`);
  if (name === "id") return idOf(noun);
  if (name === "creatorId") return idOf("user");
  if (name.endsWith("At")) return "2026-01-01T00:00:00.000Z";
  if (name === "acl") return `team/${idOf("team")}`;
  if (name === "email") return "mock@example.com";
  if (name === "role") return "member";
  if (name === "key") return KEY;
  if (name === "fingerprint") return createHash("sha256").update(KEY).digest("hex");
  if (name === "status") return "active";
  if (name === "hint") return KEY.slice(0, 3);
  return `Mock ${noun}`;
}

/** Of the form that a key's value has, and clearly none. */
const KEY = Buffer.from("mock mock mock mock mock mock mo").toString("base64");

/** A UUID, the same each time. */
function idOf(noun: string): string {
  const digits = createHash("sha256").update(noun).digest("hex");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join("-");
}
